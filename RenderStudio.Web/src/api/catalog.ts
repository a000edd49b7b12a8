import { Changes } from "../shell/changes";
import { api, read, type Schemas } from "./client";

export type Catalog = Schemas["Catalog"];
export type Mode = Schemas["Mode"];

/** The catalog of the API, read once. */
class CatalogSource extends Changes {
  value: Catalog | null = null;
  failure: unknown = null;
  private reading: Promise<void> | null = null;

  load(): Promise<void> {
    this.reading ??= this.fetch();
    return this.reading;
  }

  /** The name of a style, room type, quality, model or mode; the id itself for an unknown one. */
  nameOf(list: "styles" | "roomTypes" | "qualities" | "models" | "modes", id: string): string {
    return this.value?.[list].find((entry) => entry.id === id)?.name ?? id;
  }

  private async fetch(): Promise<void> {
    try {
      this.value = await read(api.GET("/api/v1/catalog"));
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
      this.reading = null;
    }
    this.changed();
  }
}

export const catalog = new CatalogSource();
