// OpenAI's official client, unchanged: asks a bot whole, streamed, and with a key that does not count.
import OpenAI, { AuthenticationError } from "openai";

const [baseURL, apiKey, model, question] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 20_000 });
const asked = { model, messages: [{ role: "user", content: question }] };

const whole = await client.chat.completions.create(asked);
const stream = await client.chat.completions.create({
  ...asked,
  stream: true,
  stream_options: { include_usage: true },
});
const chunks = [];
for await (const chunk of stream) chunks.push(chunk);
const models = await client.models.list();
const refused = await new OpenAI({ baseURL, apiKey: "dk_a_b_c", maxRetries: 0 }).chat.completions
  .create(asked)
  .catch((error) => error);

console.log(
  JSON.stringify({
    whole,
    chunks,
    models: models.data.map(({ id }) => id),
    refused: { code: refused.code, known: refused instanceof AuthenticationError },
  }),
);
