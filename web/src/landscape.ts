/* Landscape: the cost over two entries of theta, a start that can be dragged, its path, and a race from there. */

import { ACROSS, axisAround, costAt, type Entry, type Ground, levelsOf, moved, surveyed, Work } from "./ground";
import { zeroLine } from "./grid";
import { formatNumber } from "./numbers";
import { ticks } from "./plane";
import type { Call, Numbers } from "./programs";
import { racing } from "./racing";
import type { Run } from "./run";
import { coloursOf, HUES } from "./scale";
import type { State } from "./state";
import { element, type Moment, type View, write } from "./view";

const [SIZE, LEFT, TOP] = [520, 58, 8];
const SIDE = SIZE - LEFT - 8;
const MOST_POINTS = 400; // of a path that is drawn
const DOTS = 120; // iterates of a path up to which each has a dot

export interface Landscape {
  readonly cost: Call;
  readonly name: string; // of the cost
  readonly entries: readonly Entry[];
  readonly start: (run: Run) => Numbers; // the leaves where a run began
  readonly placed: (to: Numbers, isDragged: boolean) => void; // the start is somewhere else
  readonly race: (leaves: Numbers, state: State, optimizer: string, rate: number) => Run;
  readonly rules: readonly { readonly optimizer: string; readonly label: string; readonly learning_rate: number }[];
}

