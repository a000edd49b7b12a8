import { request, type Schemas } from "../api/client";
import { ApiProblem } from "../api/problem";

export type GenerationEvent = Schemas["GenerationEvent"];

/** The API sends a comment at least every 15 seconds. A stream that is silent for longer is a lost connection. */
const silenceMs = 45_000;

/**
 * Calls `heard` for each event of a generation after the given one, and with null for anything else that shows that
 * the connection is alive, until the stream ends: when the generation is finished. A lost connection throws.
 */
export async function follow(
  generationId: string,
  after: number,
  heard: (event: GenerationEvent | null) => void,
  signal: AbortSignal,
): Promise<void> {
  const work = new AbortController();
  const end = () => work.abort();
  signal.addEventListener("abort", end, { once: true });
  let silence = window.setTimeout(end, silenceMs);
  try {
    for await (const text of open(generationId, after, work.signal)) {
      clearTimeout(silence);
      silence = window.setTimeout(end, silenceMs);
      heard(text === "" ? null : (JSON.parse(text) as GenerationEvent));
    }
  } finally {
    clearTimeout(silence);
    signal.removeEventListener("abort", end);
  }
}

/** The data of each event, and an empty text for anything else that shows that the connection is alive. */
async function* open(generationId: string, after: number, signal: AbortSignal): AsyncGenerator<string> {
  const headers: Record<string, string> = { Accept: "text/event-stream" };
  if (after > 0) headers["Last-Event-ID"] = `${after}`;
  const answer = await request(`/api/v1/generations/${generationId}/events`, { headers, signal });
  if (answer.status === 204) return;
  if (!answer.ok || answer.body === null) throw ApiProblem.of(answer, await answer.json().catch(() => null));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const blocks = (rest + part.value).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    yield "";
    for (const block of blocks) yield dataOf(block);
  }
}

// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
function dataOf(block: string): string {
  return block
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice("data:".length).trimStart())
    .join("\n");
}
