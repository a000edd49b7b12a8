import type { Schemas } from "../api/client";
import { moment, t, type TextKey } from "../texts/texts";

export type Endpoint = Schemas["WebhookEndpoint"];
export type Delivery = Schemas["Delivery"];

/** The events that an endpoint can choose. */
export const eventTypes = [
  "generation.succeeded",
  "generation.failed",
  "generation.canceled",
  "variant.ready",
  "endpoint.disabled",
] as const;

const events: Record<Delivery["type"], TextKey> = {
  "generation.succeeded": "account.event.succeeded",
  "generation.failed": "account.event.failed",
  "generation.canceled": "account.event.canceled",
  "variant.ready": "account.event.variant",
  "endpoint.disabled": "account.event.disabled",
  "endpoint.test": "account.event.test",
};

/** What an event tells; the type itself for one that the page does not know. */
export function eventName(type: string): string {
  const key = events[type as Delivery["type"]];
  return key === undefined ? type : t(key);
}

/** Whether an endpoint receives events, and why not. */
export function stateOf({ enabled, disabledReason, failingSince }: Endpoint): { text: string; tone: string } {
  if (!enabled) {
    if (disabledReason === "failures") return { text: t("account.hooks.stopped"), tone: "bad" };
    return disabledReason === "gone"
      ? { text: t("account.hooks.gone"), tone: "bad" }
      : { text: t("account.hooks.paused"), tone: "" };
  }
  return failingSince === null
    ? { text: t("account.hooks.active"), tone: "good" }
    : { text: t("account.hooks.failing", { time: moment(failingSince) }), tone: "warn" };
}

const statuses: Record<Delivery["status"], TextKey> = {
  pending: "account.delivery.pending",
  succeeded: "account.delivery.succeeded",
  failed: "account.delivery.failed",
};

export function statusOf({ status }: Delivery): { text: string; tone: string } {
  const tone = status === "succeeded" ? "good" : status === "failed" ? "bad" : "";
  return { text: t(statuses[status]), tone };
}

const reasons: Record<string, TextKey> = {
  unreachable: "account.reason.unreachable",
  timed_out: "account.reason.timed_out",
  invalid_response: "account.reason.invalid_response",
  secret_unreadable: "account.reason.secret_unreadable",
  interrupted: "account.reason.interrupted",
  endpoint_disabled: "account.reason.endpoint_disabled",
};

/** What the last try led to: a status of HTTP, or why there was no response. Empty before the first try. */
export function outcomeOf({ responseStatus, error }: Delivery): string {
  if (responseStatus !== null) return t("account.delivery.response", { status: `${responseStatus}` });
  const key = error === null ? undefined : reasons[error];
  return key === undefined ? (error ?? "") : t(key);
}
