import { ActionIcon, Button, Group, Input, Stack, TextInput } from "@mantine/core";
import { messages } from "../messages";
import { Cross, Plus } from "../shell/icons";
import type { SettingsForm } from "./SettingsTab";

const words = messages.settings;

/** The questions offered to begin with, one a line. */
export function Starters({ form, most }: { form: SettingsForm; most: number }) {
  const starters = form.values.starters;
  return (
    <Input.Wrapper label={words.starters} description={words.startersText} error={form.errors.starters}>
      <Stack gap="xs" mt="xs" align="flex-start">
        {starters.map((_, place) => (
          <Group key={place} gap="xs" wrap="nowrap" w="100%">
            <TextInput
              flex={1}
              aria-label={words.starter(place + 1)}
              {...form.getInputProps(`starters.${place}`)}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={words.removeStarter(place + 1)}
              onClick={() => form.removeListItem("starters", place)}
            >
              <Cross />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="light"
          size="xs"
          leftSection={<Plus size={16} />}
          disabled={starters.length >= most}
          onClick={() => form.insertListItem("starters", "")}
        >
          {words.addStarter}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}
