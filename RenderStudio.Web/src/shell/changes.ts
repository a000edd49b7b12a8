import type { ReactiveController, ReactiveControllerHost } from "lit";

/** State outside elements. Elements that watch it are rendered again after a change. */
export class Changes extends EventTarget {
  protected changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** Renders the element again whenever one of the sources changes, while the element is in the page. */
export class Watching implements ReactiveController {
  private readonly sources: Changes[];
  private readonly update: () => void;

  constructor(host: ReactiveControllerHost, ...sources: Changes[]) {
    this.sources = sources;
    this.update = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected(): void {
    for (const source of this.sources) source.addEventListener("change", this.update);
  }

  hostDisconnected(): void {
    for (const source of this.sources) source.removeEventListener("change", this.update);
  }
}
