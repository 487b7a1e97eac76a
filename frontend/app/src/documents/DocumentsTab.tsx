import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { useOutletContext } from "react-router";
import type { Bot, Document } from "../api/client";
import { mayEdit } from "../bots/rights";
import { messages } from "../messages";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { Announcer } from "./Announcer";
import { DeleteDocument } from "./DeleteDocument";
import { DocumentRow } from "./DocumentRow";
import classes from "./Documents.module.css";
import { DropZone } from "./DropZone";
import { OtherWays } from "./OtherWays";
import { Passages } from "./Passages";
import { useDocuments } from "./queries";
import { replaces } from "./status";
import { UploadRow } from "./UploadRow";
import { add, useUploads } from "./uploads";

const words = messages.documents;

export function Component() {
  const bot = useOutletContext<Bot>();
  const botId = bot.bot_id;
  const list = useDocuments(botId);
  const uploads = useUploads(botId);
  const [reading, setReading] = useState<Document>();
  const [doomed, setDoomed] = useState<Document>();
  const nothing = list.isSuccess && list.documents.length + uploads.length === 0;
  return (
    <>
      {mayEdit(bot) && (
        <>
          <DropZone onFiles={(files) => add(botId, files)} />
          <OtherWays botId={botId} />
        </>
      )}
      {list.isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={list.error} retry={() => void list.refetch()} />
      {nothing && (
        <Text c="dimmed" ta="center" py="xl">
          {words.empty}
        </Text>
      )}
      <ul className={classes.list} aria-label={words.title}>
        {uploads.map((upload) => (
          <UploadRow key={upload.id} upload={upload} />
        ))}
        {list.documents.map((document) => (
          <DocumentRow
            key={document.document_id}
            document={document}
            replaces={replaces(document, list.documents)}
            onRead={() => setReading(document)}
            {...(mayEdit(bot) && { onDelete: () => setDoomed(document) })}
          />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {messages.more}
        </Button>
      )}
      <Announcer documents={list.documents} />
      <Passages document={reading} onClose={() => setReading(undefined)} />
      <DeleteDocument botId={botId} document={doomed} onClose={() => setDoomed(undefined)} />
    </>
  );
}
