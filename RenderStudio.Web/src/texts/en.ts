import { account } from "./en/account";
import { keep } from "./en/keep";
import { make } from "./en/make";
import { problems } from "./en/problems";
import { shell } from "./en/shell";
import { watch } from "./en/watch";

/** All texts of the page. `{name}` is replaced by a value; a list of forms is chosen by its value `count`. */
export const en = { ...shell, ...make, ...watch, ...keep, ...account, ...problems } satisfies Record<
  string,
  string | readonly [one: string, other: string]
>;
