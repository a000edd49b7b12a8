import createClient from "openapi-fetch";
import type { components, paths } from "../../obj/schema";
import { session } from "../session/session";
import { setClock } from "./clock";
import { ApiProblem, offline } from "./problem";

export type Schemas = components["schemas"];

/** Calls of the public API, typed by its document. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a successful response; otherwise the problem of the response is thrown. */
export async function read<T>(call: Promise<Answer<T>>): Promise<T> {
  const answer = await call;
  if (answer.response.ok) return answer.data as T;
  throw ApiProblem.of(answer.response, answer.error);
}

/** A request that is limited for longer is not sent again by itself. */
const longestWaitSeconds = 30;

/**
 * Sends a request with the token. A token that is rejected is replaced once. A request that is limited is sent once
 * more, after the time that the response states.
 */
async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await authorized(request, await session.token());
  if (answer.status === 429) {
    const { retryAfterSeconds } = ApiProblem.of(answer, null);
    if (retryAfterSeconds === null || retryAfterSeconds > longestWaitSeconds) return answer;
    await new Promise((done) => setTimeout(done, retryAfterSeconds * 1000));
    return authorized(again, await session.token());
  }
  if (answer.status !== 401) return answer;
  const renewed = await session.renew();
  return renewed === null ? answer : authorized(again, renewed);
}

/** As {@link api}, for a response that is not JSON, such as a stream of events. */
export function request(path: string, options: RequestInit): Promise<Response> {
  return send(new Request(new URL(path, location.origin), options));
}

async function authorized(request: Request, token: string | null): Promise<Response> {
  if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
  try {
    const answer = await fetch(request);
    setClock(answer);
    return answer;
  } catch (failure) {
    if (request.signal.aborted) throw failure;
    throw offline();
  }
}
