import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import { answer } from "../api/reach";
import type { components } from "../api/schema";
import { known } from "../api/session";

export type Profile = components["schemas"]["Profile"];
const KEY = ["me"];

export function useMe() {
  return useQuery({ queryKey: KEY, queryFn: () => answer(api.GET("/auth/me")) });
}

/** What to call with a profile that the API gave after a change: the whole app knows it then. */
export function useTakeProfile() {
  const client = useQueryClient();
  return (profile: Profile) => {
    client.setQueryData(KEY, profile);
    known(profile);
  };
}
