import type { ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { markers } from "./markers";

interface MarkdownProps {
  text: string;
  /** Draws the mark of source n. */
  source: (n: number) => ReactNode;
}

/**
 * An answer as React nodes. Raw HTML stays text; pictures are left out, because fetching one would tell its
 * server about the conversation; links open elsewhere and pass nothing on.
 */
export default function Markdown({ text, source }: MarkdownProps) {
  const components: Components = {
    a: ({ href, children }) => (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
        {children}
      </a>
    ),
    sup: ({ node }) => source(Number(node?.properties.dataN ?? node?.properties["data-n"])),
    h1: "h3",
    h2: "h3",
  };
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm, markers]}
      components={components}
      disallowedElements={["img"]}
      unwrapDisallowed
    >
      {text}
    </ReactMarkdown>
  );
}
