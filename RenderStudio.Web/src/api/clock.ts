// The clock of this machine may be wrong. Times of the API are compared with the clock of its responses.
let aheadMs = 0;

export function setClock(response: Response): void {
  const at = Date.parse(response.headers.get("Date") ?? "");
  if (!Number.isNaN(at)) aheadMs = at - Date.now();
}

/** Milliseconds since the epoch, by the clock of the API. */
export function now(): number {
  return Date.now() + aheadMs;
}
