import { notifications } from "@mantine/notifications";
import { api } from "../api/client";
import { asProblem } from "../api/problem";
import { answer } from "../api/reach";
import { end } from "../api/session";
import { messages } from "../messages";
import { settleAll } from "./offerUndo";

/** Signs out everywhere; here whatever happens, and says so if the server could not be told. */
export async function signOut(): Promise<void> {
  try {
    await settleAll();
    await answer(api.POST("/auth/signout"));
  } catch (error) {
    const { requestId } = asProblem(error);
    const id = requestId && messages.requestId(requestId);
    notifications.show({ color: "yellow", message: [messages.accounts.signOutFailed, id].filter(Boolean).join(" ") });
  }
  end();
}
