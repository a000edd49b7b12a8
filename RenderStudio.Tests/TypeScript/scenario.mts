// A TypeScript client with types from docs/openapi.json: node scenario.mjs <origin> <token>. Prints what it did.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Generation = components["schemas"]["Generation"];
type GenerationEvent = components["schemas"]["GenerationEvent"];

declare const process: { argv: string[] };

const [, , origin = "", token = ""] = process.argv;
const api = createClient<paths>({ baseUrl: origin, headers: { Authorization: `Bearer ${token}` } });
const done = (what: string): void => console.log(what);

function present<T>(value: T | undefined | null, error?: unknown): T {
  if (value === undefined || value === null) throw new Error(`Failed: ${JSON.stringify(error)}`);
  return value;
}

async function submit(key: string): Promise<string> {
  const { data, error, response } = await api.POST("/api/v1/generations", {
    params: { header: { "Idempotency-Key": key } },
    body: { mode: "imagine", prompt: "a reading corner with an oak bookcase", variants: 2 },
  });
  const submitted = present(data, error);
  if (!response.headers.get("Location")?.endsWith(submitted.id)) throw new Error("Location names another generation");
  return submitted.id;
}

async function follow(id: string): Promise<GenerationEvent[]> {
  const { data, error } = await api.GET("/api/v1/generations/{id}/events", {
    params: { path: { id } },
    headers: { Accept: "text/event-stream" },
    parseAs: "stream",
  });
  const text = await new Response(present(data, error)).text();
  return text.split("\n").filter((line) => line.startsWith("data: ")).map((line) => JSON.parse(line.slice(6)));
}

async function read(id: string): Promise<Generation> {
  const { data, error } = await api.GET("/api/v1/generations/{id}", { params: { path: { id } } });
  return present(data, error);
}

async function isWebP(url: string): Promise<boolean> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  return String.fromCharCode(...bytes.subarray(8, 12)) === "WEBP";
}

const { data: catalog, error: noCatalog } = await api.GET("/api/v1/catalog");
done(`modes: ${present(catalog, noCatalog).modes.map((mode) => mode.id).join(" ")}`);

const key = crypto.randomUUID();
const id = await submit(key);
done(`repeated submit is the same: ${(await submit(key)) === id}`);

const events = await follow(id);
const gapless = events.every((event, index) => event.seq === index + 1);
done(`stream: ${events[0]?.stage} to ${events.at(-1)?.stage}, gapless: ${gapless}`);

const generation = await read(id);
const pictures = await Promise.all(generation.variants.map((variant) => isWebP(variant.url)));
done(`pictures: ${pictures.join(" ")}`);

const { data: renders } = await api.GET("/api/v1/renders", { params: { query: { mode: "imagine", limit: 10 } } });
done(`listed: ${present(renders).items.some((render) => render.id === generation.renderId)}`);

// @ts-expect-error The type of mode contains no such value.
const { error: problem } = await api.POST("/api/v1/generations", { body: { mode: "paint" } });
if (problem?.code === "validation_failed") done(`refused: ${Object.keys(problem.errors ?? {}).join(" ")}`);
