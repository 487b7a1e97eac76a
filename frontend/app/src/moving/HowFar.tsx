import { Alert, Progress, Stack, Text } from "@mantine/core";
import { messages } from "../messages";
import { isOver, type Transfer } from "./queries";

const words = messages.moving;

/** How far a transfer is, in words and as a bar; why it failed, where it did. */
export function HowFar({ transfer }: { transfer: Transfer }) {
  const { status, message, progress } = transfer;
  if (status === "failed") {
    return (
      <Alert color="red" variant="light" role="alert">
        {message}
      </Alert>
    );
  }
  if (isOver(transfer)) return null;
  const stage = words.stages[progress.stage] ?? progress.stage;
  const said = status === "waiting" ? words.waiting : words.step(stage, progress.done, progress.total);
  return (
    <Stack gap={6}>
      <Text size="sm" role="status" className="figures">
        {said}
      </Text>
      <Bar share={progress.total ? progress.done / progress.total : undefined} />
    </Stack>
  );
}

/** A share of 0 to 1; one that moves where it is not known. */
export function Bar({ share }: { share: number | undefined }) {
  return (
    <Progress.Root>
      <Progress.Section
        aria-label={words.progress}
        value={share === undefined ? 100 : share * 100}
        animated={share === undefined}
        striped={share === undefined}
      />
    </Progress.Root>
  );
}
