import { now } from "../api/clock";
import { api, read } from "../api/client";
import { recall, remember } from "../session/storage";
import type { Usage } from "./usage";

const key = "purchase";
const usualMs = 10 * 60_000;

/** The account before a purchase. */
interface Before {
  kind: "checkout" | "portal";
  plan: string;
  /** The time of the newest entry of the ledger, by the clock of the API. */
  since: string;
}

/** Leaves the page for the checkout of a price. */
export async function buy(priceId: string, usage: Usage): Promise<void> {
  const { url } = await read(api.POST("/api/v1/billing/checkout", { body: { priceId } }));
  leave(url, "checkout", usage);
}

/** Leaves the page for the customer portal. */
export async function manage(usage: Usage): Promise<void> {
  const { url } = await read(api.POST("/api/v1/billing/portal"));
  leave(url, "portal", usage);
}

function leave(url: string, kind: Before["kind"], { plan, entries }: Usage): void {
  const before: Before = { kind, plan, since: entries[0]?.at ?? "" };
  remember(key, JSON.stringify(before));
  location.assign(url);
}

/** How the user came back from the checkout; null for every other visit. */
export function returned(): "paid" | "canceled" | null {
  const purchase = new URLSearchParams(location.search).get("purchase");
  if (purchase === "paid") return "paid";
  // The portal returns to the same address, where nothing can be said about payments.
  return purchase === "ended" && before()?.kind === "checkout" ? "canceled" : null;
}

/** Removes the end of the purchase from the address, so that a reload does not tell it again. */
export function settle(): void {
  remember(key, "");
  if (new URLSearchParams(location.search).has("purchase")) history.replaceState(null, "", location.pathname);
}

/** The credits that arrived since the checkout began; 0 for a plan that brings none; null when nothing arrived yet. */
export function arrived({ entries, plan }: Usage): number | null {
  const earlier = before();
  const since = earlier === null ? now() - usualMs : Date.parse(earlier.since || "1970");
  const added = entries.filter(
    ({ kind, at }) => (kind === "purchase" || kind === "grant") && Date.parse(at) > since,
  );
  if (added.length > 0) return added.reduce((sum, { credits }) => sum + credits, 0);
  return earlier !== null && earlier.plan !== plan ? 0 : null;
}

function before(): Before | null {
  const text = recall(key);
  return text === null || text === "" ? null : (JSON.parse(text) as Before);
}
