import { api, read } from "../api/client";
import { session } from "../session/session";
import { listen, tell } from "../session/tabs";
import { Changes } from "../shell/changes";
import { Followed, isFinal } from "./followed";

const tickMs = 2000;
const sleepMs = 10_000;

/** The generations that this page follows: those in progress, and those that ended while it was open. */
class Running extends Changes {
  private readonly byId = new Map<string, Followed>();
  private isLoaded = false;

  constructor() {
    super();
    addEventListener("online", () => this.catchUp());
    addEventListener("offline", () => this.catchUp());
    // The page was in the background: another tab may have started something.
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      this.catchUp();
      if (this.isLoaded) void this.load(true);
    });
    // A machine that sleeps with the page in view causes no event, but its timers pause.
    let last = Date.now();
    setInterval(() => {
      if (Date.now() - last > sleepMs) this.catchUp();
      last = Date.now();
    }, tickMs);
    listen(() => session.userId, (news) => news.kind === "started" && this.add(news.generationId));
  }

  private catchUp(): void {
    for (const one of this.byId.values()) if (!isFinal(one.generation?.status ?? "")) one.catchUp();
  }

  /** Those that are not finished, newest first. */
  get open(): Followed[] {
    return [...this.byId.values()].filter((one) => one.generation !== null && !isFinal(one.generation.status));
  }

  /** Follows a generation that this tab has submitted, here and in the other tabs of the user. */
  started(generationId: string): void {
    this.add(generationId);
    tell(session.userId, { kind: "started", generationId });
  }

  add(id: string): Followed {
    let one = this.byId.get(id);
    if (one === undefined) {
      one = new Followed(id);
      one.addEventListener("change", () => this.noticed(one!));
      this.byId.set(id, one);
    }
    one.start();
    return one;
  }

  private noticed(one: Followed): void {
    if (one.generation !== null && isFinal(one.generation.status)) this.dispatchEvent(new Event("ended"));
    this.changed();
  }

  /** Finds what was started in another tab or before a reload. */
  async load(again = false): Promise<void> {
    if (this.isLoaded && !again) return;
    this.isLoaded = true;
    try {
      const { items } = await read(api.GET("/api/v1/generations", { params: { query: { limit: 20 } } }));
      for (const { id, status } of items) if (!isFinal(status)) this.add(id);
    } catch {
      // The list is an extra; its absence prevents nothing.
      this.isLoaded = false;
    }
  }
}

export const running = new Running();
