import { noChange } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";

/**
 * Sets custom properties of an element from a value, such as the colour of a placeholder. The policy of the page
 * forbids style attributes; properties that a script sets are allowed.
 */
class Variables extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("Use variables() as the attribute of an element.");
  }

  render(_values: Record<string, string | number>): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [values]: [Record<string, string | number>]): typeof noChange {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(values)) {
      // A value that is set again makes the browser compute the styles of the element again.
      if (style.getPropertyValue(`--${name}`) !== `${value}`) style.setProperty(`--${name}`, `${value}`);
    }
    return noChange;
  }
}

export const variables = directive(Variables);
