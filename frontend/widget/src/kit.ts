import type { DocentChat } from "./loader";

// The loader has these already; a second copy would travel with the chat.
export const { node, button, icon } = (customElements.get("docent-chat") as typeof DocentChat).kit;
