import { Container, Group, UnstyledButton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, type PropsWithChildren } from "react";
import { Link, Redirect, useLocation, useSearch } from "wouter";
import { restore, useSession } from "../api/session";
import { messages } from "../messages";
import { AccountButton } from "./AccountButton";
import { Mark } from "./Mark";
import { ProblemNote } from "./ProblemNote";
import classes from "./Shell.module.css";
import { Waiting } from "./Waiting";

/** The frame around everything that needs somebody signed in. */
export function Component({ children }: PropsWithChildren) {
  const session = useSession();
  const [path] = useLocation();
  const search = useSearch();
  const client = useQueryClient();
  useEffect(() => {
    if (session.state === "out") client.clear();
  }, [client, session.state]);

  if (session.state === "restoring") return <Waiting>{messages.accounts.restoring}</Waiting>;
  if (session.state === "unreachable") {
    return (
      <Container size="xs" py="xl">
        <ProblemNote error={session.problem} retry={() => void restore()} />
      </Container>
    );
  }
  if (session.state === "out") {
    return <Redirect to="/signin" replace state={{ from: search ? `${path}?${search}` : path }} />;
  }
  return (
    <>
      <a href="#content" className={classes.skip}>
        {messages.skip}
      </a>
      <header className={classes.header}>
        <Group justify="space-between" className={classes.inner}>
          <UnstyledButton component={Link} to="/" className={classes.brand}>
            <Mark />
            <span className="wordmark">{messages.product}</span>
          </UnstyledButton>
          <AccountButton user={session.user} />
        </Group>
      </header>
      <main id="content" tabIndex={-1} className={classes.main}>
        {children}
      </main>
    </>
  );
}
