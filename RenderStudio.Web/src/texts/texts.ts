import { en } from "./en";

export type TextKey = keyof typeof en;

/** The texts of the chosen language. A further language is a second catalogue with the same keys. */
const texts: Record<TextKey, string | readonly [one: string, other: string]> = en;

const language = "en";
const plural = new Intl.PluralRules(language);
const whole = new Intl.NumberFormat(language);

/** The text with its values. `count` also chooses between its forms. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  const entry = texts[key];
  const form = typeof entry === "string" ? entry : entry[plural.select(Number(values["count"])) === "one" ? 0 : 1];
  return form.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    return typeof value === "number" ? whole.format(value) : value;
  });
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

export function squareMetres(count: number): string {
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(count)} m²`;
}

export function percent(share: number): string {
  return new Intl.NumberFormat(language, { style: "percent" }).format(share);
}

export function seconds(count: number): string {
  const unit = count < 90 ? "second" : "minute";
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: unit === "second" ? "narrow" : "short" })
    .format(unit === "second" ? Math.round(count) : Math.round(count / 60));
}

export function bytes(count: number): string {
  const power = count >= 1024 ** 3 ? 3 : count >= 1024 ** 2 ? 2 : 1;
  const unit = ["kilobyte", "megabyte", "gigabyte"][power - 1]!;
  const options = { style: "unit", unit, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, options).format(count / 1024 ** power);
}

export function day(time: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(new Date(time));
}

export function clock(time: string): string {
  return new Intl.DateTimeFormat(language, { timeStyle: "medium" }).format(new Date(time));
}

export function moment(time: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));
}
