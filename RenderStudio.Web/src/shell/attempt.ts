import type { ReactiveController, ReactiveControllerHost } from "lit";
import { sentence } from "../api/sentences";
import { messages } from "./messages";

/** Work that an element begins: the element is rendered when it begins and ends, and a failure is shown as a message. */
export class Attempt implements ReactiveController {
  running = false;
  private readonly host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  async run(work: () => Promise<void>): Promise<void> {
    this.set(true);
    try {
      await work();
    } catch (failure) {
      messages.show(sentence(failure));
    } finally {
      this.set(false);
    }
  }

  private set(running: boolean): void {
    this.running = running;
    this.host.requestUpdate();
  }
}
