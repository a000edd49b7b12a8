import { account } from "./de/account";
import { keep } from "./de/keep";
import { make } from "./de/make";
import { names } from "./de/names";
import { problems } from "./de/problems";
import { sentences } from "./de/sentences";
import { shell } from "./de/shell";
import { watch } from "./de/watch";
import type { en } from "./en";
import type { Translation } from "./translation";

const texts = { ...shell, ...make, ...watch, ...keep, ...account, ...problems };

export const de: Translation<typeof en, typeof texts> = texts;
export { names, sentences };
