import { LitElement } from "lit";
import { recall, remember } from "../session/storage";
import { Changes, Watching } from "../shell/changes";
import type { en } from "./en";
import type { Names } from "./names";

/** The languages of the page, each in its own words. */
export const languages = { en: "English", de: "Deutsch" } as const;

export type Language = keyof typeof languages;
export type TextKey = keyof typeof en;

interface Catalogue {
  texts: Record<TextKey, string | readonly [one: string, other: string]>;
  /** Null where the names and sentences of the API are those of the language. */
  names: Names | null;
  sentences: Readonly<Record<string, string>>;
}

/** A browser downloads the texts of the languages that its user reads. */
const catalogues: Record<Language, () => Promise<Catalogue>> = {
  en: async () => ({ texts: (await import("./en")).en, names: null, sentences: {} }),
  de: async () => {
    const { de, names, sentences } = await import("./de");
    return { texts: de, names, sentences };
  },
};

const usual: Language = "en";
const choiceKey = "language";

/** A sentence of the API and its translation. */
interface Sentence {
  pattern: RegExp;
  translation: string;
}

/** The language that the user has chosen, otherwise the first one of the browser that the page has. */
class ChosenLanguage extends Changes {
  current: Language = usual;
  /** The language as the browser names it, which chooses the formats of a region: `en-AU`. */
  locale: string = usual;
  texts: Catalogue["texts"] | null = null;
  names: Names | null = null;
  sentences: readonly Sentence[] = [];
  /** The texts could not be loaded at the start. */
  isMissing = false;
  private wanted: Language = usual;

  async start(): Promise<void> {
    const chosen = recall(choiceKey);
    const wanted = isKnown(chosen) ? chosen : (navigator.languages.map(languageOf).find(isKnown) ?? usual);
    await this.load(wanted).catch(() => {
      this.isMissing = true;
      this.changed();
    });
  }

  /** Shows the page in another language. Throws when its texts cannot be loaded. */
  async choose(language: Language): Promise<void> {
    await this.load(language);
    remember(choiceKey, language);
  }

  private async load(language: Language): Promise<void> {
    this.wanted = language;
    const { texts, names, sentences } = await catalogues[language]();
    // The user has chosen again in the meantime.
    if (this.wanted !== language) return;
    this.current = language;
    this.locale = navigator.languages.find((one) => languageOf(one) === language && isTag(one)) ?? language;
    this.texts = texts;
    this.names = names;
    this.sentences = Object.entries(sentences).map(([text, translation]) => ({
      pattern: patternOf(text),
      translation,
    }));
    document.documentElement.lang = language;
    this.changed();
  }
}

function languageOf(locale: string): string {
  return locale.toLowerCase().split(/[-_]/)[0]!;
}

/** Whether formats accept it. A browser on a system without a language names one such as `en-US@posix`. */
function isTag(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}

function isKnown(language: string | null): language is Language {
  return language !== null && Object.hasOwn(languages, language);
}

function patternOf(text: string): RegExp {
  const literal = text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`);
}

export const language = new ChosenLanguage();

// Every element shows texts, so each of them is rendered again in a new language.
LitElement.addInitializer((element) => new Watching(element as LitElement, language));
