import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { messages } from "../messages";
import { AddPages } from "./AddPages";
import { AddQuestions } from "./AddQuestions";

const words = messages.sources;

/** The ways in beside files. */
export function OtherWays({ botId }: { botId: string }) {
  const [open, setOpen] = useState<"pages" | "questions">();
  const close = () => setOpen(undefined);
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
      <AddPages botId={botId} opened={open === "pages"} onClose={close} />
      <AddQuestions botId={botId} opened={open === "questions"} onClose={close} />
    </>
  );
}
