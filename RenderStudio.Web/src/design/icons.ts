import { html, svg, type TemplateResult } from "lit";

const shapes = {
  heart: svg`<path d="M12 20s-7.5-4.6-7.5-10.2A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 7.5 2.8C19.5 15.4 12 20 12 20Z" />`,
  "heart-full": svg`<path fill="currentColor" d="M12 20s-7.5-4.6-7.5-10.2A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 7.5 2.8C19.5 15.4 12 20 12 20Z" />`,
  trash: svg`<path d="M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 10.5v5.5M13.5 10.5v5.5" />`,
  back: svg`<path d="m14 6-6 6 6 6" />`,
  download: svg`<path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14" />`,
  link: svg`<path d="M10 14a4 4 0 0 0 6 .4l2.6-2.6a4 4 0 0 0-5.7-5.7L11.6 7.4M14 10a4 4 0 0 0-6-.4L5.4 12.200a4 4 0 0 0 5.7 5.700l1.3-1.3" />`,
  pencil: svg`<path d="m5 19 1-4L15.5 5.5l3 3L9 18l-4 1Z" />`,
  check: svg`<path d="m5.5 12.500 4 4 9-9" />`,
  lock: svg`<path d="M6.500 11h11v8.500h-11zM9 11V8a3 3 0 0 1 6 0v3" />`,
  close: svg`<path d="m6.500 6.500 11 11m0-11-11 11" />`,
  zoom: svg`<circle cx="10.5" cy="10.5" r="5.5" /><path d="m15 15 4.5 4.5M8 10.5h5M10.5 8v5" />`,
};

/** A decorative icon; the control around it has the name. */
export function icon(name: keyof typeof shapes): TemplateResult {
  return html`
    <svg
      width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7"
      stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
    >${shapes[name]}</svg>
  `;
}
