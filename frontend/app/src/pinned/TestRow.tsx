import { ActionIcon, Badge, Text } from "@mantine/core";
import { moment } from "../documents/words";
import { messages } from "../messages";
import { Bin } from "../shell/icons";
import classes from "./Pinned.module.css";
import type { Test } from "./queries";

const words = messages.pinned;
const COLOURS = { right: "pine", wrong: "red", lost: "red", unasked: "gray" } as const;
type State = keyof typeof COLOURS;

interface TestRowProps {
  test: Test;
  onDelete: () => void;
}

/** One test question: what it wants, what its last run gave, and when it was last right. */
export function TestRow({ test, onDelete }: TestRowProps) {
  const state = stateOf(test);
  return (
    <li className={classes.test}>
      <div className={classes.about}>
        <Badge variant={state === "lost" ? "filled" : "light"} color={COLOURS[state]} autoContrast>
          {words.states[state]}
        </Badge>
        <Text fw={600} mt={4}>
          {test.question}
        </Text>
        <Text size="sm">{test.filename === null ? words.refusal : words.wanted(test.filename)}</Text>
        {test.result && (
          <Text size="sm" c="dimmed">
            {told(test, test.result)}
          </Text>
        )}
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={words.remove(test.question)}
        onClick={onDelete}
      >
        <Bin size={16} />
      </ActionIcon>
    </li>
  );
}

export function stateOf({ result }: Test): State {
  if (!result) return "unasked";
  if (result.passed) return "right";
  return result.regressed ? "lost" : "wrong";
}

function told(test: Test, result: NonNullable<Test["result"]>): string {
  const place = result.found_at > 0 ? words.place(result.found_at) : words.missing;
  const last = test.last_passed_at ? words.lastRight(moment(test.last_passed_at)) : words.neverRight;
  return [
    test.filename !== null && place,
    words.sure(result.confidence.toFixed(2), result.threshold.toFixed(2)),
    !result.passed && last,
  ]
    .filter(Boolean)
    .join(" · ");
}
