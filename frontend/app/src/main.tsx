import "@fontsource-variable/inter/wght.css";
import "@fontsource/newsreader/500.css";
import "./styles";
import "./global.css";
import { MantineProvider } from "@mantine/core";
import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { asProblem } from "./api/problem";
import { restore } from "./api/session";
import { documentsKey } from "./documents/queries";
import { onArrival } from "./documents/uploads";
import { Pages } from "./router";
import { Notices } from "./shell/Notices";
import { schemes, theme, variables } from "./theme";

const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 5_000, retry: (failures, error) => asProblem(error).passing && failures < 2 },
    mutations: { networkMode: "always" },
  },
});

// At once, not in a task of its own: a button must be busy before the second press of a double click.
notifyManager.setScheduler(queueMicrotask);
onArrival((botId) => queries.invalidateQueries({ queryKey: documentsKey(botId) }));
void restore();
// A file that is dropped where nothing takes it would take the app's place.
for (const sign of ["dragover", "drop"] as const)
  window.addEventListener(sign, (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());

createRoot(document.getElementById("root")!).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={variables}
    colorSchemeManager={schemes}
    defaultColorScheme="auto"
  >
    <Notices />
    <QueryClientProvider client={queries}>
      <Pages />
    </QueryClientProvider>
  </MantineProvider>,
);
