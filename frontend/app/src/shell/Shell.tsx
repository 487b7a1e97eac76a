import { Container, Group, UnstyledButton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, Navigate, Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";
import { restore, useSession } from "../api/session";
import { messages } from "../messages";
import { AccountMenu } from "./AccountMenu";
import { Mark } from "./Mark";
import { ProblemNote } from "./ProblemNote";
import classes from "./Shell.module.css";
import { Waiting } from "./Waiting";

/** The frame around everything that needs somebody signed in. */
export function Component() {
  const session = useSession();
  const { pathname, search } = useLocation();
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
    return <Navigate to="/signin" replace state={{ from: pathname + search }} />;
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
          <AccountMenu user={session.user} />
        </Group>
        <Loading />
      </header>
      <main id="content" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <ScrollRestoration />
    </>
  );
}

function Loading() {
  const { state } = useNavigation();
  return state === "loading" ? (
    <div className={classes.loading} role="status" aria-label={messages.loading} />
  ) : null;
}
