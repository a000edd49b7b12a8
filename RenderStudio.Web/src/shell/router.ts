import { Changes } from "./changes";

const base = "/studio";

export type Screen =
  | { name: "make" }
  | { name: "generation"; id: string }
  | { name: "renders" }
  | { name: "render"; id: string }
  | { name: "account"; part: "credits" | "keys" | "webhooks" | "erase" }
  | { name: "account"; part: "webhook"; id: string }
  | { name: "unknown" };

/** The screen that the address names. */
class Router extends Changes {
  screen: Screen = parse(location.pathname);

  constructor() {
    super();
    addEventListener("popstate", () => this.show());
  }

  /** @param path Below the page, such as `/renders`. */
  go(path: string, replace = false): void {
    const address = base + path;
    if (address === location.pathname + location.search) return;
    history[replace ? "replaceState" : "pushState"](null, "", address);
    this.show();
    scrollTo(0, 0);
  }

  /** Shows the target of a link without loading the page again, unless the user opens another tab. */
  follow(event: MouseEvent): void {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.defaultPrevented) return;
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    if (!(link instanceof HTMLAnchorElement) || link.target !== "" || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || !link.pathname.startsWith(`${base}/`)) return;
    event.preventDefault();
    this.go(link.pathname.slice(base.length) + link.search);
  }

  private show(): void {
    this.screen = parse(location.pathname);
    this.changed();
  }
}

export function pathTo(path: string): string {
  return base + path;
}

function parse(pathname: string): Screen {
  const [first = "", id = "", inner, more] = pathname.slice(base.length).split("/").filter((part) => part !== "");
  if (more !== undefined || (inner !== undefined && first !== "account")) return { name: "unknown" };
  switch (first) {
    case "":
      return { name: "make" };
    case "generations":
      return id === "" ? { name: "unknown" } : { name: "generation", id };
    case "renders":
      return id === "" ? { name: "renders" } : { name: "render", id };
    case "account":
      return parseAccount(id, inner);
    default:
      return { name: "unknown" };
  }
}

function parseAccount(part: string, id: string | undefined): Screen {
  if (part === "webhooks" && id !== undefined) return { name: "account", part: "webhook", id };
  if (id !== undefined) return { name: "unknown" };
  if (part === "") return { name: "account", part: "credits" };
  return part === "keys" || part === "webhooks" || part === "erase"
    ? { name: "account", part }
    : { name: "unknown" };
}

export const router = new Router();
