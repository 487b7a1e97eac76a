import { Button, Text } from "@mantine/core";
import { messages } from "../messages";
import { Check, Plus } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import { useAddTest } from "./queries";

const words = messages.pinned;

interface MakeTestProps {
  botId: string;
  question: string;
  /** The document that has to be found; without it, the bot should not know. */
  filename?: string | undefined;
}

/** Makes the search a test question. */
export function MakeTest({ botId, question, filename }: MakeTestProps) {
  const add = useAddTest(botId);
  if (add.isSuccess) {
    return (
      <Text size="sm" role="status">
        <Check size={14} /> {words.made}
      </Text>
    );
  }
  const label = filename === undefined ? words.makeRefusal : words.makeFor(filename);
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<Plus size={14} />}
        loading={add.isPending}
        aria-label={label}
        onClick={() => add.mutate({ question, ...(filename === undefined ? { refusal: true } : { filename }) })}
      >
        {filename === undefined ? words.makeRefusal : words.make}
      </Button>
      <ProblemNote error={add.error} />
    </div>
  );
}
