import { Button, type ButtonProps } from "@mantine/core";
import { messages } from "../messages";
import { ProblemNote } from "./ProblemNote";

interface List {
  error: Error | null;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/** The way to the next page of a list; why that did not come is said right here. */
export function More({ list, ...look }: { list: List } & ButtonProps) {
  if (!list.hasNextPage) return null;
  return (
    <>
      <ProblemNote error={list.isFetchNextPageError && list.error} />
      <Button
        variant="default"
        loading={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
        {...look}
      >
        {messages.more}
      </Button>
    </>
  );
}

/** What failed of a list, but for its next page. */
export const failed = (list: List): Error | null => (list.isFetchNextPageError ? null : list.error);
