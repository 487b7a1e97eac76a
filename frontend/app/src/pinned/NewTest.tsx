import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect, useState } from "react";
import { useDocuments } from "../documents/queries";
import { messages } from "../messages";
import { Plus } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import { useAddTest } from "./queries";

const words = messages.pinned;
const UNKNOWN = "unknown:";
const FILE = "file:";
const LONGEST = 4000;

/** A test question made by hand. */
export function NewTest({ botId }: { botId: string }) {
  const add = useAddTest(botId);
  const [choosing, setChoosing] = useState(false);
  const { documents, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useDocuments(botId);
  useEffect(() => {
    if (choosing && hasNextPage && !isFetchingNextPage && !error) void fetchNextPage();
  }, [choosing, hasNextPage, isFetchingNextPage, fetchNextPage, error]);
  const form = useForm({
    mode: "controlled",
    initialValues: { question: "", wanted: "" },
    validate: {
      question: (text) => (text.trim() ? null : words.questionCheck),
      wanted: (choice) => (choice ? null : words.documentCheck),
    },
  });
  const { submit, busy, problem } = useSubmit(form, async ({ question, wanted }) => {
    const expected = wanted === UNKNOWN ? { refusal: true } : { filename: wanted.slice(FILE.length) };
    await add.mutateAsync({ question: question.trim(), ...expected });
    form.reset();
  });
  const names = [...new Set(documents.map((document) => document.filename))];
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput label={words.question} maxLength={LONGEST} {...form.getInputProps("question")} />
        <NativeSelect
          label={words.document}
          onFocus={() => setChoosing(true)}
          data={[
            { value: "", label: words.choose },
            { value: UNKNOWN, label: words.unknown },
            ...names.map((name) => ({ value: FILE + name, label: name })),
          ]}
          {...form.getInputProps("wanted")}
        />
        <ProblemNote error={error} retry={() => void refetch()} />
        <Button
          type="submit"
          variant="light"
          leftSection={<Plus />}
          loading={busy}
          style={{ alignSelf: "flex-start" }}
        >
          {words.add}
        </Button>
        <ProblemNote error={problem} />
      </Stack>
    </form>
  );
}
