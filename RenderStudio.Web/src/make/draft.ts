import { catalog, type Mode } from "../api/catalog";
import type { Schemas } from "../api/client";
import { recall, remember } from "../session/storage";
import { Changes } from "../shell/changes";
import { Photo } from "./photo";
import type { Point } from "./polygon";
import { lengthOf } from "./prompt-length";
import { outlineFault, outlineOf, sizeOf } from "./surface";

export type GenerationRequest = Schemas["GenerationRequest"];

/** The choices of a request, except photos. An empty text means that the API chooses. */
export interface Choices {
  mode: GenerationRequest["mode"];
  prompt: string;
  style: string;
  roomType: string;
  aspectRatio: string;
  quality: "draft" | "standard" | "high";
  variants: number;
  palette: string;
  /** Colours of the palette in their order, as `#rrggbb`; none for the whole palette. */
  colors: readonly string[];
  stencil: string;
  /** The size of the surface in metres, as typed. */
  width: string;
  length: string;
  /** The outline of the surface as shares of its width and length, so that another size keeps its shape. */
  outline: readonly Point[];
  isOutlineClosed: boolean;
  /** Of the pattern that is shown before it is made; null without one. */
  seed: number | null;
}

const initial: Choices = {
  mode: "redesign",
  prompt: "",
  style: "",
  roomType: "",
  aspectRatio: "",
  quality: "standard",
  variants: 1,
  palette: "",
  colors: [],
  stencil: "",
  width: "",
  length: "",
  outline: [],
  isOutlineClosed: false,
  seed: null,
};

/** A part of a request that is missing or wrong. */
export type Missing =
  | "photo" | "photos" | "prompt" | "length" | "color" | "size" | "range" | "outline" | "crossing" | "flat";

const draftKey = "draft.1";

interface SavedDraft {
  choices: Choices;
  photos: (string | null)[];
}

/** What the user is about to submit. It stays while the user looks at other screens. */
class Draft extends Changes {
  choices: Choices = { ...initial };
  readonly photos: readonly [Photo, Photo] = [new Photo(), new Photo()];
  private isTouched = false;

  constructor() {
    super();
    for (const photo of this.photos) photo.addEventListener("change", () => this.changed());
  }

  /** Fills in what a reload or a sign-in has interrupted. Does nothing once the user has changed something. */
  restore(): void {
    const saved = this.isTouched ? null : readSaved();
    this.isTouched = true;
    if (saved === null) return;
    this.choices = { ...initial, ...saved.choices };
    saved.photos.forEach((id, i) => id !== null && void this.photos[i]?.reuseAsset(id));
    this.changed();
  }

  protected override changed(): void {
    this.isTouched = true;
    const saved: SavedDraft = { choices: this.choices, photos: this.photos.map(({ assetId }) => assetId) };
    remember(draftKey, JSON.stringify(saved));
    super.changed();
  }

  get mode(): Mode | null {
    return catalog.value?.modes.find((mode) => mode.id === this.choices.mode) ?? null;
  }

  /** The chosen palette, otherwise the first one of the catalog. */
  get palette(): string {
    return this.choices.palette || (catalog.value?.palettes[0]?.id ?? "");
  }

  /** In characters, as the API counts them. */
  get promptLength(): number {
    return lengthOf(this.choices.prompt);
  }

  /** The photos that the mode requires, in order. */
  get requiredPhotos(): Photo[] {
    return this.photos.slice(0, this.mode?.inputs.length ?? 0);
  }

  /** The part that the mode requires and that is missing; null when the request is complete. */
  get missing(): Missing | null {
    const photos = this.requiredPhotos;
    if (photos.some((photo) => photo.assetId === null)) return photos.length > 1 ? "photos" : "photo";
    if (this.mode?.needsPrompt && this.choices.prompt.trim() === "") return "prompt";
    if (this.promptLength > (catalog.value?.limits.promptCharacters.max ?? Infinity)) return "length";
    return this.choices.mode === "inspire" ? this.missingOfSurface : null;
  }

  private get missingOfSurface(): Missing | null {
    const { colors, width, length } = this.choices;
    if (colors.length === 1) return "color";
    if ((width === "") !== (length === "")) return "size";
    if (width !== "" && sizeOf(this.choices, catalog.value) === null) return "range";
    switch (outlineFault(this.choices, catalog.value)) {
      case null:
        return null;
      case "crossing":
        return "crossing";
      case "open":
      case "points":
        return "outline";
      case "line":
      case "small":
        return "flat";
    }
  }

  set(choices: Partial<Choices>): void {
    this.choices = seeded({ ...this.choices, ...choices });
    this.changed();
  }

  /** Another division of the surface by the same pattern. */
  rearrange(): void {
    if (this.choices.seed !== null) this.set({ seed: null });
  }

  /** Fills in the choices of an earlier request. */
  repeat(earlier: Partial<Choices>): void {
    this.choices = seeded({ ...initial, ...earlier });
    this.changed();
  }

  request(): GenerationRequest {
    const { mode, prompt, style, roomType, aspectRatio, quality, variants } = this.choices;
    const request: GenerationRequest = { mode, quality, variants };
    if (prompt.trim() !== "") request.prompt = prompt.trim();
    if (style !== "" && mode !== "inspire") request.style = style;
    if (roomType !== "" && mode !== "inspire") request.roomType = roomType;
    if (aspectRatio !== "") request.aspectRatio = aspectRatio;
    const [first, second] = this.requiredPhotos;
    if (first?.assetId) request.input1 = first.assetId;
    if (second?.assetId) request.input2 = second.assetId;
    return mode === "inspire" ? { ...request, ...this.surface() } : request;
  }

  private surface(): Partial<GenerationRequest> {
    const { colors, stencil, seed } = this.choices;
    const surface: Partial<GenerationRequest> = { palette: colors.length > 1 ? [...colors] : this.palette };
    if (stencil !== "") surface.stencil = stencil as NonNullable<GenerationRequest["stencil"]>;
    if (stencil !== "" && seed !== null) surface.seed = seed;
    const size = sizeOf(this.choices, catalog.value);
    if (size === null) return surface;
    const isDrawn = this.choices.outline.length > 0 && outlineFault(this.choices, catalog.value) === null;
    const polygon = isDrawn && { polygon: outlineOf(this.choices, size).map((point) => [...point]) };
    return { ...surface, surface: { widthMm: size[0], lengthMm: size[1], ...polygon } };
  }
}

/** Null without a draft, and for one that this version of the page cannot read. */
function readSaved(): SavedDraft | null {
  try {
    const saved = JSON.parse(recall(draftKey) ?? "null") as SavedDraft | null;
    return Array.isArray(saved?.photos) ? saved : null;
  } catch {
    return null;
  }
}

/** A pattern is shown before it is made, so its seed is known. */
function seeded(choices: Choices): Choices {
  if (choices.stencil === "") return { ...choices, seed: null };
  const most = catalog.value?.limits.seed.max ?? 1;
  return { ...choices, seed: choices.seed ?? Math.floor(Math.random() * most) };
}

export const draft = new Draft();
