// Puts the bot named in the address (?bot=ID&api=URL) on this page, as its owner would by pasting the script tag, which
// has its color, position and language too.
const query = new URLSearchParams(location.search);
const bot = query.get("bot");
const api = query.get("api") || `${location.protocol}//${location.hostname}:${Number(location.port) - 1}`;

// Under a Trusted Types policy an address of a script must come from one; this page trusts its own Docent only.
const policy = window.trustedTypes?.createPolicy("docent-demo", { createScriptURL: (address) => address });

function embed() {
  const address = new URL("/widget/docent.js", api).href;
  const tag = document.createElement("script");
  tag.async = true;
  tag.src = policy ? policy.createScriptURL(address) : address;
  tag.dataset.bot = bot;
  tag.dataset.api = api;
  for (const name of ["color", "position", "language"]) if (query.has(name)) tag.dataset[name] = query.get(name);
  tag.addEventListener("error", () => say(`The widget could not be loaded from ${address}. Is Docent running there?`));
  document.body.append(tag);
}

function say(message) {
  const guide = document.getElementById("guide");
  guide.textContent = message;
  guide.hidden = false;
}

if (!bot) say("No bot is shown here yet. In Docent, open a bot, go to its Embed tab and choose “Open on the demo site”.");
else if (!/^https?:$/.test(new URL(api, location.href).protocol)) say("The address after api= must begin with http:// or https://.");
else embed();
