import { Alert, Button, Text } from "@mantine/core";
import { asProblem } from "../api/problem";
import { messages } from "../messages";
import { Warning } from "./icons";

interface ProblemNoteProps {
  error: unknown;
  retry?: () => void;
}

/** What went wrong, what to do, and the id to report it by. Nothing where there is no error; what is gone stays so. */
export function ProblemNote({ error, retry }: ProblemNoteProps) {
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <Alert color="red" variant="light" role="alert" icon={<Warning />}>
      <Text size="sm">{problem.message}</Text>
      <RequestId id={problem.requestId} />
      {retry && problem.status !== 404 && (
        <Button variant="default" size="xs" mt="xs" onClick={retry}>
          {messages.retry}
        </Button>
      )}
    </Alert>
  );
}

export function RequestId({ id }: { id: string | undefined }) {
  if (!id) return null;
  return (
    <Text size="xs" c="dimmed" mt={4}>
      {messages.requestId(id)}
    </Text>
  );
}
