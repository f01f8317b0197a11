/* Surfaces: what every neuron sums over two inputs, one of them enlarged under the examples, and what is predicted. */

import type { Dataset } from "./dataset";
import { gridAround, leafOver, pointsFor } from "./grid";
import { formatNumber } from "./numbers";
import { classOf, colourOf, hasTwoSides, sideOf, targetOf } from "./outputs";
import type { Neurons } from "./payload";
import { type Example, Plane } from "./plane";
import type { Predictions } from "./predictions";
import type { Call } from "./programs";
import { coloursOf, paint, paintLargest, shadesOf, shadesOfClasses } from "./scale";
import type { State } from "./state";
import { type Thumbnail, thumbnails } from "./thumbnails";
import { element, type Moment, type View, write } from "./view";

/* A place of the plane was touched: an example is added there, or the one that is near is removed. */
export type Touch = (place: ReadonlyMap<number, number>, near: number | null) => void;

/* Calls of the neurons' program, which keep memory for a grid, for all examples, and for one point. */
export interface Calls {
  readonly grid: Call;
  readonly examples: Predictions;
  readonly point: Call;
}

/* What does not change while theta moves: a leaf with a column for each point of the grid. */
interface Laid {
  readonly data: Dataset | null;
  readonly columns: readonly [number, number];
  readonly leaf: Float64Array;
}

