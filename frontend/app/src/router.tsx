import { useDeferredValue, useEffect, useState, type ComponentType, type PropsWithChildren, type ReactNode } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { messages } from "./messages";
import { Crashed, Fence, Nowhere } from "./shell/Dead";
import { Loading, Waiting } from "./shell/Waiting";
import { useScroll } from "./shell/scroll";

type Load = () => Promise<{ Component: ComponentType<PropsWithChildren> }>;

/** A part of the app, loaded for the first screen that needs it. */
class Part {
  Screen: ComponentType<PropsWithChildren> | undefined;
  readonly #load: Load;

  constructor(load: Load) {
    this.#load = load;
  }

  async load(): Promise<void> {
    this.Screen = (await this.#load()).Component;
  }
}

const ENTRIES = {
  signin: new Part(() => import("./accounts/SignIn")),
  signup: new Part(() => import("./accounts/SignUp")),
  confirm: new Part(() => import("./accounts/Confirm")),
  forgot: new Part(() => import("./accounts/Forgot")),
  reset: new Part(() => import("./accounts/Reset")),
};
const SHELL = new Part(() => import("./shell/Shell"));
const BOTS = new Part(() => import("./bots/BotsPage"));
const ACCOUNT = new Part(() => import("./account/AccountSettings"));
const BOT = new Part(() => import("./bots/BotPage"));
const TABS = {
  documents: new Part(() => import("./documents/DocumentsTab")),
  playground: new Part(() => import("./playground/PlaygroundTab")),
  conversations: new Part(() => import("./conversations/ConversationsTab")),
  analytics: new Part(() => import("./analytics/AnalyticsTab")),
  todo: new Part(() => import("./todo/TodoTab")),
  search: new Part(() => import("./search/SearchTab")),
  settings: new Part(() => import("./settings/SettingsTab")),
  appearance: new Part(() => import("./appearance/AppearanceTab")),
  embed: new Part(() => import("./embed/EmbedTab")),
};

/** Every address of the app. Until the parts of the next screen are here, the last one stays. */
export function Pages() {
  const [location] = useLocation();
  const [here, show] = useState<string>();
  // A long screen is drawn after the press has been answered.
  const shown = useDeferredValue(here);
  const parts = partsOf(location);
  const ready = parts.every(({ Screen }) => Screen);
  if (ready && here !== location) show(location);
  useEffect(() => {
    if (ready) return;
    // All at once, that none waits for what it stands in. Then drawn, as far as they came, if it is still what is wanted.
    void Promise.allSettled(partsOf(location).map((part) => part.load())).then(() =>
      show((last) => (window.location.pathname === location ? location : last)),
    );
  }, [location, ready]);
  useScroll(shown);
  if (shown === undefined) return <Waiting>{messages.loading}</Waiting>;
  return (
    <Fence of={shown}>
      {shown !== location && <Loading />}
      <Switch location={shown}>
        {Object.entries(ENTRIES).map(([name, part]) => (
          <Route key={name} path={`/${name}`}>{() => draw(part)}</Route>
        ))}
        <Route>{() => draw(SHELL, <Inside shown={shown} />)}</Route>
      </Switch>
    </Fence>
  );
}

function Inside({ shown }: { shown: string }) {
  return (
    <Fence of={shown}>
      <Switch location={shown}>
        <Route path="/">{() => draw(BOTS)}</Route>
        <Route path="/account">{() => draw(ACCOUNT)}</Route>
        <Route path="/bots/:botId">{({ botId }) => <Redirect to={`/bots/${botId}/documents`} replace />}</Route>
        <Route path="/bots/:botId/:tab">
          {({ tab }) => (isTab(tab) ? draw(BOT, draw(TABS[tab])) : <Nowhere />)}
        </Route>
        <Route component={Nowhere} />
      </Switch>
    </Fence>
  );
}

/** What could not be loaded leaves room for the ways to other screens around it. */
function draw({ Screen }: Part, children?: ReactNode): ReactNode {
  return Screen ? <Screen>{children}</Screen> : <Crashed />;
}

const isTab = (name: string): name is keyof typeof TABS => Object.hasOwn(TABS, name);
const isEntry = (name: string): name is keyof typeof ENTRIES => Object.hasOwn(ENTRIES, name);

/** What the screen of an address is made of. */
function partsOf(location: string): Part[] {
  const [first = "", , tab = ""] = location.split("/").slice(1);
  if (isEntry(first)) return [ENTRIES[first]];
  if (first === "bots" && isTab(tab)) return [SHELL, BOT, TABS[tab]];
  if (first === "account") return [SHELL, ACCOUNT];
  return first === "" ? [SHELL, BOTS] : [SHELL];
}
