import { ActionIcon, Button, Group, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { api } from "../api/client";
import { answer } from "../api/reach";
import { messages } from "../messages";
import { Down, Thumb } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import classes from "./Playground.module.css";

const words = messages.rating;

interface RatingProps {
  messageId: string;
  /** What stands beside it in the same line. */
  children: ReactNode;
}

/** What the reader thinks of an answer; a bad one may be given a reason. */
export function Rating({ messageId, children }: RatingProps) {
  const [rating, setRating] = useState<"up" | "down">();
  const [reason, setReason] = useState("");
  const rate = useMutation({
    mutationFn: (body: { rating: "up" | "down"; comment?: string }) =>
      answer(api.POST("/api/feedback", { body: { message_id: messageId, ...body } })),
  });
  function choose(chosen: "up" | "down"): void {
    setRating(chosen);
    rate.mutate({ rating: chosen });
  }
  function explain(event: FormEvent): void {
    event.preventDefault();
    rate.mutate({ rating: "down", comment: reason.trim() });
  }
  const explained = rate.isSuccess && (rating === "up" || rate.variables.comment !== undefined);
  return (
    <>
      <Group gap={4} mt="xs">
        <ActionIcon
          variant={rating === "up" ? "light" : "subtle"}
          color="gray"
          aria-label={words.good}
          aria-pressed={rating === "up"}
          onClick={() => choose("up")}
        >
          <Thumb size={16} />
        </ActionIcon>
        <ActionIcon
          variant={rating === "down" ? "light" : "subtle"}
          color="gray"
          aria-label={words.bad}
          aria-pressed={rating === "down"}
          onClick={() => choose("down")}
        >
          <Down size={16} />
        </ActionIcon>
        {explained && (
          <Text size="xs" c="dimmed" role="status">
            {words.thanks}
          </Text>
        )}
        <div className={classes.other}>{children}</div>
      </Group>
      {rating === "down" && !explained && (
        <form onSubmit={explain}>
          <Group gap="xs" mt={4}>
            <TextInput
              size="xs"
              flex={1}
              maxLength={1_000}
              aria-label={words.why}
              placeholder={words.why}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Button size="xs" variant="default" type="submit" loading={rate.isPending}>
              {words.send}
            </Button>
          </Group>
        </form>
      )}
      <ProblemNote error={rate.error} />
    </>
  );
}
