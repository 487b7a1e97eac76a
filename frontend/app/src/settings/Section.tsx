import { Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** Settings that belong together. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack component="section" className="surface" p={{ base: "md", sm: "xl" }}>
      <Title order={2} size="h4">
        {title}
      </Title>
      {children}
    </Stack>
  );
}
