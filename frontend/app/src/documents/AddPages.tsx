import { SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { messages } from "../messages";
import { DialogEnd } from "../shell/DialogEnd";
import { Modal } from "../shell/Dialog";
import { NumberField } from "../shell/NumberField";
import { useSubmit } from "../shell/useSubmit";
import { useUnsaved } from "../shell/unsaved";
import { useAddPages, type Mode } from "./sources";

const words = messages.sources.pages;
const MOST_PAGES = 500;
const MODES: Mode[] = ["page", "site", "sitemap"];

interface AddPagesProps {
  botId: string;
  /** What stands in the field at first. */
  address: string;
  opened: boolean;
  onClose: () => void;
}

/** Brings in a web page, a site from its start page on, or what a sitemap lists. */
export function AddPages({ botId, address, opened, onClose }: AddPagesProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.title} centered>
      <Form key={address} botId={botId} address={address} onClose={onClose} />
    </Modal>
  );
}

function Form({ botId, address, onClose }: Omit<AddPagesProps, "opened">) {
  const add = useAddPages(botId);
  const form = useForm({
    mode: "controlled",
    initialValues: { url: address, mode: "page" as Mode, pages: 50 as number | "" },
    validate: {
      url: (url) => (/^https?:\/\/\S+$/i.test(whole(url)) ? null : words.urlCheck),
      pages: (most, { mode }) =>
        mode === "page" || (Number.isInteger(most) && Number(most) >= 1 && Number(most) <= MOST_PAGES)
          ? null
          : words.mostCheck(MOST_PAGES),
    },
  });
  const { submit, busy, problem } = useSubmit(form, async ({ url, mode, pages }) => {
    await add.mutateAsync({ bot_id: botId, url: whole(url), mode, limits: { pages: Number(pages) } });
    onClose();
  });
  useUnsaved(form.isDirty("url"));
  const { mode } = form.getValues();
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <SegmentedControl
          aria-label={words.mode}
          data={MODES.map((value) => ({ value, label: words.modes[value] }))}
          {...form.getInputProps("mode")}
        />
        <TextInput
          type="url"
          label={words.url}
          placeholder={words.placeholders[mode]}
          data-autofocus
          {...form.getInputProps("url")}
        />
        {mode !== "page" && (
          <NumberField label={words.most} min={1} max={MOST_PAGES} {...form.getInputProps("pages")} />
        )}
        <Text size="sm" c="dimmed">
          {words.hints[mode]}
        </Text>
        <DialogEnd error={problem} busy={busy} button={words.button} onClose={onClose} />
      </Stack>
    </form>
  );
}

/** As a browser takes what is typed into its bar. */
function whole(url: string): string {
  const bare = /^[^\s:/]+\.[^\s:/]+(\/\S*)?$/.test(url.trim());
  return bare ? `https://${url.trim()}` : url.trim();
}
