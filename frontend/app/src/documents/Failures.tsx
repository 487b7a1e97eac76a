import { Button, Group, Text } from "@mantine/core";
import { useEffect } from "react";
import { messages } from "../messages";
import type { useDocuments } from "./queries";

const words = messages.documents.failed;

interface FailuresProps {
  list: ReturnType<typeof useDocuments>;
  /** How many of those shown failed. */
  count: number;
  /** Whether only they are shown. */
  only: boolean;
  onOnly: (only: boolean) => void;
}

/** How many documents could not be used, and the way to see them alone: of the whole list, which is fetched then. */
export function Failures({ list, count, only, onOnly }: FailuresProps) {
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  useEffect(() => {
    if (only && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [only, hasNextPage, isFetching, isError, fetchNextPage]);
  if (!count && !hasNextPage && !only) return null;
  return (
    <Group mt="lg" gap="sm">
      <Text size="sm" role="status" c={count ? "red" : "dimmed"}>
        {count > 0 && words.some(count, hasNextPage)}
        {!count && only && !hasNextPage && words.none}
      </Text>
      <Button variant="subtle" size="compact-sm" onClick={() => onOnly(!only)}>
        {only ? words.all : words.only}
      </Button>
    </Group>
  );
}
