// As the API cleans a text: white space becomes blanks; joiners stay, as emoji and Indic scripts need them.
const space = /(?!\uFEFF)[\s\u0085]/gu;
const removed = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\uFFFD]/gu;

/** The characters that the API counts: code points, not UTF-16 code units, without those that it removes. */
export function lengthOf(text: string): number {
  return [...text.replace(space, " ").replace(removed, "").trim()].length;
}
