import { Alert, Anchor, Text } from "@mantine/core";
import { Suspense } from "react";
import { Problem } from "../api/problem";
import type { Document } from "../api/client";
import { useDocument } from "../documents/queries";
import { messages } from "../messages";
import { Drawer } from "../shell/Dialog";
import { lazily } from "../shell/lazily";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import { Quoted } from "./Quoted";
import { Surroundings } from "./Surroundings";
import type { Source } from "./viewing";

const words = messages.viewer;
const PdfFile = lazily(() => import("./PdfFile"), ({ source }) => <Quoted quote={source.quote}>{words.unreadable}</Quoted>);

interface ViewerProps {
  botId: string;
  source: Source;
  onClose: () => void;
}

/** A document at the place that a source names, with its quote marked. */
export default function Viewer({ botId, source, onClose }: ViewerProps) {
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(56rem, 100%)"
      title={source.filename}
      // Above the dialogs that it is opened from.
      zIndex={250}
    >
      <Shown botId={botId} source={source} />
    </Drawer>
  );
}

function Shown({ botId, source }: Omit<ViewerProps, "onClose">) {
  const { data, error, isPending, refetch } = useDocument(botId, source.document_id);
  if (error instanceof Problem && error.status === 404) return <Quoted quote={source.quote}>{words.gone}</Quoted>;
  if (isPending) return <Waiting>{words.loading}</Waiting>;
  if (!data) return <ProblemNote error={error} retry={() => void refetch()} />;
  return (
    <>
      <WebPage document={data} />
      {data.content_type === "application/pdf" && source.page > 0 ? (
        <Suspense fallback={<Waiting>{words.loading}</Waiting>}>
          <PdfFile key={`${source.document_id}-${source.page}-${source.quote}`} botId={botId} source={source} />
        </Suspense>
      ) : (
        <Surroundings botId={botId} source={source} />
      )}
    </>
  );
}

function WebPage({ document: { source_url } }: { document: Document }) {
  if (!source_url) return null;
  return (
    <Alert variant="light" color="gray" p="xs" mb="md">
      <Text size="sm">
        <Anchor href={source_url} target="_blank" rel="noopener noreferrer" inherit>
          {words.elsewhere}
        </Anchor>
      </Text>
    </Alert>
  );
}
