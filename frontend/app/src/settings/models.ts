import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { answer } from "../api/reach";

const ALWAYS = ["auto", "extractive"];

/** What a bot's model can be here; what it is now is always among them. */
export function useModels(chosen: string): string[] {
  const { data } = useQuery({
    queryKey: ["models"],
    staleTime: Infinity,
    queryFn: ({ signal }) => answer(api.GET("/api/models", { signal })),
  });
  const models = data?.models ?? ALWAYS;
  return models.includes(chosen) ? models : [...models, chosen];
}
