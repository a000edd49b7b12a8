import { ApiProblem } from "../api/problem";
import { sentence } from "../api/sentences";
import { t } from "../texts/texts";

/** As {@link sentence}, for a change of a render: there the code for a generation in progress means its own. */
export function renderSentence(failure: unknown): string {
  const isInProgress = failure instanceof ApiProblem && failure.code === "generation_in_flight";
  return isInProgress ? t("renders.in_progress") : sentence(failure);
}
