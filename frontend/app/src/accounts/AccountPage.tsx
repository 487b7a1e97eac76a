import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Redirect } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import { useSession } from "../api/session";
import { messages } from "../messages";
import { Check } from "../shell/icons";
import { Mark } from "../shell/Mark";
import { useTitle } from "../shell/useTitle";
import { Waiting } from "../shell/Waiting";
import classes from "./AccountPage.module.css";

interface AccountPageProps {
  title: string;
  children: ReactNode;
}

/** A page for somebody who is not signed in; whoever is goes on to where they wanted to be. */
export function AccountPage({ title, children }: AccountPageProps) {
  useTitle(title);
  const session = useSession();
  const state = useHistoryState<{ from?: string } | null>();
  if (session.state === "restoring") return <Waiting>{messages.accounts.restoring}</Waiting>;
  if (session.state === "in") return <Redirect to={state?.from ?? "/"} replace />;
  return (
    <div className={classes.page}>
      <Promise />
      <main className={classes.form}>
        <Stack gap="lg" w="100%" maw={380}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {children}
        </Stack>
      </main>
    </div>
  );
}

function Promise() {
  return (
    <aside className={classes.promise}>
      <div className={classes.brand}>
        <Mark size={34} />
        <span className="wordmark">{messages.product}</span>
      </div>
      <p className={classes.line}>{messages.promise}</p>
      <ul className={classes.points}>
        {messages.points.map((point) => (
          <li key={point}>
            <Check />
            <Text>{point}</Text>
          </li>
        ))}
      </ul>
    </aside>
  );
}
