import { api, read } from "../api/client";
import { recall, remember } from "../session/storage";
import type { Price } from "./offer";
import type { Usage } from "./usage";

const key = "purchase";

/** The account before a purchase. */
interface Before {
  /** What is bought, or the portal. */
  kind: "pack" | "plan" | "portal";
  plan: string;
  /** The time of the newest entry of the ledger, by the clock of the API. */
  since: string;
}

/** Leaves the page for the checkout of a price. */
export async function buy({ priceId, plan }: Price, usage: Usage): Promise<void> {
  const { url } = await read(api.POST("/api/v1/billing/checkout", { body: { priceId } }));
  leave(url, plan === null ? "pack" : "plan", usage);
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

/** How the user came back from the checkout; null for every other visit, also by a link of somebody else. */
export function returned(): "paid" | "canceled" | null {
  const kind = before()?.kind ?? "portal";
  // The portal returns to the same address, where nothing can be said about payments.
  if (kind === "portal") return null;
  const purchase = new URLSearchParams(location.search).get("purchase");
  if (purchase === "paid") return "paid";
  return purchase === "ended" ? "canceled" : null;
}

/** Removes the end of the purchase from the address, so that a reload does not tell it again. */
export function settle(): void {
  remember(key, "");
  if (new URLSearchParams(location.search).has("purchase")) history.replaceState(null, "", location.pathname);
}

/**
 * The credits that arrived since the checkout began; null when nothing arrived yet.
 * @param isPatient Whether a plan that has changed is still waited for to bring its credits. Otherwise it brings 0.
 */
export function arrived({ entries, plan }: Usage, isPatient: boolean): number | null {
  const earlier = before();
  if (earlier === null || (earlier.kind === "plan" && earlier.plan === plan)) return null;
  const awaited = earlier.kind === "plan" ? "grant" : "purchase";
  const since = Date.parse(earlier.since || "1970");
  const added = entries.filter(({ kind, at }) => kind === awaited && Date.parse(at) > since);
  if (added.length === 0) return earlier.kind === "plan" && !isPatient ? 0 : null;
  return added.reduce((sum, { credits }) => sum + credits, 0);
}

function before(): Before | null {
  const text = recall(key);
  return text === null || text === "" ? null : (JSON.parse(text) as Before);
}
