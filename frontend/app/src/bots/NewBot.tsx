import { Radio, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useLocation } from "wouter";
import { messages } from "../messages";
import { DialogEnd } from "../shell/DialogEnd";
import { Modal } from "../shell/Dialog";
import { useSubmit } from "../shell/useSubmit";
import { useUnsaved } from "../shell/unsaved";
import { useCreateBot } from "./queries";
import { TEMPLATES } from "./templates";

const words = messages.bots.form;

interface NewBotProps {
  opened: boolean;
  onClose: () => void;
}

export function NewBot({ opened, onClose }: NewBotProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.title} centered>
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const create = useCreateBot();
  const [, navigate] = useLocation();
  const form = useForm({
    mode: "controlled",
    initialValues: { name: "", description: "", template: "" },
    validate: {
      name: (name) => (name.trim() && name.trim().length <= 100 ? null : words.nameCheck),
      description: (text) => (text.length <= 500 ? null : words.descriptionCheck),
    },
  });
  const { submit, busy, problem } = useSubmit(form, async ({ name, description, template }) => {
    const begun = TEMPLATES.find(({ key }) => key === template)?.settings;
    const bot = await create.mutateAsync({ ...begun, name: name.trim(), description: description.trim() });
    navigate(`/bots/${bot.bot_id}/documents`);
  });
  useUnsaved(form.isDirty("name") || form.isDirty("description"));
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label={words.name}
          placeholder={words.namePlaceholder}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <Textarea
          label={words.description}
          placeholder={words.descriptionPlaceholder}
          autosize
          minRows={2}
          {...form.getInputProps("description")}
        />
        <Radio.Group label={messages.bots.template} {...form.getInputProps("template")}>
          <Stack gap="xs" mt="xs">
            <Radio value="" label={messages.bots.blank[0]} description={messages.bots.blank[1]} />
            {TEMPLATES.map(({ key }) => {
              const [label, description] = messages.bots.templates[key];
              return <Radio key={key} value={key} label={label} description={description} />;
            })}
          </Stack>
        </Radio.Group>
        <DialogEnd error={problem} busy={busy} button={words.button} onClose={onClose} />
      </Stack>
    </form>
  );
}
