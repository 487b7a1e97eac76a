import { lazy, Suspense, useDeferredValue, type ComponentType, type ReactNode } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { messages } from "./messages";
import { Fence, Nowhere } from "./shell/Dead";
import { Loading, Waiting } from "./shell/Waiting";
import { useScroll } from "./shell/scroll";

type Load<Props> = () => Promise<{ Component: ComponentType<Props> }>;

/** A screen that is loaded when it is first shown, or a little before: `load`. */
function screen<Props = object>(load: Load<Props>) {
  return { load, Screen: lazy(() => load().then(({ Component }) => ({ default: Component }))) };
}

const ENTRIES = {
  signin: screen(() => import("./accounts/SignIn")),
  signup: screen(() => import("./accounts/SignUp")),
  confirm: screen(() => import("./accounts/Confirm")),
  forgot: screen(() => import("./accounts/Forgot")),
  reset: screen(() => import("./accounts/Reset")),
};
const SHELL = screen<{ children: ReactNode }>(() => import("./shell/Shell"));
const BOTS = screen(() => import("./bots/BotsPage"));
const ACCOUNT = screen(() => import("./account/AccountSettings"));
const BOT = screen<{ children: ReactNode }>(() => import("./bots/BotPage"));
const TABS = {
  documents: screen(() => import("./documents/DocumentsTab")),
  playground: screen(() => import("./playground/PlaygroundTab")),
  conversations: screen(() => import("./conversations/ConversationsTab")),
  analytics: screen(() => import("./analytics/AnalyticsTab")),
  todo: screen(() => import("./todo/TodoTab")),
  search: screen(() => import("./search/SearchTab")),
  settings: screen(() => import("./settings/SettingsTab")),
  appearance: screen(() => import("./appearance/AppearanceTab")),
  embed: screen(() => import("./embed/EmbedTab")),
};

/** Every address of the app. Until the parts of the next are here, the last stays on screen. */
export function Pages() {
  const [location] = useLocation();
  const shown = useDeferredValue(location);
  prepare(location);
  useScroll(shown);
  return (
    <Fence of={shown}>
      {shown !== location && <Loading />}
      <Suspense fallback={<Waiting>{messages.loading}</Waiting>}>
        <Switch location={shown}>
          {Object.entries(ENTRIES).map(([name, { Screen }]) => (
            <Route key={name} path={`/${name}`} component={Screen} />
          ))}
          <Route>
            <SHELL.Screen>
              <Inside shown={shown} />
            </SHELL.Screen>
          </Route>
        </Switch>
      </Suspense>
    </Fence>
  );
}

function Inside({ shown }: { shown: string }) {
  return (
    <Fence of={shown}>
      <Suspense fallback={<Waiting>{messages.loading}</Waiting>}>
        <Switch location={shown}>
          <Route path="/" component={BOTS.Screen} />
          <Route path="/account" component={ACCOUNT.Screen} />
          <Route path="/bots/:botId">{({ botId }) => <Redirect to={`/bots/${botId}/documents`} replace />}</Route>
          <Route path="/bots/:botId/:tab">{({ tab }) => (isTab(tab) ? <Tab of={tab} /> : <Nowhere />)}</Route>
          <Route component={Nowhere} />
        </Switch>
      </Suspense>
    </Fence>
  );
}

function Tab({ of }: { of: keyof typeof TABS }) {
  const { Screen } = TABS[of];
  return (
    <BOT.Screen>
      <Screen />
    </BOT.Screen>
  );
}

const isTab = (name: string): name is keyof typeof TABS => Object.hasOwn(TABS, name);

/** Starts to load all parts of a screen at once, that none waits for what it stands in. */
function prepare(location: string): void {
  const [first = "", , tab = ""] = location.split("/").slice(1);
  if (first in ENTRIES) return;
  const parts: (() => Promise<unknown>)[] = [SHELL.load];
  if (first === "") parts.push(BOTS.load);
  if (first === "bots") parts.push(BOT.load);
  if (isTab(tab)) parts.push(TABS[tab].load);
  // Told of where it is shown.
  for (const load of parts) load().catch(() => undefined);
}
