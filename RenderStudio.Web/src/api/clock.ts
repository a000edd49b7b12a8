// The clock of this machine may be wrong. Times of the API are compared with the clock of its responses.
let aheadMs = 0;

export function setClock(response: Response): void {
  // The browser may have kept it: its date is that of an earlier response.
  if (response.headers.get("Cache-Control")?.includes("max-age")) return;
  const at = Date.parse(response.headers.get("Date") ?? "");
  if (!Number.isNaN(at)) aheadMs = at - Date.now();
}

/** Milliseconds since the epoch, by the clock of the API. */
export function now(): number {
  return Date.now() + aheadMs;
}
