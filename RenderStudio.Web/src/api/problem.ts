import type { components } from "../../obj/schema";

type Problem = components["schemas"]["Problem"];

/** A response that is not a success, or a request that reached nothing (`offline`). */
export class ApiProblem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
    readonly problem: Partial<Problem> = {},
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail);
  }

  static of(response: Response, body: unknown): ApiProblem {
    const problem = (typeof body === "object" && body !== null ? body : {}) as Partial<Problem>;
    const wait = Number(response.headers.get("Retry-After") ?? Number.NaN);
    return new ApiProblem(
      problem.code ?? "internal",
      response.status,
      problem.detail ?? "",
      problem,
      Number.isFinite(wait) ? wait : null,
    );
  }

  /** Whether the same request may succeed later. */
  get isTemporary(): boolean {
    return this.code === "offline" || [408, 409, 429, 503].includes(this.status);
  }
}

export function offline(): ApiProblem {
  return new ApiProblem("offline", 0, "");
}
