import type { Schemas } from "../api/client";
import { language } from "./language";

type Catalog = Schemas["Catalog"];
type ById<Name = string> = Readonly<Record<string, Name>>;

/** Names of what the API names, by id. The English page shows the names of the API. */
export interface Names {
  modes: ById<{ name: string; description: string }>;
  styles: ById;
  roomTypes: ById;
  aspectRatios: ById;
  qualities: ById;
  palettes: ById<{ name: string; note: string }>;
  /** By the code of the colour. */
  colors: ById;
  /** By the code of an event, or by its stage if it has none. `{1}` is the first number of the API's sentence. */
  events: ById;
}

/** The catalog with the names of the chosen language; what the page does not know keeps the name of the API. */
export function localized(catalog: Catalog): Catalog {
  const { names } = language;
  if (names === null) return catalog;
  const named = <Entry extends { id: string; name: string }>(entries: Entry[], known: ById) =>
    entries.map((entry) => ({ ...entry, name: known[entry.id] ?? entry.name }));
  return {
    ...catalog,
    modes: catalog.modes.map((mode) => ({ ...mode, ...names.modes[mode.id] })),
    styles: named(catalog.styles, names.styles),
    roomTypes: named(catalog.roomTypes, names.roomTypes),
    aspectRatios: named(catalog.aspectRatios, names.aspectRatios),
    qualities: named(catalog.qualities, names.qualities),
    palettes: catalog.palettes.map((palette) => ({
      ...palette,
      ...names.palettes[palette.id],
      colors: palette.colors.map((color) => ({ ...color, name: names.colors[color.code ?? ""] ?? color.name })),
    })),
  };
}

/** What an event of a generation tells. */
export function eventText({ stage, code, detail }: Schemas["GenerationEvent"]): string {
  const known = language.names?.events[code ?? stage];
  if (known === undefined) return sentenceOf(detail);
  const numbers = detail.match(/\d+/g) ?? [];
  return known.replace(/\{(\d)\}/g, (_, at: string) => numbers[Number(at) - 1] ?? "");
}

/** A sentence of the API in the chosen language; as it is if the page does not know it. */
export function sentenceOf(text: string): string {
  for (const { pattern, translation } of language.sentences) {
    const found = pattern.exec(text);
    if (found !== null)
      return translation.replace(/\{(\w+)\}/g, (_, name: string) => sentenceOf(found.groups?.[name] ?? ""));
  }
  return text;
}
