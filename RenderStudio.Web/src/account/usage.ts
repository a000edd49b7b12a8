import { api, read, type Schemas } from "../api/client";
import { Changes } from "../shell/changes";

export type Usage = Schemas["Usage"];

/** Credits, plan and ledger of the user. */
class UsageSource extends Changes {
  value: Usage | null = null;
  failure: unknown = null;

  async load(): Promise<void> {
    try {
      this.value = await read(api.GET("/api/v1/usage"));
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    }
    this.changed();
  }
}

export const usage = new UsageSource();
