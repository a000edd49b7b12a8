import { html, nothing, type TemplateResult } from "lit";
import { ApiProblem } from "../api/problem";
import { sentence } from "../api/sentences";
import { sentenceOf } from "../texts/names";

/** What a response says about the fields of a form. */
export class FieldErrors {
  private readonly errors: Record<string, string[]>;

  constructor(
    private readonly failure: unknown,
    private readonly fields: readonly string[],
  ) {
    this.errors = (failure instanceof ApiProblem ? failure.problem.errors : undefined) ?? {};
  }

  has(field: string): boolean {
    return this.errors[field] !== undefined;
  }

  /** The sentence below a field, with the id that the field names in `aria-describedby`. */
  of(field: string): TemplateResult | typeof nothing {
    const reasons = this.errors[field];
    if (reasons === undefined) return nothing;
    return html`<p class="error" id="${field}-error">${reasons.map(sentenceOf).join(" ")}</p>`;
  }

  /** The first field that the response names. */
  get first(): string | undefined {
    return this.fields.find((field) => this.has(field));
  }

  /** What concerns no field of the form. */
  get other(): TemplateResult | typeof nothing {
    return this.failure === null || this.first !== undefined
      ? nothing
      : html`<p class="error" role="alert">${sentence(this.failure)}</p>`;
  }
}
