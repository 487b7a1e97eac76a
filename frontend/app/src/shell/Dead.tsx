import { Button, Container, Stack, Text, Title } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { Link } from "wouter";
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

interface FenceProps {
  /** The address shown; another is given another chance. */
  of: string;
  children: ReactNode;
}

/** Keeps a screen that fails to draw, or to load after a new release, from taking the others with it. */
export class Fence extends Component<FenceProps, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override componentDidUpdate({ of }: FenceProps): void {
    if (of !== this.props.of && this.state.crashed) this.setState({ crashed: false });
  }

  override render(): ReactNode {
    return this.state.crashed ? <Crashed /> : this.props.children;
  }
}

export function Crashed() {
  return (
    <Container size="xs" py={80}>
      <Text mb="md" role="alert">
        {messages.problems.crashed}
      </Text>
      <Button onClick={() => window.location.reload()}>{messages.problems.reload}</Button>
    </Container>
  );
}
