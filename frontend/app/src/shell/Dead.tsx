import { Button, Container, Stack, Text, Title } from "@mantine/core";
import { Link, useRouteError } from "react-router";
import { messages } from "../messages";
import { useTitle } from "./useTitle";

/** An address that leads nowhere. */
export function Nowhere() {
  useTitle(messages.notFound.title);
  return (
    <Stack align="center" py={80} gap="sm">
      <Title order={1} size="h2">
        {messages.notFound.title}
      </Title>
      <Text c="dimmed">{messages.notFound.text}</Text>
      <Button component={Link} to="/" mt="md">
        {messages.notFound.back}
      </Button>
    </Stack>
  );
}

/** The last resort: a screen that failed to draw, or to load after a new release. */
export function Crashed() {
  console.error(useRouteError());
  return (
    <Container size="xs" py={80}>
      <Text mb="md" role="alert">
        {messages.problems.crashed}
      </Text>
      <Button onClick={() => window.location.reload()}>{messages.problems.reload}</Button>
    </Container>
  );
}
