import { css } from "lit";

/** Styles of the controls that all screens use. */
export const shared = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  fieldset {
    min-width: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font-size: var(--text-xl);
    font-weight: 600;
    letter-spacing: -0.022em;
    line-height: 1.15;
    text-wrap: balance;
  }
  h2,
  legend {
    font-size: var(--text-m);
    font-weight: 600;
    padding: 0;
  }
  a {
    color: inherit;
    text-underline-offset: 0.2em;
  }
  img {
    display: block;
    max-width: 100%;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .quiet {
    color: var(--text-quiet);
  }
  .small {
    font-size: var(--text-s);
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-height: 2.75rem;
    padding: 0 var(--space-4);
    border: 1px solid var(--line);
    border-radius: var(--radius-m);
    background: var(--surface);
    color: var(--text);
    font-weight: 550;
    text-decoration: none;
    cursor: pointer;
    transition:
      background var(--quick),
      border-color var(--quick);
  }
  .button:hover {
    border-color: var(--line-strong);
  }
  .button.primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  .button.primary:hover {
    background: color-mix(in srgb, var(--accent) 86%, var(--ground));
  }
  .button.plain {
    border-color: transparent;
    background: transparent;
  }
  .button.plain:hover {
    background: var(--sunken);
  }
  .button.danger {
    color: var(--bad);
  }
  .button[aria-pressed="true"] {
    border-color: var(--text);
    box-shadow: inset 0 0 0 1px var(--text);
  }
  .button[disabled],
  .button[aria-disabled="true"] {
    border-color: var(--line);
    background: var(--sunken);
    color: var(--text-quiet);
    cursor: not-allowed;
  }
  .field {
    display: grid;
    gap: var(--space-2);
  }
  .field > label {
    font-weight: 600;
  }
  .input {
    width: 100%;
    min-height: 2.75rem;
    padding: var(--space-2) var(--space-3);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius-m);
    background: var(--surface);
  }
  .input::placeholder {
    color: var(--text-quiet);
  }
  .notice {
    display: grid;
    gap: var(--space-2);
    padding: var(--space-4);
    border-radius: var(--radius-m);
    background: var(--bad-ground);
    color: var(--text);
  }
  .notice strong {
    color: var(--bad);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
    align-items: center;
  }
`;
