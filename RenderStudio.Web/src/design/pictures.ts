import { svg, type SVGTemplateResult } from "lit";

/** A small drawing for each mode; a mode that the page does not know has that of a room. */
export function pictureOf(mode: string): SVGTemplateResult {
  return (pictures[mode] ?? room)();
}

const wall = (color: string, floor: string) => svg`
  <rect width="160" height="100" fill=${color} />
  <path d="M0 72h160v28H0z" fill=${floor} />
`;

const sofa = (x: number, color: string, dark: string) => svg`
  <g transform="translate(${x} 46)">
    <path d="M2 24h56v3H2z" fill=${dark} />
    <rect x="4" y="0" width="52" height="20" rx="5" fill=${color} />
    <rect x="0" y="8" width="12" height="17" rx="4" fill=${dark} />
    <rect x="48" y="8" width="12" height="17" rx="4" fill=${dark} />
    <rect x="10" y="13" width="40" height="11" rx="3" fill=${color} />
    <path d="M30 13v11" stroke=${dark} />
  </g>
`;

const lamp = (x: number, light: string) => svg`
  <g transform="translate(${x} 30)">
    <path d="M8 12v34M2 46h12" stroke="#3a352f" stroke-width="1.6" fill="none" />
    <path d="M3 0h10l4 13H-1z" fill=${light} />
  </g>
`;

const plant = (x: number) => svg`
  <g transform="translate(${x} 40)">
    <path d="M8 24C2 16 2 8 5 2c4 6 5 12 3 22zM8 24c6-7 7-13 6-19-5 4-7 10-6 19zM8 24C3 18-1 16-5 16c2 6 7 9 13 8z" fill="#5d7f5a" />
    <path d="M2 24h12l-2 12H4z" fill="#b4633f" />
  </g>
`;

const window_ = svg`
  <rect x="16" y="14" width="40" height="36" fill="#cfe0ea" />
  <path d="M16 42c10-8 18-4 24-7s10-3 16 0v15H16z" fill="#9fbb94" />
  <path d="M16 14h40v36H16zM36 14v36M16 32h40" fill="none" stroke="#f7f3ec" stroke-width="2.5" />
`;

const room = () => svg`${wall("#e9ded0", "#c79b6c")}${window_}${sofa(62, "#6e8f86", "#557069")}${lamp(134, "#f5d58c")}`;

const redesign = () => svg`
  ${wall("#dcdad5", "#b7b1a7")}${sofa(50, "#a9a69f", "#8d8a84")}
  <clipPath id="after"><path d="M80 0h80v100H80z" /></clipPath>
  <g clip-path="url(#after)">${wall("#f0d9c3", "#b57b4c")}${sofa(50, "#c8684a", "#a5513a")}${plant(132)}</g>
  <path d="M80 0v100" stroke="#ffffff" stroke-width="2" />
  <circle cx="80" cy="50" r="9" fill="#ffffff" />
  <path d="m76 46-4 4 4 4m8-8 4 4-4 4" fill="none" stroke="#3a352f" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" />
`;

const staging = () => svg`
  ${wall("#e4e6e3", "#c9b79c")}${window_}
  <g fill="none" stroke="#3f5a73" stroke-width="1.6" stroke-dasharray="4 3" stroke-linejoin="round">
    <path d="M72 52a5 5 0 0 1 5-5h46a5 5 0 0 1 5 5v20H72zM66 58h8v15h-8zM126 58h8v15h-8z" />
    <path d="M144 74V40m-7-14h13l4 13h-21z" />
  </g>
`;

const compose = () => svg`
  ${wall("#d9e0dd", "#a98a67")}${sofa(20, "#5b7487", "#46596a")}${plant(100)}
  <g transform="translate(102 10) rotate(6)">
    <rect width="48" height="40" rx="4" fill="#fffdf8" />
    <rect x="4" y="4" width="40" height="32" fill="#efc9a4" />
    <circle cx="24" cy="20" r="9" fill="#b4633f" />
  </g>
`;

const imagine = () => svg`
  <rect width="160" height="100" fill="#2d3a4a" />
  <circle cx="112" cy="36" r="17" fill="#f2c879" />
  <path d="M0 74c30-26 46-6 70-18s40-20 90-4v48H0z" fill="#48627a" />
  <path d="M0 84c34-14 60-2 92-8s44-8 68 0v24H0z" fill="#7c5c4e" />
  <path d="M40 30c1 8 2 9 10 10-8 1-9 2-10 10-1-8-2-9-10-10 8-1 9-2 10-10z" fill="#ffffff" />
`;

const inspire = () => svg`
  <rect width="160" height="100" fill="#2f6f8f" />
  <path d="M0 62c26-30 46 4 78-14s44-34 82-22v74H0z" fill="#e0a33e" />
  <path d="M0 82c30-18 52 6 84-8s52-20 76-10v36H0z" fill="#d8573a" />
  <circle cx="42" cy="28" r="13" fill="#f3ead8" />
  <circle cx="42" cy="28" r="6" fill="#d8573a" />
  <path d="M8 8h144v84H8z" fill="none" stroke="#f3ead8" stroke-width="2" />
`;

const pictures: Record<string, () => SVGTemplateResult> = { redesign, staging, compose, imagine, inspire };
