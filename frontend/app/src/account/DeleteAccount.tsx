import { TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client";
import { answer } from "../api/reach";
import { end, type User } from "../api/session";
import { messages } from "../messages";
import { ConfirmDialog } from "../shell/ConfirmDialog";

const words = messages.accounts.erase;

interface DeleteAccountProps {
  user: User;
  opened: boolean;
  onClose: () => void;
}

/** Erases the account after its address was typed. */
export function DeleteAccount({ user, opened, onClose }: DeleteAccountProps) {
  const [typed, setTyped] = useState("");
  const erase = useMutation({
    mutationFn: () => answer(api.DELETE("/auth/me")),
    onSuccess: ({ removed: { bots = 0, documents = 0, conversations = 0 } }) => {
      notifications.show({ message: words.done(bots, documents, conversations), autoClose: false });
      end();
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      title={words.title}
      text={words.text}
      button={words.button}
      working={words.working}
      busy={erase.isPending}
      blocked={typed.trim().toLowerCase() !== user.email.toLowerCase()}
      error={erase.error}
      onConfirm={() => erase.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={words.type(user.email)}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
      />
    </ConfirmDialog>
  );
}
