import { Group, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { useSearchParams } from "wouter";
import { useShownBot } from "../bots/shown";
import { messages } from "../messages";
import { LANGUAGE } from "../messages/language";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import classes from "./Analytics.module.css";
import { AskedMost } from "./AskedMost";
import { Chart } from "./Chart";
import { useAnalytics, type Analytics } from "./queries";

const words = messages.analytics;

export function Component() {
  const bot = useShownBot();
  const [search, setSearch] = useSearchParams();
  const named = search.get("days") ?? "";
  const days = Object.hasOwn(words.periods, named) ? Number(named) : 30;
  const { data, error, isPending, refetch } = useAnalytics(bot.bot_id, days);
  return (
    <Stack className={classes.page}>
      <Group justify="space-between">
        <SegmentedControl
          aria-label={words.period}
          data={Object.entries(words.periods).map(([value, label]) => ({ value, label }))}
          value={String(days)}
          onChange={(value) => setSearch({ days: value }, { replace: true })}
        />
        <Text size="sm" c="dimmed">
          {words.utc}
        </Text>
      </Group>
      <ProblemNote error={error} retry={() => void refetch()} />
      {isPending && <Waiting>{words.loading}</Waiting>}
      {data && data.total.questions === 0 && <Text c="dimmed">{words.none}</Text>}
      {data && <Figures data={data} />}
      {data && data.total.questions > 0 && <Charts data={data} />}
      {data && data.total.questions > 0 && <AskedMost botId={bot.bot_id} days={days} />}
    </Stack>
  );
}

function Figures({ data: { total, latency_ms, forecast } }: { data: Analytics }) {
  const ended = total.answered + total.unanswered;
  const month = new Date(`${forecast.month}-01`).toLocaleString(LANGUAGE, { month: "long", timeZone: "UTC" });
  return (
    <dl className={classes.figures}>
      <Figure name={words.questions} number={total.questions.toLocaleString(LANGUAGE)} />
      <Figure
        name={words.share}
        number={ended ? `${Math.round((100 * total.answered) / ended)} %` : "–"}
        text={words.ofAll(total.answered, ended)}
      />
      <Figure
        name={words.ratings}
        number={total.up + total.down ? `${Math.round((100 * total.up) / (total.up + total.down))} %` : "–"}
        text={words.ratingsText(total.up, total.down)}
      />
      <Times name={words.firstToken} times={latency_ms.first_token} of={words.firstText} />
      <Times name={words.whole} times={latency_ms.total} of={words.wholeText} />
      <Figure
        name={words.cost}
        number={words.dollars(total.cost_usd)}
        text={words.costText(total.input_tokens, total.output_tokens)}
      />
      <Figure
        name={words.month(month)}
        number={words.dollars(forecast.expected_usd)}
        text={words.forecast(words.dollars(forecast.spent_usd))}
      />
    </dl>
  );
}

interface TimesProps {
  name: string;
  times: Analytics["latency_ms"]["total"];
  /** What was timed. */
  of: string;
}

function Times({ name, times, of }: TimesProps) {
  if (times.p50 === null || times.p95 === null) return <Figure name={name} number="–" text={words.untimed} />;
  return <Figure name={name} number={words.seconds(times.p50)} text={`${words.most(words.seconds(times.p95))}, ${of}`} />;
}

function Figure({ name, number, text }: { name: string; number: string; text?: string }) {
  return (
    <div className={`surface ${classes.figure}`}>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <dd>
        <span className={`figures ${classes.number}`}>{number}</span>
        {text && (
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        )}
      </dd>
    </div>
  );
}

function Charts({ data }: { data: Analytics }) {
  const days = data.days.map((each) => each.day);
  const of = (name: "answered" | "up" | "down" | "cost_usd") => data.days.map((each) => each[name]);
  const left = data.days.map((each) => each.questions - each.answered);
  return (
    <>
      <Chart
        title={words.questions}
        days={days}
        series={[
          { label: words.answered, color: "--answered", values: of("answered") },
          { label: words.unanswered, color: "--unanswered", values: left },
        ]}
      />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Chart
          title={words.cost}
          days={days}
          series={[{ label: words.cost, color: "--answered", values: of("cost_usd") }]}
          shown={words.dollars}
        />
        <Chart
          title={words.ratings}
          days={days}
          series={[
            { label: words.up, color: "--answered", values: of("up") },
            { label: words.down, color: "--down", values: of("down") },
          ]}
        />
      </SimpleGrid>
    </>
  );
}
