import { Text } from "@mantine/core";
import { useCallback, useState } from "react";
import { useSearchParams } from "wouter";
import type { Document } from "../api/client";
import { mayEdit } from "../bots/rights";
import { useShownBot } from "../bots/shown";
import { messages } from "../messages";
import { keepsFocus } from "../shell/keepsFocus";
import { failed, More } from "../shell/More";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { Announcer } from "./Announcer";
import { ChosenContext } from "./Choose";
import { Chosen } from "./Chosen";
import { DeleteDocument } from "./DeleteDocument";
import { DocumentRow } from "./DocumentRow";
import classes from "./Documents.module.css";
import { DropZone } from "./DropZone";
import { Failures } from "./Failures";
import { OtherWays } from "./OtherWays";
import { Passages } from "./Passages";
import { useDocument, useDocuments } from "./queries";
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
  const [search, setSearch] = useSearchParams();
  const read = search.get("document") ?? "";
  const named = useDocument(botId, read);
  // The list's own, which follows what is changed of it; a link may name one that the list does not show yet.
  const reading = list.documents.find((each) => each.document_id === read) ?? (read ? named.data : undefined);
  const setReading = useCallback((document?: Document) => {
    setSearch(document ? { document: document.document_id } : {});
  }, []);
  const [address, setAddress] = useState("");
  const [doomed, setDoomed] = useState<Document>();
  const [onlyFailed, setOnlyFailed] = useState(false);
  const failures = list.documents.filter(({ status }) => status === "failed");
  const shown = onlyFailed ? failures : list.documents;
  const chosen = useChosen(shown);
  const nothing = list.isSuccess && list.documents.length + uploads.length === 0;
  const arriving = new Set(uploads.filter(({ step }) => step !== "failed").map(({ file }) => file.name));
  // What is on its way from here has a row already, with its progress.
  const rows = shown.filter((each) => each.status !== "awaiting_upload" || !arriving.has(each.filename));
  return (
    <>
      {mayEdit(bot) && (
        <>
          <DropZone onFiles={(files) => add(botId, files)} onAddress={setAddress} />
          <OtherWays botId={botId} address={address} onClose={() => setAddress("")} />
        </>
      )}
      {list.documents.some(({ status }) => status === "ready" || status === "partial") && <TryIt botId={botId} />}
      {list.isPending && <Waiting>{words.loading}</Waiting>}
      <ProblemNote error={failed(list)} retry={() => void list.refetch()} />
      {nothing && (
        <Text c="dimmed" ta="center" py="xl">
          {words.empty}
        </Text>
      )}
      <Failures list={list} count={failures.length} only={onlyFailed} onOnly={setOnlyFailed} />
      {mayEdit(bot) && shown.length > 0 && <Chosen bot={bot} documents={shown} chosen={chosen} />}
      <ChosenContext value={mayEdit(bot) ? chosen : undefined}>
        <ul ref={keepsFocus} className={classes.list} aria-label={words.title}>
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
      <More list={list} />
      <Announcer documents={list.documents} />
      <Passages document={reading} mayEdit={mayEdit(bot)} onClose={() => setReading()} />
      <DeleteDocument botId={botId} document={doomed} onClose={() => setDoomed(undefined)} />
    </>
  );
}
