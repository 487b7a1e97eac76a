import createClient from "openapi-fetch";
import { config } from "../config";
import { reach } from "./reach";
import type { components, paths } from "./schema";
import { accessToken, renewed } from "./session";

type Schemas = components["schemas"];
export type Bot = Schemas["Bot"];
export type BotChanges = Schemas["BotChanges"];
export type NewBot = Schemas["NewBot"];
export type BotReceipt = Schemas["BotReceipt"];
export type DocumentReceipt = Schemas["DocumentReceipt"];
export type Document = Schemas["Document"];
export type Chunk = Schemas["Chunk"];
export type Citation = Schemas["Citation"];
export type ConversationOverview = Schemas["ConversationOverview"];
export type LoggedTurn = Schemas["LoggedTurn"];
export type TodoGroup = Schemas["TodoGroup"];
export type Answer = Schemas["Answer"];

/** `fetch` as the signed-in person; a 401 is answered once by a fresh token. Throws Problem. */
export async function authorised(request: Request): Promise<Response> {
  const again = request.clone();
  const token = accessToken() || (await renewed(""));
  const response = await reach(carrying(request, token));
  if (response.status !== 401) return response;
  return reach(carrying(again, await renewed(token)));
}

function carrying(request: Request, token: string): Request {
  request.headers.set("authorization", `Bearer ${token}`);
  return request;
}

/** The typed API as the signed-in person. */
export const api = createClient<paths>({ baseUrl: config.api_url, fetch: authorised });