export function surfaces(panel: HTMLElement, neurons: Neurons, calls: Calls, touch: Touch): View {
  const page = panel.ownerDocument;
  const prediction = neurons.arrays.at(-1)?.name ?? "";
  const points = pointsFor(1 + neurons.arrays.slice(0, -1).reduce((sum, { units }) => sum + units, 0));
  let columns: readonly [number, number] = [0, 1];
  let moment: Moment | null = null;
  let looked: readonly [number, number] | null = null;
  let known: Laid = { data: null, columns, leaf: new Float64Array(0) };
  let surface: ReturnType<Call> = {};

  const plane = new Plane(page, {
    look: (x, y) => ((looked = [x, y]), read()),
    touch: (x, y, near) => touch(new Map([[columns[0], x], [columns[1], y]]), near?.row ?? null),
  });
  const shown = thumbnails(page, neurons, points, enlarge);
  const readout = element(page, "output", { class: "readout" });
  const said = element(page, "p", { class: "quiet said" });
  const beside = element(page, "div", { class: "neurons" }, ...axesOf(), shown.root);
  panel.append(element(page, "div", { class: "surfaces" }, element(page, "div", {}, plane.root, readout), beside), said);
  let colours = coloursOf(panel);
  let shades = shadesOf(colours);
  let classShades = shadesOfClasses(neurons.classes.length, colours.paper);
  page.defaultView?.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    colours = coloursOf(panel);
    shades = shadesOf(colours);
    classShades = shadesOfClasses(neurons.classes.length, colours.paper);
    known = { ...known, data: null };
    if (moment) view(moment);
  });

  /* Choices of the two inputs that vary, where there are more. */
  function axesOf(): HTMLElement[] {
    if (neurons.inputs === 2) return [];
    return ["Across", "Up"].map((label, axis) => {
      const options = Array.from({ length: neurons.inputs }, (_, i) => element(page, "option", { value: String(i) }, `x${i}`));
      const select = element(page, "select", { "data-look": axis ? "surfaces-up" : "surfaces-across" }, ...options) as HTMLSelectElement;
      select.value = String(columns[axis]);
      select.addEventListener("change", () => {
        const other = columns[1 - axis] ?? 0;
        const chosen = Number(select.value);
        if (chosen !== other) columns = axis === 0 ? [chosen, other] : [other, chosen];
        select.value = String(columns[axis]);
        if (moment) view(moment);
      });
      return element(page, "label", {}, label, select);
    });
  }

  /* Whatever does not change while theta moves: the grid, axes and examples. */
  function lay(data: Dataset): void {
    if (known.data === data && known.columns === columns) return;
    const table = data.columns.get(neurons.input) ?? new Float64Array(0);
    const grid = gridAround(table, neurons.inputs, columns, points);
    known = { data, columns, leaf: leafOver(grid, table.subarray(0, neurons.inputs), columns) };
    plane.mark(grid, examplesOf(data), colours, [`x${columns[0]}`, `x${columns[1]}`]);
  }

  function examplesOf(data: Dataset): readonly Example[] {
    const table = data.columns.get(neurons.input) ?? new Float64Array(0);
    const targets = data.columns.get(neurons.target) ?? new Float64Array(0);
    const held = new Set(data.heldOut);
    return Array.from({ length: data.rows }, (_, row) => ({
      row,
      x: table[row * neurons.inputs + columns[0]] ?? 0,
      y: table[row * neurons.inputs + columns[1]] ?? 0,
      colour: colourOf(neurons, targetOf(neurons, targets.subarray(row * neurons.targets, (row + 1) * neurons.targets)), colours),
      heldOut: held.has(row),
    }));
  }

  const view: View = (now) => {
    moment = now;
    const { data, leaves } = now.state;
    if (!data) return;
    lay(data);
    surface = calls.grid(new Map([...leaves, [neurons.input, known.leaf]]), points * points);
    for (const one of shown.all) {
      const values = surface[one.array] as Float64Array;
      if (one.array === prediction) predicted(one, values);
      else one.tell(paint(one.pixels, points, values.subarray(one.unit * points ** 2, (one.unit + 1) * points ** 2), shades));
      one.put();
    }
    enlarge(shown.chosen());
    write(said, sentence(now.state, data));
    read();
  };

  function predicted(one: Thumbnail, values: Float64Array): void {
    if (hasTwoSides(neurons)) one.tell(paint(one.pixels, points, sideOf(neurons, values, points ** 2), shades));
    else {
      const shares = paintLargest(one.pixels, points, values, classShades);
      one.say(`Prediction: ${neurons.classes.map((name, k) => `${name} on ${percent(shares[k] ?? 0)}`).join(", ")} of the plane`);
    }
  }

  function enlarge(one: Thumbnail): void {
    if (!moment) return;
    const values = surface[one.array] as Float64Array;
    const whole = one.array === prediction;
    const line = whole ? (hasTwoSides(neurons) ? sideOf(neurons, values, points ** 2) : null) : values.subarray(one.unit * points ** 2, (one.unit + 1) * points ** 2);
    plane.draw(one.canvas, points, line);
    plane.marks.setAttribute("aria-label", `${one.label()}. Arrow keys move over it; Enter adds an example or removes it.`);
    read();
  }

  /* The number under the pointer. */
  function read(): void {
    if (!moment?.state.data) return;
    const one = shown.chosen();
    const name = one.array === prediction ? "Prediction" : one.written;
    if (!looked) return write(readout, name);
    const row = known.leaf.filter((_, i) => i % points ** 2 === 0);
    [row[columns[0]], row[columns[1]]] = looked;
    const values = calls.point(new Map([...moment.state.leaves, [neurons.input, row]]), 1)[one.array] as Float64Array;
    const numbers = one.array === prediction ? [...values] : [values[one.unit] ?? Number.NaN];
    const [x, y] = looked.map((at) => formatNumber(at, 3));
    write(readout, `${name} at (${x}, ${y}): ${numbers.map((at) => formatNumber(at)).join(", ")}`.replaceAll("-", "−"));
  }

  /* How many examples are on the side of their class. */
  function sentence(state: State, data: Dataset): string {
    const others = neurons.inputs > 2 ? " The other inputs are those of the first row." : "";
    if (neurons.answers === "numbers") return `${data.rows} examples.${others}`;
    const outputs = calls.examples(state);
    const targets = data.columns.get(neurons.target) ?? new Float64Array(0);
    const isRight = (row: number): boolean =>
      classOf(outputs, data.rows, row) === targetOf(neurons, targets.subarray(row * neurons.targets, (row + 1) * neurons.targets));
    const count = (rows: Int32Array): string => `${rows.filter(isRight).length} of ${rows.length}`;
    const held = data.heldOut.length ? `, and ${count(data.heldOut)} that are held out (rings)` : "";
    return `${count(data.learned)} examples are predicted right${held}.${others}`;
  }

  return view;
}

const percent = (share: number): string => `${(100 * share).toFixed(0)}%`;
