/* The plane of two inputs: a surface below, and above it axes and examples, which are drawn only when they change. */

import { type Grid, zeroLine } from "./grid";
import { formatNumber } from "./numbers";
import type { Colours } from "./scale";
import { element } from "./view";

const SIZE = 520; // of the canvases; the page shows them as wide as there is room
const LEFT = 46;
const SIDE = SIZE - LEFT - 8;
const TOP = 8;
const HIT = 12; // so near an example is meant

export interface Example {
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  readonly heldOut: boolean;
}

/* What somebody does with a place: look at it, or change what is there. */
export interface Touches {
  readonly look: (x: number, y: number) => void;
  readonly touch: (x: number, y: number, near: Example | null) => void;
}

export class Plane {
  readonly root: HTMLElement;
  readonly marks: HTMLCanvasElement;
  private readonly surface: HTMLCanvasElement;
  private grid: Grid | null = null;
  private colours: Colours | null = null;
  private examples: readonly Example[] = [];
  private cursor: readonly [number, number] | null = null; // for keys, in points of the grid

  constructor(page: Document, private readonly touches: Touches) {
    const size = { width: String(SIZE), height: String(SIZE) };
    this.surface = element(page, "canvas", { ...size, "aria-hidden": "true" }) as HTMLCanvasElement;
    const role = { role: "application", tabindex: "0", "aria-roledescription": "plane of two inputs" };
    this.marks = element(page, "canvas", { ...size, ...role }) as HTMLCanvasElement;
    this.root = element(page, "div", { class: "plane" }, this.surface, this.marks);
    this.marks.addEventListener("pointermove", (event) => this.pointed(event, (x, y) => touches.look(x, y)));
    this.marks.addEventListener("click", (event) => this.pointed(event, (x, y) => touches.touch(x, y, this.near(x, y))));
    this.marks.addEventListener("keydown", (event) => this.pressed(event));
    this.marks.addEventListener("blur", () => this.moveTo(null));
  }

  /* Axes and examples, if they are others. */
  mark(grid: Grid, examples: readonly Example[], colours: Colours, titles: readonly [string, string]): void {
    this.grid = grid;
    this.examples = examples;
    this.colours = colours;
    this.titles = titles;
    this.drawMarks();
  }

  private titles: readonly [string, string] = ["", ""];

  /* A surface whose pixels are those of the grid, and the line where it is zero. */
  draw(picture: CanvasImageSource, across: number, values: Float64Array | null): void {
    const pen = this.surface.getContext("2d");
    if (!pen || !this.colours) return;
    pen.clearRect(0, 0, SIZE, SIZE); // a line reaches a pixel beyond the surface
    pen.imageSmoothingEnabled = values !== null; // classes have edges
    pen.drawImage(picture, LEFT, TOP, SIDE, SIDE);
    if (!values) return;
    const unit = SIDE / (across - 1);
    pen.strokeStyle = this.colours.ink;
    pen.lineWidth = 2.5;
    pen.beginPath();
    for (const [a = 0, b = 0, c = 0, d = 0] of zeroLine(values, across)) {
      pen.moveTo(LEFT + a * unit, TOP + SIDE - b * unit);
      pen.lineTo(LEFT + c * unit, TOP + SIDE - d * unit);
    }
    pen.stroke();
  }

  private drawMarks(): void {
    const pen = this.marks.getContext("2d");
    if (!pen || !this.grid || !this.colours) return;
    pen.clearRect(0, 0, SIZE, SIZE);
    pen.font = '15px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
    pen.fillStyle = this.colours.ink;
    pen.strokeStyle = this.colours.ink;
    pen.lineWidth = 1;
    pen.strokeRect(LEFT - 0.5, TOP - 0.5, SIDE + 1, SIDE + 1);
    this.drawTicks(pen, this.grid);
    for (const { x, y, colour, heldOut } of this.examples) this.drawExample(pen, this.place(x, y), colour, heldOut);
    const at = this.cursor && this.place(this.grid.x[this.cursor[0]] ?? 0, this.grid.y[this.cursor[1]] ?? 0);
    if (at) {
      pen.strokeStyle = this.colours.ink;
      pen.lineWidth = 2;
      pen.strokeRect(at[0] - 9, at[1] - 9, 18, 18);
    }
  }

