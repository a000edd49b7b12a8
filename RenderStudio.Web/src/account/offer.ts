import { api, read, type Schemas } from "../api/client";
import { Changes } from "../shell/changes";

export type Offer = Schemas["Offer"];
export type Plan = Offer["plans"][number];
export type Price = Offer["prices"][number];

/** What the user can buy. */
class OfferSource extends Changes {
  value: Offer | null = null;
  failure: unknown = null;

  async load(): Promise<void> {
    try {
      this.value = await read(api.GET("/api/v1/billing"));
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    }
    this.changed();
  }
}

export const offer = new OfferSource();