export function landscape(panel: HTMLElement, land: Landscape): View {
  const page = panel.ownerDocument;
  const canvas = (attributes: Readonly<Record<string, string>>): HTMLCanvasElement =>
    element(page, "canvas", { width: String(SIZE), height: String(SIZE), ...attributes }) as HTMLCanvasElement;
  const below = canvas({ "aria-hidden": "true" });
  const above = canvas({ role: "application", tabindex: "0", "aria-roledescription": "landscape" });
  const said = element(page, "p", { class: "said" });
  const selects = [0, Math.min(1, land.entries.length - 1)].map((chosen, axis) => {
    const options = land.entries.map(({ written }, i) => element(page, "option", { value: String(i) }, written));
    const select = element(page, "select", { "data-look": axis ? "landscape-up" : "landscape-across" }, ...options) as HTMLSelectElement;
    select.value = String(chosen);
    select.addEventListener("change", () => ((key = ""), moment && view(moment)));
    return { select, label: element(page, "label", {}, axis ? "Up" : "Across", select) };
  });
  const race = racing(page, land.rules, () => moment && view(moment));
  const beside = element(page, "div", { class: "neurons" }, element(page, "div", { class: "fields" }, ...selects.map(({ label }) => label)), said, race.root);
  panel.append(element(page, "div", { class: "surfaces" }, element(page, "div", { class: "plane" }, below, above), beside));

  let moment: Moment | null = null;
  let ground: Ground | null = null;
  let key = ""; // of what the ground was made from
  let made: { readonly data: unknown; readonly start: Numbers } | null = null;
  const work = new Work();
  const entries = (): Entry[] => selects.flatMap(({ select }) => land.entries.slice(Number(select.value), Number(select.value) + 1));
  const at = (leaves: Numbers): number[] => entries().map(({ name, place }) => leaves.get(name)?.[place] ?? Number.NaN);
  const across = (value: number, axis: Float64Array): number => (value - (axis[0] ?? 0)) / ((axis.at(-1) ?? 1) - (axis[0] ?? 0));
  const place = ([a = 0, b = 0]: readonly number[]): [number, number] => {
    const { x, y } = ground ?? { x: new Float64Array([0, 1]), y: new Float64Array([0, 1]) };
    return [LEFT + SIDE * across(a, x), TOP + SIDE * (1 - across(b, y))];
  };

  const view: View = (now) => {
    moment = now;
    const { run, data, rows } = now.state;
    if (!run) return;
    const start = land.start(run);
    const path = pathOf(run, now.state.step);
    if (!isSame(start, data)) survey(start, data, rows, path);
    draw(path);
    tell(now, path);
    race.run(run, (one) => land.race(start, now.state, one.optimizer, one.rate), () => moment && draw(pathOf(run, moment.state.step)));
  };

  /* Whether the ground that is drawn is the one of this start: two entries may be others, and still within it. */
  function isSame(start: Numbers, data: unknown): boolean {
    const [a = 0, b = 0] = at(start);
    const inside = ground && within(a, ground.x) && within(b, ground.y);
    const others = made && [...start].every(([name, one]) => sameBut(one, made?.start.get(name), entries().filter((x) => x.name === name)));
    return Boolean(inside && others && made?.data === data && key === selects.map(({ select }) => select.value).join());
  }

  function survey(start: Numbers, data: unknown, rows: number, path: readonly (readonly number[])[]): void {
    key = selects.map(({ select }) => select.value).join();
    made = { data, start };
    const points = [at(start), ...path];
    const [x, y] = [0, 1].map((axis) => axisAround(points.map((one) => one[axis] ?? 0)));
    const begun = surveyed(land.cost, land.name, rows, start, entries(), x ?? new Float64Array(), y ?? new Float64Array());
    work.begin(begun, (found) => {
      ground = found;
      drawGround(found);
      if (moment) view(moment);
    });
  }

  function pathOf(run: Run, step: number): number[][] {
    const windows = entries().map(({ name, place: one }) => run.placeOf(name) + one);
    return run.recorded(step, MOST_POINTS).map((theta) => windows.map((one) => theta[one] ?? Number.NaN));
  }

  function drawGround({ x, y, costs }: Ground): void {
    const pen = below.getContext("2d");
    const colours = coloursOf(panel);
    if (!pen) return;
    pen.clearRect(0, 0, SIZE, SIZE);
    const levels = levelsOf(costs);
    const cell = SIDE / (ACROSS - 1);
    pen.fillStyle = colours.plus;
    for (let j = 0; j + 1 < ACROSS; j += 1) {
      for (let i = 0; i + 1 < ACROSS; i += 1) {
        const mean = ((costs[j * ACROSS + i] ?? 0) + (costs[(j + 1) * ACROSS + i + 1] ?? 0)) / 2;
        pen.globalAlpha = 0.55 * (levels.filter((level) => mean > level).length / (levels.length || 1));
        const [left, right] = [Math.round(LEFT + i * cell), Math.round(LEFT + (i + 1) * cell)];
        const [top, bottom] = [Math.round(TOP + SIDE - (j + 1) * cell), Math.round(TOP + SIDE - j * cell)];
        pen.fillRect(left, top, right - left, bottom - top);
      }
    }
    pen.globalAlpha = 0.6;
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const level of levels) {
      for (const [a = 0, b = 0, c = 0, d = 0] of zeroLine(costs.map((one) => one - level), ACROSS)) {
        pen.moveTo(LEFT + a * cell, TOP + SIDE - b * cell);
        pen.lineTo(LEFT + c * cell, TOP + SIDE - d * cell);
      }
    }
    pen.stroke();
    pen.globalAlpha = 1;
    pen.strokeRect(LEFT - 0.5, TOP - 0.5, SIDE + 1, SIDE + 1);
    pen.font = '15px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
    pen.fillStyle = colours.ink;
    pen.textAlign = "center";
    for (const one of ticks(x)) pen.fillText(formatNumber(one, 3).replaceAll("-", "−"), place([one, 0])[0], SIZE - 12);
    pen.textAlign = "right";
    for (const one of ticks(y)) pen.fillText(formatNumber(one, 3).replaceAll("-", "−"), LEFT - 6, place([0, one])[1] + 5);
  }

  function draw(path: readonly number[][]): void {
    const pen = above.getContext("2d");
    if (!pen || !ground) return;
    const colours = coloursOf(panel);
    pen.clearRect(0, 0, SIZE, SIZE);
    race.finished().forEach(({ path: one }, i) => stroke(pen, one(entries()), HUES[(i + 2) % HUES.length] ?? colours.ink));
    stroke(pen, path, colours.minus);
    const [x, y] = place(path[0] ?? []);
    pen.beginPath();
    pen.arc(x, y, 9, 0, 2 * Math.PI);
    pen.fillStyle = colours.paper;
    pen.strokeStyle = colours.minus;
    pen.lineWidth = 4;
    pen.fill();
    pen.stroke();
  }

  function stroke(pen: CanvasRenderingContext2D, path: readonly number[][], colour: string): void {
    pen.strokeStyle = colour;
    pen.fillStyle = colour;
    pen.lineWidth = 2.5;
    pen.beginPath();
    path.forEach((one, i) => (i ? pen.lineTo(...place(one)) : pen.moveTo(...place(one))));
    pen.stroke();
    if (path.length > DOTS) return;
    for (const one of path) {
      pen.beginPath();
      pen.arc(...place(one), 3, 0, 2 * Math.PI);
      pen.fill();
    }
  }

  /* The true cost, and that of the plane below it: they differ where more entries move than two. */
  function tell({ state }: Moment, path: readonly number[][]): void {
    if (!state.run) return;
    const written = (one: number): string => formatNumber(one).replaceAll("-", "−");
    const here = costAt(land.cost, land.name, state.rows, state.leaves);
    const start = land.start(state.run);
    const [first, second] = entries();
    const plane = costAt(land.cost, land.name, state.rows, moved(start, entries(), path.at(-1) ?? []));
    const [a = 0, b = 0] = at(start);
    const text = `Start at ${first?.written} = ${written(a)}, ${second?.written} = ${written(b)}; after ${state.step} steps the cost is ${written(here)}`;
    const differs = land.entries.length > 2 ? `, on this plane through the start ${written(plane)}` : "";
    write(said, `${text}${differs}. Drag the start, or move it by arrow keys.`);
    above.setAttribute("aria-label", text);
  }

  const begin = (to: readonly number[], isDragged: boolean): void => {
    if (moment?.state.run) land.placed(moved(land.start(moment.state.run), entries(), to), isDragged);
  };
  const pointed = (event: PointerEvent): number[] => {
    const box = above.getBoundingClientRect();
    const { x, y } = ground ?? { x: new Float64Array([0, 1]), y: new Float64Array([0, 1]) };
    const share = [(((event.clientX - box.left) / box.width) * SIZE - LEFT) / SIDE, 1 - (((event.clientY - box.top) / box.height) * SIZE - TOP) / SIDE];
    return [x, y].map((axis, i) => (axis[0] ?? 0) + Math.max(0, Math.min(1, share[i] ?? 0)) * ((axis.at(-1) ?? 1) - (axis[0] ?? 0)));
  };
  let dragging = false;
  above.addEventListener("pointerdown", (event) => {
    dragging = true;
    above.setPointerCapture(event.pointerId);
    begin(pointed(event), true);
  });
  above.addEventListener("pointermove", (event) => dragging && begin(pointed(event), true));
  above.addEventListener("pointerup", (event) => {
    if (dragging) begin(pointed(event), false);
    dragging = false;
  });
  above.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!by || !ground || !moment?.state.run || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const axes = [ground.x, ground.y];
    begin(at(land.start(moment.state.run)).map((one, i) => one + (by[i] ?? 0) * ((axes[i]?.[1] ?? 0) - (axes[i]?.[0] ?? 0))), false);
  });
  page.defaultView?.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => ground && drawGround(ground));
  return view;
}

const within = (one: number, axis: Float64Array): boolean => one >= (axis[0] ?? 0) && one <= (axis.at(-1) ?? 0);

function sameBut(one: Float64Array, other: Float64Array | undefined, free: readonly Entry[]): boolean {
  return one === other || (other !== undefined && one.every((x, i) => x === other[i] || free.some(({ place }) => place === i)));
}