  private drawExample(pen: CanvasRenderingContext2D, [x, y]: readonly [number, number], colour: string, heldOut: boolean): void {
    pen.beginPath();
    pen.arc(x, y, 5, 0, 2 * Math.PI);
    pen.lineWidth = heldOut ? 3 : 1.5;
    pen.fillStyle = heldOut ? (this.colours?.paper ?? "") : colour;
    pen.strokeStyle = heldOut ? colour : (this.colours?.paper ?? "");
    pen.fill();
    pen.stroke();
  }

  private drawTicks(pen: CanvasRenderingContext2D, { x, y }: Grid): void {
    pen.textAlign = "center";
    const titled = SIZE - 8 - pen.measureText(this.titles[0]).width - 16; // where the title begins
    for (const one of ticks(x).filter((at) => this.place(at, 0)[0] < titled)) pen.fillText(formatNumber(one, 3).replaceAll("-", "−"), this.place(one, 0)[0], SIZE - 12);
    pen.textAlign = "right";
    for (const one of ticks(y)) pen.fillText(formatNumber(one, 3).replaceAll("-", "−"), LEFT - 6, this.place(0, one)[1] + 5);
    pen.fillText(this.titles[0], SIZE - 8, SIZE - 12);
    pen.fillText(this.titles[1], LEFT - 6, TOP + 14);
  }

  /* Where a point of the plane lies on the canvas. */
  private place(x: number, y: number): readonly [number, number] {
    const { x: across, y: up } = this.grid ?? { x: [0, 1], y: [0, 1] };
    const share = (one: number, along: ArrayLike<number>): number =>
      (one - (along[0] ?? 0)) / ((along[along.length - 1] ?? 1) - (along[0] ?? 0));
    return [LEFT + SIDE * share(x, across), TOP + SIDE * (1 - share(y, up))];
  }

  private pointed(event: MouseEvent, then: (x: number, y: number) => void): void {
    const box = this.marks.getBoundingClientRect();
    if (!this.grid || !box.width) return;
    const along = (share: number, axis: Float64Array): number => (axis[0] ?? 0) + share * ((axis.at(-1) ?? 1) - (axis[0] ?? 0));
    const across = (((event.clientX - box.left) / box.width) * SIZE - LEFT) / SIDE;
    const up = 1 - (((event.clientY - box.top) / box.height) * SIZE - TOP) / SIDE;
    if (across >= 0 && across <= 1 && up >= 0 && up <= 1) then(along(across, this.grid.x), along(up, this.grid.y));
  }

  private near(x: number, y: number): Example | null {
    const [left, top] = this.place(x, y);
    const far = (one: Example): number => Math.hypot(this.place(one.x, one.y)[0] - left, this.place(one.x, one.y)[1] - top);
    const nearest = this.examples.reduce<Example | null>((best, one) => (best && far(best) <= far(one) ? best : one), null);
    return nearest && far(nearest) <= HIT ? nearest : null;
  }

  private pressed(event: KeyboardEvent): void {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!this.grid || event.ctrlKey || event.metaKey || event.altKey || (!move && event.key !== "Enter")) return;
    event.preventDefault();
    event.stopPropagation(); // arrows move a run elsewhere
    const { x, y } = this.grid;
    const [i, j] = this.cursor ?? [Math.floor(x.length / 2), Math.floor(y.length / 2)];
    const within = (one: number, axis: Float64Array): number => Math.max(0, Math.min(axis.length - 1, one));
    this.moveTo([within(i + (move?.[0] ?? 0), x), within(j + (move?.[1] ?? 0), y)]);
    if (event.key === "Enter") this.touches.touch(x[i] ?? 0, y[j] ?? 0, this.near(x[i] ?? 0, y[j] ?? 0));
  }

  private moveTo(cursor: readonly [number, number] | null): void {
    this.cursor = cursor;
    if (cursor && this.grid) this.touches.look(this.grid.x[cursor[0]] ?? 0, this.grid.y[cursor[1]] ?? 0);
    this.drawMarks();
  }
}

/* A few round numbers along an axis. */
export function ticks(axis: ArrayLike<number>, most = 5): number[] {
  const [low, high] = [axis[0] ?? 0, axis[axis.length - 1] ?? 1];
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((one) => one * power >= raw) ?? 10) * power;
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high; k += 1) found.push(Number((k * step).toPrecision(12)));
  return found;
}
