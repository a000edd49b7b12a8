import { Changes } from "../shell/changes";
import { language } from "../texts/language";
import { localized } from "../texts/names";
import { api, read, type Schemas } from "./client";

export type Catalog = Schemas["Catalog"];
export type Mode = Schemas["Mode"];

/** The catalog of the API, read once, with the names of the chosen language. */
class CatalogSource extends Changes {
  value: Catalog | null = null;
  failure: unknown = null;
  private reading: Promise<void> | null = null;
  private served: Catalog | null = null;

  constructor() {
    super();
    language.addEventListener("change", () => this.served !== null && this.show(this.served));
  }

  load(): Promise<void> {
    this.reading ??= this.fetch();
    return this.reading;
  }

  /** The name of a style, room type, quality, model or mode; the id itself for an unknown one. */
  nameOf(list: "styles" | "roomTypes" | "qualities" | "models" | "modes", id: string): string {
    return this.value?.[list].find((entry) => entry.id === id)?.name ?? id;
  }

  /** The name of a colour of the ranges; the given one for any other. */
  colorName(hex: string, name: string | null): string {
    const colors = this.value?.palettes.flatMap((palette) => palette.colors) ?? [];
    return colors.find((color) => color.hex === hex)?.name ?? name ?? hex;
  }

  private async fetch(): Promise<void> {
    try {
      this.show(await read(api.GET("/api/v1/catalog")));
    } catch (failure) {
      this.failure = failure;
      this.reading = null;
      this.changed();
    }
  }

  private show(served: Catalog): void {
    this.served = served;
    this.value = localized(served);
    this.failure = null;
    this.changed();
  }
}

export const catalog = new CatalogSource();
