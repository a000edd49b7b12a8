import { request } from "../api/client";
import { ApiProblem } from "../api/problem";

/** The API sends a comment at least every 15 seconds. A stream that is silent for longer is a lost connection. */
const silenceMs = 45_000;

/**
 * Calls `heard` for each event of a generation until the stream ends: when the generation is finished, or when the
 * connection is lost, which throws.
 */
export async function follow(generationId: string, heard: () => void, signal: AbortSignal): Promise<void> {
  const work = new AbortController();
  const end = () => work.abort();
  signal.addEventListener("abort", end, { once: true });
  let silence = window.setTimeout(end, silenceMs);
  try {
    const answer = await request(`/api/v1/generations/${generationId}/events`, {
      headers: { Accept: "text/event-stream" },
      signal: work.signal,
    });
    if (answer.status === 204) return;
    if (!answer.ok || answer.body === null) throw ApiProblem.of(answer, await answer.json().catch(() => null));
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(silence);
      silence = window.setTimeout(end, silenceMs);
      if (part.value.includes("data:")) heard();
    }
  } finally {
    clearTimeout(silence);
    signal.removeEventListener("abort", end);
  }
}
