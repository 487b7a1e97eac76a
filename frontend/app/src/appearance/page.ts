import stage from "./stage.html?raw";

/** A page of somebody's site, by day or by night, with the widget, as sites get it, as a preview. */
export const page = (device: string): string => stage.replace("DEVICE", device);
