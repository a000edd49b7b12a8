type Plural = readonly [one: string, other: string];

/** A text, or as many forms as the original has. */
type Form<Original> = Original extends Plural ? Plural : string;

/** The names of the values in a text, or in all forms of a text. */
type Values<Text> = Text extends Plural
  ? Values<Text[number]>
  : Text extends `${string}{${infer Name}}${infer Rest}`
    ? Name | Values<Rest>
    : never;

type Checked<Original, Text> = Text extends Form<Original>
  ? [Values<Text>, Values<Original>] extends [Values<Original>, Values<Text>]
    ? Text
    : `Use the values of the original: ${Values<Original>}`
  : Form<Original>;

/**
 * `Texts` if it translates `Original`: a missing or surplus key, a missing plural form, and a text with other values
 * do not compile.
 */
export type Translation<Original, Texts> = {
  readonly [Key in keyof Original | keyof Texts]: Key extends keyof Original
    ? Key extends keyof Texts
      ? Checked<Original[Key], Texts[Key]>
      : Form<Original[Key]>
    : never;
};
