import { ActionIcon, Alert, Button, Group, Progress, Text } from "@mantine/core";
import type { Problem } from "../api/problem";
import { messages } from "../messages";
import { Cross } from "../shell/icons";
import { RequestId } from "../shell/ProblemNote";
import classes from "./Documents.module.css";
import { Kind } from "./Kind";
import { dismiss, retry, type Upload } from "./uploads";
import { size } from "./words";

const words = messages.documents.uploading;

/** A file on its way in, or the reason why it isn't. */
export function UploadRow({ upload }: { upload: Upload }) {
  const { id, file, step, share, problem } = upload;
  const settled = step === "already" || step === "failed";
  return (
    <li className={`surface ${classes.row}`}>
      <Kind filename={file.name} />
      <div>
        <Text className={classes.name}>{file.name}</Text>
        <Text size="sm" c="dimmed">
          {size(file.size)}
        </Text>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={settled ? words.dismiss(file.name) : words.cancel(file.name)}
        onClick={() => dismiss(id)}
      >
        <Cross />
      </ActionIcon>
      <div className={classes.below}>
        {!settled && <Sending name={file.name} step={step} share={share} />}
        {step === "already" && <Alert role="status">{words.already}</Alert>}
        {problem && <Refused problem={problem} onRetry={() => retry(upload)} />}
      </div>
    </li>
  );
}

function Sending({
  name,
  step,
  share,
}: {
  name: string;
  step: "waiting" | "hashing" | "asking" | "sending";
  share: number;
}) {
  const text = step === "sending" ? words.sending(Math.round(share * 100)) : words[step];
  return (
    <>
      <Progress
        value={Math.max(share * 100, 2)}
        size="sm"
        aria-label={words.progress(name)}
        animated={step !== "sending"}
      />
      <Text size="sm" c="dimmed" mt={6}>
        {text}
      </Text>
    </>
  );
}

function Refused({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  // Trying again helps only where the file itself isn't at fault.
  const again = problem.passing || problem.code === "upload_refused";
  return (
    <Alert color="red" variant="light" role="alert">
      <Text size="sm">{problem.message}</Text>
      <RequestId id={problem.requestId} />
      {again && (
        <Group mt="xs">
          <Button size="xs" variant="default" onClick={onRetry}>
            {words.retry}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
