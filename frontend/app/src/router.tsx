import { createBrowserRouter, Navigate } from "react-router";
import { messages } from "./messages";
import { Crashed, Nowhere } from "./shell/Dead";
import { Waiting } from "./shell/Waiting";

/** Every address of the app; each screen is a part loaded when it is first shown. */
export const router = createBrowserRouter([
  {
    errorElement: <Crashed />,
    hydrateFallbackElement: <Waiting>{messages.loading}</Waiting>,
    children: [
      { path: "signin", lazy: () => import("./accounts/SignIn") },
      { path: "signup", lazy: () => import("./accounts/SignUp") },
      { path: "confirm", lazy: () => import("./accounts/Confirm") },
      { path: "forgot", lazy: () => import("./accounts/Forgot") },
      { path: "reset", lazy: () => import("./accounts/Reset") },
      {
        lazy: () => import("./shell/Shell"),
        errorElement: <Crashed />,
        children: [
          { index: true, lazy: () => import("./bots/BotsPage") },
          { path: "account", lazy: () => import("./account/AccountSettings") },
          {
            path: "bots/:botId",
            lazy: () => import("./bots/BotPage"),
            children: [
              { index: true, element: <Navigate to="documents" replace /> },
              { path: "documents", lazy: () => import("./documents/DocumentsTab") },
              { path: "playground", lazy: () => import("./playground/PlaygroundTab") },
              { path: "conversations", lazy: () => import("./conversations/ConversationsTab") },
              { path: "analytics", lazy: () => import("./analytics/AnalyticsTab") },
              { path: "todo", lazy: () => import("./todo/TodoTab") },
              { path: "search", lazy: () => import("./search/SearchTab") },
              { path: "settings", lazy: () => import("./settings/SettingsTab") },
              { path: "appearance", lazy: () => import("./appearance/AppearanceTab") },
              { path: "embed", lazy: () => import("./embed/EmbedTab") },
            ],
          },
          { path: "*", element: <Nowhere /> },
        ],
      },
    ],
  },
]);
