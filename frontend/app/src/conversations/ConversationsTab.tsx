import { Badge, Button, Group, NativeSelect, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useSearchParams } from "wouter";
import type { ConversationOverview } from "../api/client";
import { useShownBot } from "../bots/shown";
import { moment } from "../documents/words";
import { messages } from "../messages";
import { failed, More } from "../shell/More";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import classes from "./Conversations.module.css";
import { Detail } from "./Detail";
import { useConversations, useExport, type Filters } from "./queries";

const words = messages.conversations;
const NAMES = ["from", "to", "rating", "answered", "text", "page"] as const;

export function Component() {
  const bot = useShownBot();
  const [search, setSearch] = useSearchParams();
  const filters = Object.fromEntries(NAMES.map((name) => [name, search.get(name) ?? ""])) as unknown as Filters;
  const shown = search.get("open") ?? undefined;
  const setShown = (open = "") => setSearch((now) => changed(now, { open }));
  const narrow = (chosen: Partial<Filters>) => setSearch((now) => changed(now, chosen), { replace: true });
  const list = useConversations(bot.bot_id, filters);
  const { data, isPending, hasNextPage, refetch } = list;
  const found = data?.pages.flatMap((page) => page.conversations) ?? [];
  return (
    <Stack>
      <Chosen botId={bot.bot_id} filters={filters} onChange={narrow} />
      <ProblemNote error={failed(list)} retry={() => void refetch()} />
      {isPending && <Waiting>{words.loading}</Waiting>}
      {data && found.length === 0 && !hasNextPage && <Text c="dimmed">{Object.values(filters).some(Boolean) ? words.noMatch : words.none}</Text>}
      <ul className={classes.list} aria-label={words.title}>
        {found.map((each) => (
          <li key={each.conversation_id}>
            <Row conversation={each} onOpen={() => setShown(each.conversation_id)} />
          </li>
        ))}
      </ul>
      <More list={list} />
      <Detail botId={bot.bot_id} conversationId={shown} onClose={() => setShown(undefined)} />
    </Stack>
  );
}

/** The address with other values; an empty one is left out. */
function changed(search: URLSearchParams, values: Record<string, string>): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(values)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}

interface ChosenProps {
  botId: string;
  filters: Filters;
  onChange: (chosen: Partial<Filters>) => void;
}

function Chosen({ botId, filters, onChange }: ChosenProps) {
  const save = useExport(botId, filters);
  return (
    <>
      <Group align="flex-end" className={classes.filters ?? ""}>
        {(["answered", "rating"] as const).map((name) => (
          <NativeSelect
            key={name}
            label={words[name]}
            data={Object.entries(words.kinds[name]).map(([value, label]) => ({ value, label }))}
            value={filters[name]}
            onChange={(event) => onChange({ [name]: event.currentTarget.value })}
          />
        ))}
        {(["text", "page"] as const).map((name) => (
          <Typed
            key={name}
            label={words[name]}
            value={filters[name]}
            onChange={(text) => onChange({ [name]: text })}
          />
        ))}
        {(["from", "to"] as const).map((side) => (
          <TextInput
            key={side}
            type="date"
            label={words[side]}
            value={filters[side]}
            onChange={(event) => onChange({ [side]: event.currentTarget.value })}
          />
        ))}
        <Group gap="xs" ml="auto" wrap="nowrap">
          {(["csv", "jsonl"] as const).map((format) => (
            <Button
              key={format}
              variant="default"
              loading={save.isPending && save.variables === format}
              disabled={save.isPending}
              onClick={() => save.mutate(format)}
            >
              {words.exports[format]}
            </Button>
          ))}
        </Group>
      </Group>
      {save.isPending && (
        <Text size="sm" c="dimmed" role="status" className="after-a-moment">
          {words.exporting(save.lines)}
        </Text>
      )}
      <ProblemNote error={save.error} />
      {(filters.from || filters.to) && (
        <Text size="sm" c="dimmed">
          {messages.analytics.utc}
        </Text>
      )}
    </>
  );
}

interface TypedProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

/** A field that is followed once its writer rests, and that follows the address where that changes by itself. */
function Typed({ label, value, onChange }: TypedProps) {
  const [typed, setTyped] = useState({ text: value, told: value, value });
  const follow = useDebouncedCallback((text: string) => {
    setTyped((now) => ({ ...now, told: text }));
    onChange(text);
  }, 300);
  if (value !== typed.value) setTyped({ ...typed, value, ...(value !== typed.told && { text: value, told: value }) });
  return (
    <TextInput
      type="search"
      label={label}
      value={typed.text}
      maxLength={100}
      onChange={({ currentTarget: { value: text } }) => {
        setTyped({ ...typed, text });
        follow(text);
      }}
    />
  );
}

function Row({ conversation, onOpen }: { conversation: ConversationOverview; onOpen: () => void }) {
  const { question, started_at, turns, answered, rating, asker, page } = conversation;
  return (
    <UnstyledButton className={classes.row} onClick={onOpen}>
      <Text fw={500} lineClamp={2}>
        {question}
      </Text>
      <Group gap="xs">
        <Text size="sm" c="dimmed" className="figures">
          {[moment(started_at), words.turns(turns), words.askers[asker], page].filter(Boolean).join(" · ")}
        </Text>
        {!answered && (
          <Badge variant="light" color="yellow">
            {words.unanswered}
          </Badge>
        )}
        {rating && (
          <Badge variant="light" color={rating === "up" ? "pine" : "red"}>
            {words.ratings[rating]}
          </Badge>
        )}
      </Group>
    </UnstyledButton>
  );
}
