import { t, type TextKey } from "../texts/texts";
import type { Schemas } from "./client";
import { ApiProblem } from "./problem";

type Code = Schemas["Problem"]["code"] | "offline";

/**
 * The text of each code. A code that the API adds does not compile until it has one. Null shows the sentence of the
 * response itself: it names fields, or no request of this page causes the code.
 */
const keys: Record<Code, TextKey | null> = {
  offline: "problem.offline",
  invalid_json: null,
  invalid_webhook: null,
  unauthenticated: "problem.unauthenticated",
  webhook_signature_invalid: null,
  webhook_token_invalid: null,
  quota_exceeded: "problem.quota_exceeded",
  key_credit_cap_exceeded: null,
  storage_quota_exceeded: "problem.storage_quota_exceeded",
  forbidden: "problem.forbidden",
  insufficient_scope: "problem.forbidden",
  origin_rejected: "problem.forbidden",
  not_found: "problem.not_found",
  method_not_allowed: null,
  request_timeout: "problem.request_timeout",
  upload_ended: "problem.upload_ended",
  generation_in_flight: "problem.generation_in_flight",
  idempotency_in_progress: "problem.idempotency_in_progress",
  asset_in_use: "problem.asset_in_use",
  billing_not_configured: null,
  subscription_exists: null,
  endpoint_disabled: null,
  limit_reached: null,
  body_too_large: "problem.body_too_large",
  unsupported_media_type: "problem.unsupported_media_type",
  validation_failed: null,
  range_not_satisfiable: null,
  content_rejected: "problem.content_rejected",
  idempotency_key_reused: "problem.idempotency_key_reused",
  image_unreadable: "problem.image_unreadable",
  image_too_large: "problem.image_too_large",
  image_too_small: "problem.image_too_small",
  image_too_complex: "problem.image_too_complex",
  file_empty: "problem.file_empty",
  upload_incomplete: "problem.upload_incomplete",
  rate_limited: "problem.rate_limited",
  unavailable: "problem.unavailable",
  internal: "problem.internal",
};

const usualWaitSeconds = 5;

/** What happened and what to do, for people. */
export function sentence(failure: unknown): string {
  if (!(failure instanceof ApiProblem)) return t("problem.unexpected");
  const errors = failure.code === "validation_failed" ? failure.problem.errors : undefined;
  if (errors !== undefined) return listed(errors as Record<string, string[]>);
  const key = keys[failure.code as Code] ?? null;
  if (key !== null) return t(key, { seconds: failure.retryAfterSeconds ?? usualWaitSeconds, detail: failure.message });
  return failure.message === "" ? t("problem.unexpected") : failure.message;
}

function listed(errors: Record<string, string[]>): string {
  return Object.entries(errors).map(([field, reasons]) => `${field}: ${reasons.join(" ")}`).join(" ");
}

const failures: Record<Schemas["Error"]["code"], TextKey> = {
  provider_rejected: "failure.provider_rejected",
  provider_failed: "failure.provider_failed",
  content_flagged: "failure.content_flagged",
  provider_unavailable: "failure.provider_unavailable",
  timed_out: "failure.timed_out",
  output_expired: "failure.output_expired",
  download_failed: "failure.download_failed",
  output_invalid: "failure.output_invalid",
  no_outputs: "failure.no_outputs",
  storage_failed: "failure.storage_failed",
  internal: "failure.internal",
};

/** Why a generation failed and what to do. */
export function failureSentence(error: Schemas["Error"] | null): string {
  return t(failures[error?.code ?? "internal"] ?? "failure.internal");
}

const stages: Record<Schemas["Generation"]["status"], TextKey> = {
  pending: "stage.pending",
  queued: "stage.queued",
  running: "stage.running",
  storing: "stage.storing",
  succeeded: "stage.succeeded",
  failed: "stage.failed",
  canceled: "stage.canceled",
};

export function stageName(status: Schemas["Generation"]["status"]): string {
  return t(stages[status]);
}

const entries: Record<Schemas["UsageEntry"]["kind"], TextKey> = {
  grant: "account.kind.grant",
  purchase: "account.kind.purchase",
  hold: "account.kind.hold",
  settle: "account.kind.settle",
  release: "account.kind.release",
  expire: "account.kind.expire",
  reverse: "account.kind.reverse",
};

/** What a change of the credits was. */
export function entryName(kind: Schemas["UsageEntry"]["kind"]): string {
  return t(entries[kind]);
}
