import { DocentChat } from "./chat";
import { mount, tags } from "./tag";

if (!customElements.get("docent-chat")) customElements.define("docent-chat", DocentChat);
for (const tag of tags()) mount(tag);
