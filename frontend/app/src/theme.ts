import {
  createTheme,
  localStorageColorSchemeManager,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from "@mantine/core";
import { messages } from "./messages";

const pine: MantineColorsTuple = [
  "#eef6f2",
  "#dcebe3",
  "#b7d6c7",
  "#8fc0a9",
  "#6bab8e",
  "#4b967a",
  "#2f7d5f",
  "#23664d",
  "#1b503d",
  "#133b2d",
];
const red: MantineColorsTuple = [
  "#fdf1ef",
  "#fbe0dc",
  "#f5bfb8",
  "#f0a297",
  "#ea8a7d",
  "#d9574a",
  "#b93a2e",
  "#a32f25",
  "#8c271f",
  "#701d17",
];
const paper: MantineColorsTuple = [
  "#f8f6f1",
  "#f1eee7",
  "#e6e2d9",
  "#d8d3c8",
  "#bdb7aa",
  "#938d82",
  "#6b665d",
  "#514d46",
  "#383530",
  "#23211e",
];
const night: MantineColorsTuple = [
  "#dcdeda",
  "#bcc0bb",
  "#9aa09b",
  "#6f7671",
  "#434946",
  "#343936",
  "#272b29",
  "#1e2220",
  "#161918",
  "#101211",
];

const DIALOG_TITLE = {
  fontFamily: "var(--mantine-font-family-headings)",
  fontSize: "1.3rem",
  overflowWrap: "anywhere",
};

// What a dialog is about is gone when it closes, so it must not linger.
const DIALOG = {
  transitionProps: { exitDuration: 0 },
  closeButtonProps: { "aria-label": messages.close },
};

export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 6 },
  colors: { pine, red, gray: paper, dark: night },
  black: "#23211e",
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  headings: { fontFamily: "'Newsreader', Georgia, serif", fontWeight: "500" },
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  components: {
    Badge: { defaultProps: { tt: "none" } },
    InputWrapper: { styles: { label: { marginBottom: 4 } } },
    Modal: { styles: { title: DIALOG_TITLE }, defaultProps: DIALOG },
    Drawer: { styles: { title: DIALOG_TITLE }, defaultProps: DIALOG },
  },
});

/** Paper by day, pine-black by night; surfaces lie a shade above the page. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#fbfaf7",
    "--docent-surface": "#ffffff",
    "--docent-line": "#e6e2d9",
    "--docent-wash": "#f1f5ef",
    "--docent-mark": "#23664d",
    "--mantine-color-red-light": "#fbefec",
    "--mantine-color-pine-light": "#eaf2ed",
    "--mantine-color-yellow-light": "#fcf3dc",
    "--mantine-color-yellow-light-color": "#704700",
  },
  dark: {
    "--mantine-color-body": "#161918",
    "--docent-surface": "#1e2220",
    "--docent-line": "#303532",
    "--docent-wash": "#1c2622",
    "--docent-mark": "#6bab8e",
    "--mantine-color-pine-light": "#21342c",
    "--mantine-color-pine-light-hover": "#294136",
    "--mantine-color-pine-light-color": "#b7d6c7",
    "--mantine-color-red-light": "#382321",
    "--mantine-color-red-light-color": "#f5bfb8",
    "--mantine-color-red-text": "#f0a297",
    "--mantine-color-error": "#f0a297",
    "--mantine-color-yellow-light": "#2f2815",
    "--mantine-color-yellow-light-color": "#eccb85",
    "--mantine-color-gray-light": "#262a28",
  },
});

export const schemes = localStorageColorSchemeManager({ key: "docent-scheme" });
