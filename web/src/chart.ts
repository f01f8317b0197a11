/* A chart: lines, dots and bars over two axes, drawn anew in one SVG element; each number is an attribute of its mark. */

import { formatNumber } from "./numbers";
import { ticks } from "./plane";

const NAMES = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, BELOW, TOP] = [480, 260, 58, 30, 10];

export interface Line {
  readonly css: string;
  readonly points: readonly (readonly [number, number])[];
}

export interface Drawn {
  readonly lines?: readonly Line[];
  readonly dots?: readonly Line[];
  readonly bars?: readonly (readonly [from: number, to: number, height: number])[];
  readonly titles: readonly [string, string];
  readonly said: string;
  readonly floor?: boolean; // whether zero is on the vertical axis
}

export class Chart {
  readonly root: SVGElement;

  constructor(private readonly page: Document) {
    this.root = this.mark("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "chart" });
  }

  /* Everything that a chart shows. */
  draw({ lines: allLines = [], dots: allDots = [], bars: allBars = [], titles, said, floor = false }: Drawn): void {
    const [lines, dots, bars] = [allLines.map(drawable), allDots.map(drawable), allBars.filter((one) => one.every(isDrawable))];
    const points = [...lines, ...dots].flatMap((one) => one.points).concat(bars.flatMap(([from, to, height]) => [[from, height], [to, 0]] as [number, number][]));
    const [across, up] = [0, 1].map((axis) => span(points.map((one) => one[axis as 0]), axis === 1 && floor)) as [number[], number[]];
    const x = (one: number): number => LEFT + (WIDTH - LEFT - 10) * share(one, across);
    const y = (one: number): number => TOP + (HEIGHT - TOP - BELOW) * (1 - share(one, up));
    const marks = [this.mark("path", { class: "axis", d: `M${LEFT} ${TOP}V${HEIGHT - BELOW}H${WIDTH - 10}` })];
    for (const one of ticks(across)) marks.push(this.text(formatNumber(one, 3), x(one), HEIGHT - BELOW + 16, "middle"));
    for (const one of ticks(up, 4)) marks.push(this.text(formatNumber(one, 3), LEFT - 6, y(one) + 4, "end"));
    marks.push(this.text(titles[0], WIDTH - 10, HEIGHT - 2, "end"), this.text(titles[1], LEFT + 6, TOP + 8, "start"));
    for (const [from, to, height] of bars) {
      const box = { x: x(from) + 0.5, y: y(height), width: Math.max(1, x(to) - x(from) - 1), height: y(0) - y(height) };
      marks.push(this.mark("rect", { class: "bar", ...box, "data-value": height }));
    }
    for (const { css, points: all } of lines) {
      marks.push(this.mark("polyline", { class: css, points: all.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ") }));
    }
    for (const { css, points: all } of dots) {
      for (const [a, b] of all) marks.push(this.mark("circle", { class: css, cx: x(a).toFixed(1), cy: y(b).toFixed(1), r: 4, "data-x": a, "data-y": b }));
    }
    this.root.replaceChildren(...marks);
    this.root.setAttribute("aria-label", said);
  }

  private text(text: string, x: number, y: number, anchor: string): SVGElement {
    const made = this.mark("text", { x, y, "text-anchor": anchor });
    made.textContent = text.replaceAll("-", "−");
    return made;
  }

  private mark(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
    const made = this.page.createElementNS(NAMES, tag) as SVGElement;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    return made;
  }
}

/* Whether a number has a place in a picture: a run that diverged has some that have none. */
export const isDrawable = (one: number): boolean => Math.abs(one) < 1e300;
const drawable = (one: Line): Line => ({ ...one, points: one.points.filter((point) => point.every(isDrawable)) });

function span(numbers: readonly number[], floor: boolean): number[] {
  const finite = numbers.filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), floor ? 0 : Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), floor ? 0 : -Infinity);
  if (!(high >= low)) return [0, 1];
  const room = high === low ? Math.max(1, 0.04 * Math.abs(high)) : 0.04 * (high - low);
  return [floor && low === 0 ? 0 : low - room, high + room];
}

const share = (one: number, [low = 0, high = 1]: readonly number[]): number => (one - low) / (high - low);
