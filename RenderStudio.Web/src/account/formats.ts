// The language of the page stands in its document.

function format(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(document.documentElement.lang, options);
}

export function number(count: number): string {
  return format({}).format(count);
}

/** @param amount In the smallest unit of the currency. */
export function money(amount: number, currency: string): string {
  const style = format({ style: "currency", currency });
  return style.format(amount / 10 ** (style.resolvedOptions().maximumFractionDigits ?? 2));
}
