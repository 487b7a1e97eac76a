import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { messages } from "../messages";
import { AddPages } from "./AddPages";
import { AddQuestions } from "./AddQuestions";

const words = messages.sources;

interface OtherWaysProps {
  botId: string;
  /** Of a page that somebody wants in; empty while nobody does. */
  address: string;
  onClose: () => void;
}

/** The ways in beside files. */
export function OtherWays({ botId, address, onClose }: OtherWaysProps) {
  const [open, setOpen] = useState<"pages" | "questions">();
  const close = () => {
    setOpen(undefined);
    onClose();
  };
  return (
    <>
      <Group justify="center" mt="md" gap="xs">
        <Button variant="default" onClick={() => setOpen("pages")}>
          {words.pages.open}
        </Button>
        <Button variant="default" onClick={() => setOpen("questions")}>
          {words.questions.open}
        </Button>
      </Group>
      <AddPages botId={botId} address={address} opened={open === "pages" || address !== ""} onClose={close} />
      <AddQuestions botId={botId} opened={open === "questions"} onClose={close} />
    </>
  );
}
