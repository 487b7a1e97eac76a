import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useState } from "react";
import { messages } from "../messages";
import { Back, Forth } from "../shell/icons";
import { ProblemNote } from "../shell/ProblemNote";
import { Waiting } from "../shell/Waiting";
import type { Pdf } from "./pdf";
import { PdfPage } from "./PdfPage";
import { Quoted } from "./Quoted";
import { usePdf } from "./usePdf";
import classes from "./Viewer.module.css";
import type { Source } from "./viewing";

const words = messages.viewer;

/** A PDF, one page at a time, beginning with that of the source. */
export default function PdfFile({ botId, source }: { botId: string; source: Source }) {
  const { pdf, error, again } = usePdf(botId, source.document_id);
  if (error)
    return (
      <>
        <Quoted quote={source.quote}>{words.unreadable}</Quoted>
        <ProblemNote error={error} retry={again} />
      </>
    );
  return pdf ? <Pages pdf={pdf} source={source} /> : <Waiting>{words.loading}</Waiting>;
}

function Pages({ pdf, source }: { pdf: Pdf; source: Source }) {
  const cited = Math.min(source.page, pdf.numPages);
  const [page, setPage] = useState(cited);
  // What does not stand on its page whole may go on overleaf.
  const [overleaf, setOverleaf] = useState(false);
  const turn = (by: number) => setPage((now) => Math.min(pdf.numPages, Math.max(1, now + by)));
  useHotkeys([
    ["ArrowLeft", () => turn(-1)],
    ["ArrowRight", () => turn(1)],
  ]);
  return (
    <>
      <Group justify="center" className={classes.bar} role="group">
        <ActionIcon variant="default" aria-label={words.previous} disabled={page === 1} onClick={() => turn(-1)}>
          <Back />
        </ActionIcon>
        <Text size="sm" className="figures" role="status">
          {words.page(page, pdf.numPages)}
        </Text>
        <ActionIcon
          variant="default"
          aria-label={words.next}
          disabled={page === pdf.numPages}
          onClick={() => turn(1)}
        >
          <Forth />
        </ActionIcon>
        {page !== cited && (
          <Button variant="subtle" size="compact-sm" onClick={() => setPage(cited)}>
            {words.cited(cited)}
          </Button>
        )}
      </Group>
      <PdfPage
        key={page}
        pdf={pdf}
        page={page}
        quote={page === cited || (page === cited + 1 && overleaf) ? source.quote : ""}
        owed={page === cited}
        onDrawn={(whole) => page === cited && setOverleaf(!whole)}
      />
    </>
  );
}
