import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { catalog } from "../api/catalog";
import { shared } from "../design/shared";
import { Watching } from "../shell/changes";
import { failureNotice } from "../shell/failure-notice";
import { t } from "../texts/texts";
import { draft } from "./draft";
import { quoting } from "./quoting";
import "./mode-cards";
import "./options-panel";
import "./photo-field";
import "./prompt-field";
import "./quote-bar";
import "../watch/running-list";

/** Everything that is needed to submit a generation. */
@customElement("make-screen")
export class MakeScreen extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-5);
      }
      /* The generations in progress have their place before they are known, so that nothing moves. */
      .head {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 2.875rem;
      }
      .head running-list {
        flex: 1 1 8.5rem;
        min-width: 0;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(18rem, 23rem);
        gap: clamp(var(--space-5), 3vw, var(--space-7));
        align-items: start;
      }
      .subject {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-5);
      }
      .photos {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr));
        gap: var(--space-4);
      }
      .side {
        position: sticky;
        top: 4.75rem;
        display: grid;
        gap: var(--space-5);
        padding: var(--space-5);
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--surface);
      }
      quote-bar {
        padding-top: var(--space-4);
        border-top: 1px solid var(--line);
      }
      @media (max-width: 56rem) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        .side {
          display: contents;
        }
        quote-bar {
          position: sticky;
          bottom: 0;
          padding: var(--space-3) 0 max(var(--space-3), env(safe-area-inset-bottom));
          background: var(--ground);
        }
        quote-bar[incomplete] {
          position: static;
        }
      }
    `,
  ];

  constructor() {
    super();
    new Watching(this, catalog, draft);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    draft.restore();
    void catalog.load().then(() => quoting.schedule());
  }

  protected override render(): TemplateResult | string {
    if (catalog.failure !== null) return failureNotice(catalog.failure, () => catalog.load());
    // Nothing moves when the catalog arrives.
    const head = html`
      <div class="head">
        <h1>${t("make.title")}</h1>
        <running-list></running-list>
      </div>
    `;
    if (catalog.value === null) return head;
    return html`
      ${head}
      <mode-cards></mode-cards>
      <div class="columns">
        <div class="subject">
          ${this.photos()}
          <prompt-field></prompt-field>
          <options-panel section="look"></options-panel>
        </div>
        <div class="side">
          <options-panel section="frame"></options-panel>
          <quote-bar></quote-bar>
        </div>
      </div>
    `;
  }

  private photos(): TemplateResult {
    const photos = draft.requiredPhotos;
    const free = photos.find((photo) => photo.state === "empty") ?? photos[0];
    return html`
      <div class="photos" ?hidden=${photos.length === 0}>
        ${photos.map(
          (photo, i) => html`
            <photo-field
              .photo=${photo}
              label=${t(i === 0 ? "make.photo.1" : "make.photo.2")}
              ?takesPaste=${photo === free}
            ></photo-field>
          `,
        )}
      </div>
    `;
  }
}
