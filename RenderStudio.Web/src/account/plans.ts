import { bytes, money, t, type TextKey } from "../texts/texts";
import type { Plan, Price } from "./offer";

const names: Record<string, TextKey> = {
  free: "account.plan.free",
  pro: "account.plan.pro",
  studio: "account.plan.studio",
};

/** The name of a plan; the id of one that the page does not know. */
export function planName(id: string): string {
  const key = names[id];
  return key === undefined ? id : t(key);
}

/** What a plan contains, one fact each. */
export function contents(plan: Plan): string[] {
  return [
    t("account.plan.credits", { count: plan.creditsPerMonth }),
    t("account.plan.running", { count: plan.concurrentGenerations }),
    t("account.plan.storage", { size: bytes(plan.maxStoredBytes) }),
    ...(plan.bestQuality === "high" ? [t("account.plan.high")] : []),
  ];
}

/** The amount of a price with its currency, and the time that it pays for. */
export function amount({ amount, amountDecimals, currency, interval }: Price): string {
  if (amount === null) return t("account.price.later");
  const text = money(amount, amountDecimals, currency);
  if (interval === "month") return t("account.price.month", { amount: text });
  return interval === "year" ? t("account.price.year", { amount: text }) : text;
}
