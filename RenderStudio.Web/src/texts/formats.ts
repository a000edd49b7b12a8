import { language } from "./language";

/** Numbers, times and sizes as the chosen language writes them. */

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(options, () => new Intl.NumberFormat(language.locale, options)) as Intl.NumberFormat;
}

function times(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(options, () => new Intl.DateTimeFormat(language.locale, options)) as Intl.DateTimeFormat;
}

/** A format is made once for each language: to make one takes longer than to use it. */
function kept<Format extends Intl.NumberFormat | Intl.DateTimeFormat>(options: object, make: () => Format) {
  const key = language.locale + JSON.stringify(options);
  const format = made.get(key) ?? make();
  made.set(key, format);
  return format;
}

export function whole(count: number): string {
  return numbers({}).format(count);
}

export function squareMetres(count: number): string {
  return `${numbers({ maximumFractionDigits: 1 }).format(count)} m²`;
}

export function percent(share: number): string {
  return numbers({ style: "percent" }).format(share);
}

export function seconds(count: number): string {
  return count < 90
    ? numbers({ style: "unit", unit: "second", unitDisplay: "narrow" }).format(Math.round(count))
    : numbers({ style: "unit", unit: "minute", unitDisplay: "short" }).format(Math.round(count / 60));
}

export function bytes(count: number): string {
  const power = count >= 1024 ** 3 ? 3 : count >= 1024 ** 2 ? 2 : 1;
  const unit = ["kilobyte", "megabyte", "gigabyte"][power - 1]!;
  return numbers({ style: "unit", unit, maximumFractionDigits: 1 }).format(count / 1024 ** power);
}

export function day(time: string): string {
  return times({ dateStyle: "medium" }).format(new Date(time));
}

export function clock(time: string): string {
  return times({ timeStyle: "medium" }).format(new Date(time));
}

export function moment(time: string): string {
  return times({ dateStyle: "medium", timeStyle: "short" }).format(new Date(time));
}

/** @param decimals How many of the last digits of the amount are decimals. */
export function money(amount: number, decimals: number, currency: string): string {
  return numbers({ style: "currency", currency, maximumFractionDigits: decimals }).format(amount / 10 ** decimals);
}

/** Several texts as one: `A, B and C`. */
export function list(texts: readonly string[]): string {
  return new Intl.ListFormat(language.locale, { type: "conjunction" }).format(texts);
}
