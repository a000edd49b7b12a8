import { catalog, type Mode } from "../api/catalog";
import type { Schemas } from "../api/client";
import { recall, remember } from "../session/storage";
import { Changes } from "../shell/changes";
import { Photo } from "./photo";

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
};

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
    const saved = this.isTouched ? null : recall(draftKey);
    this.isTouched = true;
    if (saved === null) return;
    const { choices, photos } = JSON.parse(saved) as SavedDraft;
    this.choices = { ...initial, ...choices };
    photos.forEach((id, i) => id !== null && void this.photos[i]?.reuseAsset(id));
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

  /** In characters, as the API counts them: not in UTF-16 code units. */
  get promptLength(): number {
    return [...this.choices.prompt.trim()].length;
  }

  /** The photos that the mode requires, in order. */
  get requiredPhotos(): Photo[] {
    return this.photos.slice(0, this.mode?.inputs.length ?? 0);
  }

  /** The part that the mode requires and that is missing; null when the request is complete. */
  get missing(): "photo" | "photos" | "prompt" | "length" | "color" | "size" | null {
    const photos = this.requiredPhotos;
    if (photos.some((photo) => photo.assetId === null)) return photos.length > 1 ? "photos" : "photo";
    if (this.mode?.needsPrompt && this.choices.prompt.trim() === "") return "prompt";
    if (this.promptLength > (catalog.value?.limits.promptCharacters.max ?? Infinity)) return "length";
    if (this.choices.mode !== "inspire") return null;
    if (this.choices.colors.length === 1) return "color";
    return (this.choices.width === "") === (this.choices.length === "") ? null : "size";
  }

  set(choices: Partial<Choices>): void {
    this.choices = { ...this.choices, ...choices };
    this.changed();
  }

  /** Fills in the choices of an earlier request. */
  repeat(earlier: Partial<Choices>): void {
    this.choices = { ...initial, ...earlier };
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
    const { colors, stencil, width, length } = this.choices;
    const surface: Partial<GenerationRequest> = { palette: colors.length > 1 ? [...colors] : this.palette };
    if (stencil !== "") surface.stencil = stencil as NonNullable<GenerationRequest["stencil"]>;
    if (width !== "" && length !== "")
      surface.surface = { widthMm: Math.round(Number(width) * 1000), lengthMm: Math.round(Number(length) * 1000) };
    return surface;
  }
}

export const draft = new Draft();
