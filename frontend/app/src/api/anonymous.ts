import createClient from "openapi-fetch";
import { config } from "../config";
import { reach } from "./reach";
import type { paths } from "./schema";

/** The typed API for calls that need nobody signed in. */
export const anonymous = createClient<paths>({ baseUrl: config.api_url, fetch: reach });
