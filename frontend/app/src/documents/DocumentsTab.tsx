import { Button, Text } from "@mantine/core";
import { useState } from "react";
import type { Document } from "../api/client";
import { mayEdit } from "../bots/rights";
import { useShownBot } from "../bots/shown";
import { messages } from "../messages";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { Announcer } from "./Announcer";
import { ChosenContext } from "./Choose";
import { Chosen } from "./Chosen";
import { DeleteDocument } from "./DeleteDocument";
import { DocumentRow } from "./DocumentRow";
import classes from "./Documents.module.css";
import { DropZone } from "./DropZone";
import { OtherWays } from "./OtherWays";
import { Passages } from "./Passages";
import { useDocuments } from "./queries";
import { replaces } from "./status";
import { TryIt } from "./TryIt";
import { UploadRow } from "./UploadRow";
import { useChosen } from "./useChosen";
import { add, useUploads } from "./uploads";

const words = messages.documents;

export function Component() {
  const bot = useShownBot();
  const botId = bot.bot_id;
  const list = useDocuments(botId);
  const uploads = useUploads(botId);
  const [read, setReading] = useState<Document>();
  // The list's own, which follows what is changed of it.
  const reading = list.documents.find((each) => each.document_id === read?.document_id);
  const [doomed, setDoomed] = useState<Document>();
  const chosen = useChosen(list.documents);
  const nothing = list.isSuccess && list.documents.length + uploads.length === 0;
  const arriving = new Set(uploads.filter(({ step }) => step !== "failed").map(({ file }) => file.name));
  // What is on its way from here has a row already, with its progress.
  const rows = list.documents.filter((each) => each.status !== "awaiting_upload" || !arriving.has(each.filename));
  return (
    <>
      {mayEdit(bot) && (
        <>
          <DropZone onFiles={(files) => add(botId, files)} />
          <OtherWays botId={botId} />
        </>
      )}
      {list.documents.some(({ status }) => status === "ready" || status === "partial") && <TryIt botId={botId} />}
      {list.isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={list.error} retry={() => void list.refetch()} />
      {nothing && (
        <Text c="dimmed" ta="center" py="xl">
          {words.empty}
        </Text>
      )}
      {mayEdit(bot) && list.documents.length > 0 && (
        <Chosen bot={bot} documents={list.documents} more={list.hasNextPage} chosen={chosen} />
      )}
      <ChosenContext value={mayEdit(bot) ? chosen : undefined}>
        <ul className={classes.list} aria-label={words.title}>
          {uploads.map((upload) => (
            <UploadRow key={upload.id} upload={upload} />
          ))}
          {rows.map((document) => (
            <DocumentRow
              key={document.document_id}
              document={document}
              replaces={replaces(document, list.documents)}
              onRead={setReading}
              {...(mayEdit(bot) && { onDelete: setDoomed })}
            />
          ))}
        </ul>
      </ChosenContext>
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {messages.more}
        </Button>
      )}
      <Announcer documents={list.documents} />
      <Passages document={reading} mayEdit={mayEdit(bot)} onClose={() => setReading(undefined)} />
      <DeleteDocument botId={botId} document={doomed} onClose={() => setDoomed(undefined)} />
    </>
  );
}
