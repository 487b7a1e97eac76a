import { ActionIcon, Button, FileButton, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { messages } from "../messages";
import { DialogEnd } from "../shell/DialogEnd";
import { Modal } from "../shell/Dialog";
import { Bin, Plus } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import { useSubmit } from "../shell/useSubmit";
import { useUnsaved } from "../shell/unsaved";
import { useAddPairs, useAddPairsFile } from "./sources";

const words = messages.sources.questions;
const LONGEST_QUESTION = 290;

interface AddQuestionsProps {
  botId: string;
  opened: boolean;
  onClose: () => void;
}

/** Brings in questions with their answers, typed or from a CSV file. */
export function AddQuestions({ botId, opened, onClose }: AddQuestionsProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.title} size="lg" centered>
      <Form botId={botId} onClose={onClose} />
    </Modal>
  );
}

function Form({ botId, onClose }: Omit<AddQuestionsProps, "opened">) {
  const add = useAddPairs(botId);
  const form = useForm({
    mode: "controlled",
    initialValues: { name: "", pairs: [{ question: "", answer: "" }] },
    validate: {
      pairs: {
        question: (text) =>
          text.trim() && text.trim().length <= LONGEST_QUESTION ? null : words.questionCheck(LONGEST_QUESTION),
        answer: (text) => (text.trim() ? null : words.answerCheck),
      },
    },
  });
  const { submit, busy, problem } = useSubmit(form, async ({ name, pairs }) => {
    await add.mutateAsync({ bot_id: botId, pairs, ...(name.trim() && { name: name.trim() }) });
    onClose();
  });
  useUnsaved(form.isDirty() && !busy);
  const { pairs } = form.getValues();
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <FromFile botId={botId} onClose={onClose} />
        <TextInput label={words.name} placeholder={words.namePlaceholder} maxLength={100} {...form.getInputProps("name")} />
        {pairs.map((_, at) => (
          <Group key={at} align="flex-start" wrap="nowrap" role="group" aria-label={words.pair(at + 1)}>
            <Stack gap="xs" flex={1}>
              <TextInput label={words.question} {...form.getInputProps(`pairs.${at}.question`)} />
              <Textarea label={words.answer} autosize minRows={2} {...form.getInputProps(`pairs.${at}.answer`)} />
            </Stack>
            <ActionIcon
              mt={28}
              variant="subtle"
              color="gray"
              aria-label={words.remove(at + 1)}
              disabled={pairs.length === 1}
              onClick={() => form.removeListItem("pairs", at)}
            >
              <Bin />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="subtle"
          leftSection={<Plus />}
          onClick={() => form.insertListItem("pairs", { question: "", answer: "" })}
        >
          {words.another}
        </Button>
        {form.errors["pairs"] && (
          <Text size="sm" c="red" role="alert">
            {form.errors["pairs"]}
          </Text>
        )}
        <DialogEnd error={problem} busy={busy} button={words.button} onClose={onClose} />
      </Stack>
    </form>
  );
}

function FromFile({ botId, onClose }: Omit<AddQuestionsProps, "opened">) {
  const add = useAddPairsFile(botId);
  return (
    <>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {words.csv}
        </Text>
        <FileButton
          accept=".csv,text/csv"
          inputProps={{ "aria-label": words.csvLabel }}
          onChange={(file) => file && add.mutate(file, { onSuccess: onClose })}
        >
          {(props) => (
            <Button variant="default" size="xs" loading={add.isPending} {...props}>
              {words.csvButton}
            </Button>
          )}
        </FileButton>
      </Group>
      <ProblemNote error={add.error} />
    </>
  );
}
