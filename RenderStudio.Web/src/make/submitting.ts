import { api, read, type Schemas } from "../api/client";
import { now } from "../api/clock";
import { ApiProblem } from "../api/problem";
import { draft, type GenerationRequest } from "./draft";
import { quoting } from "./quoting";

/** The body and the key of an attempt whose outcome is unknown, so that its repetition cannot buy twice. */
let open: { entries: string; body: GenerationRequest; key: string } | null = null;

/** Submits the draft. */
export async function submit(): Promise<Schemas["Submitted"]> {
  const entries = JSON.stringify(draft.request());
  if (open?.entries !== entries) open = { entries, body: withQuote(), key: crypto.randomUUID() };
  const { body, key } = open;
  try {
    const submitted = await read(
      api.POST("/api/v1/generations", { body, params: { header: { "Idempotency-Key": key } } }),
    );
    open = null;
    // The same seed would make, and cost, the same picture once more.
    draft.rearrange();
    return submitted as Schemas["Submitted"];
  } catch (failure) {
    // A rejected attempt has bought nothing; the next one may differ in the quote.
    if (failure instanceof ApiProblem && !failure.isTemporary && failure.status < 500) open = null;
    quoting.again();
    throw failure;
  }
}

function withQuote(): GenerationRequest {
  const request = draft.request();
  const { quote } = quoting;
  if (quote?.quoteId && !quoting.pending && Date.parse(quote.expiresAt ?? "") > now())
    request.quoteId = quote.quoteId;
  return request;
}
