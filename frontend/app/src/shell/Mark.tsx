interface MarkProps {
  size?: number;
}

/** Docent's mark: a D that is also a speech bubble with lines of text. */
export function Mark({ size = 28 }: MarkProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden>
      <rect width="32" height="32" rx="8" fill="var(--docent-mark)" />
      <path d="M9 7.5h7.5a8.5 8.5 0 0 1 0 17H14l-5 3v-20Z" fill="var(--mantine-color-body)" />
      <path d="M13 13h6.5M13 17h4" stroke="var(--docent-mark)" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
