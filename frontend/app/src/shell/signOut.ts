import { notifications } from "@mantine/notifications";
import { api } from "../api/client";
import { answer } from "../api/reach";
import { end } from "../api/session";
import { messages } from "../messages";

/** Signs out everywhere; here whatever happens, and says so if the server could not be told. */
export async function signOut(): Promise<void> {
  try {
    await answer(api.POST("/auth/signout"));
  } catch {
    notifications.show({ color: "yellow", message: messages.accounts.signOutFailed });
  }
  end();
}
