import { css } from "lit";

/** Styles that the parts of the account screen share. */
export const panel = css`
  :host {
    display: grid;
    align-content: start;
    gap: var(--space-5);
    min-width: 0;
  }
  .panel {
    display: grid;
    align-content: start;
    gap: var(--space-4);
    min-width: 0;
    padding: var(--space-5);
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3) var(--space-5);
  }
  .head > div {
    flex: 1 1 20rem;
    max-width: 48rem;
  }
  .list {
    grid-template-columns: minmax(0, 1fr);
  }
  .panel.list {
    gap: 0;
  }
  .list > li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-2) var(--space-4);
    padding: var(--space-4) 0;
    border-top: 1px solid var(--line);
  }
  .list > li:first-child {
    padding-top: 0;
    border-top: 0;
  }
  .list > li:last-child {
    padding-bottom: 0;
  }
  .facts {
    display: grid;
    flex: 1 1 16rem;
    gap: var(--space-1);
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .name {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-1) var(--space-2);
    font-weight: 600;
  }
  .chip {
    padding: 0 var(--space-2);
    border: 1px solid var(--line);
    border-radius: var(--radius-m);
    color: var(--text-quiet);
    font-size: var(--text-s);
    font-weight: 500;
  }
  .chip.good {
    color: var(--good);
  }
  .chip.warn {
    color: var(--warn);
  }
  .chip.bad {
    color: var(--bad);
  }
  code {
    font: var(--text-s) / 1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    overflow-wrap: anywhere;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
    gap: var(--space-4);
    align-items: start;
  }
  .check {
    display: flex;
    gap: var(--space-3);
    align-items: baseline;
    padding: var(--space-1) 0;
    cursor: pointer;
  }
  .field > .check {
    font-weight: 400;
  }
  h3 {
    font-size: var(--text-m);
    font-weight: 600;
  }
  .check span {
    display: grid;
  }
  input[type="checkbox"] {
    width: 1.125rem;
    height: 1.125rem;
    margin: 0;
    transform: translateY(0.2rem);
    accent-color: var(--accent);
  }
  .error {
    color: var(--bad);
    font-size: var(--text-s);
  }
  .input[aria-invalid="true"] {
    border-color: var(--bad);
  }
`;
