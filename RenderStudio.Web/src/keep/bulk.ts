import { api, read } from "../api/client";
import { ApiProblem } from "../api/problem";
import { messages } from "../shell/messages";
import { t, type TextKey } from "../texts/texts";
import { library, type RenderSummary } from "./library";
import { renderSentence } from "./render-sentence";

export type BulkAction = "delete" | "publish" | "unpublish" | "favorite" | "unfavorite";

/** A render that stayed as it was, and why. */
export interface Refusal {
  item: RenderSummary;
  reason: string;
}

/** The most renders that the API takes in one call. */
export const mostPerCall = 200;

const done: Record<BulkAction, TextKey> = {
  delete: "renders.done.delete",
  publish: "renders.done.publish",
  unpublish: "renders.done.unpublish",
  favorite: "renders.done.favorite",
  unfavorite: "renders.done.unfavorite",
};

const reverse = {
  delete: "restore",
  publish: "unpublish",
  unpublish: "publish",
  favorite: "unfavorite",
  unfavorite: "favorite",
} as const;

/** Changes the renders, each by itself, and offers to undo it. Returns those that could not be changed. */
export async function change(action: BulkAction, items: RenderSummary[]): Promise<Refusal[]> {
  const { changed, refused } = await send(action, items);
  if (changed.length === 0) return refused;
  const putBack = apply(action, changed);
  const run = async () => {
    const back = await send(reverse[action], changed);
    putBack(back.changed);
    const [first] = back.refused;
    messages.show(first?.reason ?? t("renders.undone"));
  };
  messages.show(t(done[action], { count: changed.length }), { text: t("renders.undo"), run: () => void run() });
  return refused;
}

interface Outcome {
  changed: RenderSummary[];
  refused: Refusal[];
}

async function send(action: BulkAction | "restore", items: RenderSummary[]): Promise<Outcome> {
  const outcome: Outcome = { changed: [], refused: [] };
  for (let from = 0; from < items.length; from += mostPerCall)
    await sendPart(action, items.slice(from, from + mostPerCall), outcome);
  return outcome;
}

async function sendPart(action: BulkAction | "restore", items: RenderSummary[], outcome: Outcome): Promise<void> {
  const refuse = (item: RenderSummary, failure: unknown) =>
    outcome.refused.push({ item, reason: renderSentence(failure) });
  try {
    const body = { action, ids: items.map(({ id }) => id) };
    const results = (await read(api.POST("/api/v1/renders/bulk", { body }))).items;
    items.forEach((item, i) => {
      const { code, detail } = results[i]!;
      if (code === null) outcome.changed.push(item);
      else refuse(item, new ApiProblem(code, 0, detail ?? ""));
    });
  } catch (failure) {
    for (const item of items) refuse(item, failure);
  }
}

/** Shows the change in the list. Returns what shows that it was undone. */
function apply(action: BulkAction, items: RenderSummary[]): (undone: RenderSummary[]) => void {
  const ids = (of: RenderSummary[]) => of.map(({ id }) => id);
  if (action === "delete") {
    const taken = library.take(ids(items));
    return (undone) => library.putBack(taken, ids(undone));
  }
  const isPublishing = action === "publish" || action === "unpublish";
  const isOn = action === "publish" || action === "favorite";
  const show = (on: boolean) => (isPublishing ? { isPublic: on } : { favorite: on });
  library.replaceAll(ids(items), show(isOn));
  return (undone) => library.replaceAll(ids(undone), show(!isOn));
}
