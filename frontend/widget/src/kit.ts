import type { DocentChat } from "./loader";

// The loader has these already; a second copy would travel with the chat.
export const { node, button, icon, load } = (customElements.get("docent-chat") as typeof DocentChat).kit;
