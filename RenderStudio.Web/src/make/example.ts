/** A drawn room, so that a new user can try the studio without a photo. */
export async function exampleRoom(): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = 1536;
  canvas.height = 1024;
  draw(canvas.getContext("2d")!);
  return new Promise((done) => canvas.toBlob((blob) => done(blob!), "image/jpeg", 0.9));
}

function draw(on: CanvasRenderingContext2D): void {
  wallsAndFloor(on);
  view(on);
  furniture(on);
}

function wallsAndFloor(on: CanvasRenderingContext2D): void {
  fill(on, light(on, 0, 0, 0, 700, "#efe9df", "#ddd3c4"), [0, 0, 1536, 0, 1536, 1024, 0, 1024]);
  fill(on, light(on, 0, 0, 260, 0, "#cfc4b3", "#e2d8c9"), [0, 0, 260, 130, 260, 700, 0, 890]);
  fill(on, light(on, 0, 700, 0, 1024, "#b98d5f", "#a07347"), [0, 890, 260, 700, 1536, 700, 1536, 1024, 0, 1024]);
  fill(on, "#f7f3ec", [0, 0, 1536, 0, 1536, 130, 260, 130]);
  on.strokeStyle = "rgb(80 52 28 / 25%)";
  on.lineWidth = 2;
  for (let x = -900; x < 2600; x += 130) line(on, 700 + (x - 700) * 0.55, 700, x, 1024);
  fill(on, "#f4efe6", [260, 684, 1536, 684, 1536, 700, 260, 700]);
}

function view(on: CanvasRenderingContext2D): void {
  fill(on, "#fbf8f2", box(430, 200, 460, 360));
  fill(on, light(on, 0, 214, 0, 546, "#a9cbe2", "#e6eff0"), box(444, 214, 432, 332));
  on.fillStyle = "#8fb08a";
  on.beginPath();
  on.moveTo(444, 546);
  on.lineTo(444, 470);
  on.bezierCurveTo(540, 400, 640, 500, 730, 440);
  on.bezierCurveTo(790, 410, 840, 430, 876, 450);
  on.lineTo(876, 546);
  on.fill();
  fill(on, "#fbf8f2", box(654, 200, 12, 360));
  fill(on, "rgb(255 250 235 / 35%)", [520, 1024, 930, 1024, 880, 720, 560, 720]);
}

function furniture(on: CanvasRenderingContext2D): void {
  fill(on, "#9aa3a0", box(980, 560, 460, 150));
  fill(on, "#8a9390", box(940, 620, 560, 130));
  fill(on, "#7c8582", box(940, 600, 70, 160));
  fill(on, "#7c8582", box(1430, 600, 70, 160));
  fill(on, "#5f6764", box(950, 750, 540, 18));
  fill(on, "#6b4a2e", box(560, 800, 300, 22));
  fill(on, "#5a3d25", box(580, 822, 18, 92));
  fill(on, "#5a3d25", box(822, 822, 18, 92));
  fill(on, "#3a352f", box(1500, 330, 8, 430));
  fill(on, "#f3e2b8", [1462, 240, 1546, 240, 1570, 340, 1438, 340]);
}

function light(
  on: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number, from: string, to: string,
): CanvasGradient {
  const gradient = on.createLinearGradient(x0, y0, x1, y1);
  gradient.addColorStop(0, from);
  gradient.addColorStop(1, to);
  return gradient;
}

function box(x: number, y: number, width: number, height: number): number[] {
  return [x, y, x + width, y, x + width, y + height, x, y + height];
}

function fill(on: CanvasRenderingContext2D, style: string | CanvasGradient, points: number[]): void {
  on.fillStyle = style;
  on.beginPath();
  for (let i = 0; i < points.length; i += 2) on.lineTo(points[i]!, points[i + 1]!);
  on.fill();
}

function line(on: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  on.beginPath();
  on.moveTo(x0, y0);
  on.lineTo(x1, y1);
  on.stroke();
}
