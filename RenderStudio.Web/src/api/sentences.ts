import { sentenceOf } from "../texts/names";
import { t, type TextKey } from "../texts/texts";
import type { Schemas } from "./client";
import { ApiProblem } from "./problem";

type Code = Schemas["Problem"]["code"] | "offline";

/**
 * The text of each code, except that of invalid fields. A code that the API adds does not compile until it has one.
 * Codes that only a mistake of the page can cause have that of a page that is older than the API.
 */
const keys: Record<Exclude<Code, "validation_failed">, TextKey> = {
  offline: "problem.offline",
  invalid_json: "problem.outdated",
  invalid_webhook: "problem.outdated",
  unauthenticated: "problem.unauthenticated",
  webhook_signature_invalid: "problem.outdated",
  webhook_token_invalid: "problem.outdated",
  quota_exceeded: "problem.quota_exceeded",
  key_credit_cap_exceeded: "problem.key_credit_cap_exceeded",
  storage_quota_exceeded: "problem.storage_quota_exceeded",
  forbidden: "problem.forbidden",
  insufficient_scope: "problem.forbidden",
  origin_rejected: "problem.forbidden",
  not_found: "problem.not_found",
  method_not_allowed: "problem.outdated",
  request_timeout: "problem.request_timeout",
  upload_ended: "problem.upload_ended",
  generation_in_flight: "problem.generation_in_flight",
  idempotency_in_progress: "problem.idempotency_in_progress",
  asset_in_use: "problem.asset_in_use",
  billing_not_configured: "problem.billing_not_configured",
  subscription_exists: "problem.subscription_exists",
  endpoint_disabled: "problem.endpoint_disabled",
  limit_reached: "problem.limit_reached",
  body_too_large: "problem.body_too_large",
  unsupported_media_type: "problem.unsupported_media_type",
  range_not_satisfiable: "problem.outdated",
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
  if (failure.code === "validation_failed") return invalid(failure);
  const key = keys[failure.code as keyof typeof keys] ?? "problem.unexpected";
  return t(key, { count: failure.retryAfterSeconds ?? usualWaitSeconds });
}

/** The fields that are invalid, each with its reasons. */
function invalid({ problem, message }: ApiProblem): string {
  const errors = Object.entries((problem.errors ?? {}) as Record<string, string[]>);
  if (errors.length === 0) return sentenceOf(message);
  return errors.map(([field, reasons]) => `${fieldName(field)}: ${reasons.map(sentenceOf).join(" ")}`).join(" ");
}

const fields: Record<string, TextKey> = {
  mode: "make.mode",
  input1: "make.photo.1",
  input2: "make.photo.2",
  prompt: "make.prompt",
  style: "make.style",
  roomType: "make.room",
  aspectRatio: "make.aspect",
  quality: "make.quality",
  variants: "make.variants",
  palette: "make.colors",
  stencil: "make.stencil",
  surface: "make.surface",
  "surface.widthMm": "make.surface.width",
  "surface.lengthMm": "make.surface.length",
  title: "render.title",
};

/** The label of a field on the page; the name that the API gives to any other. */
function fieldName(field: string): string {
  const key = fields[field];
  return key === undefined ? field : t(key);
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
