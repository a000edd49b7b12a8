import { whole } from "./formats";
import { language, type TextKey } from "./language";

export * from "./formats";
export type { TextKey };

/** The text with its values. `count` also chooses between its forms. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  const entry = language.texts![key];
  const form = typeof entry === "string" ? entry : entry[isOne(values["count"]) ? 0 : 1];
  return form.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    return typeof value === "number" ? whole(value) : value;
  });
}

function isOne(count: string | number | undefined): boolean {
  return new Intl.PluralRules(language.locale).select(Number(count)) === "one";
}

const stencils: Record<string, TextKey> = {
  bands: "make.stencil.bands",
  waves: "make.stencil.waves",
  islands: "make.stencil.islands",
  mosaic: "make.stencil.mosaic",
  radial: "make.stencil.radial",
};

/** The name of a pattern; the id of one that the page does not know. */
export function stencilName(id: string): string {
  const key = stencils[id];
  return key === undefined ? id : t(key);
}

const sizes: Record<string, TextKey> = {
  full: "render.size.full",
  thumb: "render.size.thumb",
  exact: "render.size.exact",
  original: "render.size.original",
};

/** The name of a size of a picture; the name that the API gives to one that the page does not know. */
export function sizeName(name: string): string {
  const key = sizes[name];
  return key === undefined ? name.replace("x", " × ") : t(key);
}
