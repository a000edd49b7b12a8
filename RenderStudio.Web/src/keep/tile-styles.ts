import { css } from "lit";

/** Styles of a render in the grid. */
export const tileStyles = css`
  :host {
    position: relative;
    display: block;
    border-radius: var(--radius-m);
    overflow: hidden;
    user-select: none;
    -webkit-touch-callout: none;
  }
  :host(:focus-within) {
    overflow: visible;
  }
  .picture {
    display: block;
    height: 100%;
    border-radius: inherit;
    background: var(--color);
    overflow: hidden;
  }
  img {
    width: 100%;
    height: 100%;
    object-fit: cover;
    transition: transform var(--calm);
  }
  .picture:hover img {
    transform: scale(1.015);
  }
  :host([selected])::after {
    content: "";
    position: absolute;
    inset: 0;
    border: 4px solid var(--focus);
    border-radius: inherit;
    pointer-events: none;
  }
  :host([selected]) img {
    opacity: 0.75;
  }
  .check {
    position: absolute;
    top: 0;
    left: 0;
    display: grid;
    width: 2.75rem;
    height: 2.75rem;
    place-items: center;
    opacity: var(--check, 0);
    cursor: pointer;
    transition: opacity var(--quick);
  }
  :host(:hover) .check,
  :host(:focus-within) .check {
    opacity: 1;
  }
  input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .mark {
    display: grid;
    place-items: center;
    width: 1.5rem;
    height: 1.5rem;
    border: 2px solid #ffffff;
    border-radius: 50%;
    background: rgb(0 0 0 / 40%);
    color: transparent;
    box-shadow: 0 0 0 1px rgb(0 0 0 / 35%);
  }
  :checked + .mark {
    background: var(--focus);
    color: var(--on-focus);
  }
  :focus-visible + .mark {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .caption {
    position: absolute;
    right: 0;
    bottom: 0;
    left: 0;
    display: var(--caption, flex);
    align-items: end;
    gap: var(--space-2);
    padding: var(--space-6) var(--space-2) var(--space-2) var(--space-3);
    border-radius: 0 0 var(--radius-m) var(--radius-m);
    background: linear-gradient(transparent, rgb(0 0 0 / 62%));
    color: #ffffff;
    opacity: 0;
    pointer-events: none;
    transition: opacity var(--quick);
  }
  :host(:hover) .caption,
  :host(:focus-within) .caption {
    opacity: 1;
  }
  .text {
    flex: 1;
    min-width: 0;
    padding-bottom: var(--space-1);
    line-height: 1.3;
  }
  .text span {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .act {
    display: grid;
    place-items: center;
    width: 2.5rem;
    height: 2.5rem;
    border: 0;
    border-radius: 50%;
    background: rgb(0 0 0 / 35%);
    color: #ffffff;
    cursor: pointer;
    pointer-events: auto;
  }
  .act:hover {
    background: rgb(0 0 0 / 65%);
  }
  .badge,
  .heart {
    position: absolute;
    color: #ffffff;
    pointer-events: none;
  }
  .badge {
    bottom: var(--space-2);
    left: var(--space-2);
    padding: 0 var(--space-2);
    border-radius: var(--radius-s);
    background: rgb(0 0 0 / 60%);
    font-size: var(--text-s);
  }
  /* The caption takes its place. */
  :host(:hover) .badge,
  :host(:focus-within) .badge {
    opacity: var(--check, 0);
  }
  .heart {
    top: var(--space-2);
    right: var(--space-2);
    filter: drop-shadow(0 1px 2px rgb(0 0 0 / 60%));
  }
  /* Without a pointer that hovers, the actions are on the screen of the render. */
  @media (hover: none) {
    :host .badge {
      opacity: 1;
    }
    .caption {
      display: none;
    }
    .check {
      visibility: var(--check-visibility, hidden);
    }
  }
`;
