/* A pad to draw on: what is drawn becomes an image as the examples are, and the model says what it takes it for. */

import type { Dataset } from "./dataset";
import { formatNumber } from "./numbers";
import { rowOf } from "./outputs";
import type { Neurons } from "./payload";
import type { Call, Numbers } from "./programs";
import { coloursOf } from "./scale";
import { element, type View, write } from "./view";

const SIZE = 256;
const FINE = 4; // points along a pixel at which ink is looked for
const STEP = 1 / 16; // of the pad, by a key
const EDGES = new Map([[8, 0], [28, 4]]); // pixels that stay free around an image: those of the collected digits

type Point = readonly [number, number];

/* The side of square images with so many pixels; 0 where none is meant. */
export function sideOfImages(inputs: number): number {
  const side = Math.round(Math.sqrt(inputs));
  return side * side === inputs && side >= 8 ? side : 0;
}

/* Strokes as an image: as large as the frame, in its middle, each pixel the share of it that has ink. */
export function imageOf(strokes: readonly (readonly Point[])[], side: number): Float64Array {
  const image = new Float64Array(side * side);
  const all = strokes.flat();
  if (!all.length) return image;
  const edge = EDGES.get(side) ?? Math.round(side / 7);
  const thick = side > 16 ? 1.3 : 1; // half the width of a stroke, in pixels
  const [low, high] = [0, 1].map((axis) => all.map((one) => one[axis as 0])).reduce<[number[], number[]]>(
    ([lows, highs], one) => [[...lows, Math.min(...one)], [...highs, Math.max(...one)]], [[], []]);
  const room = side - 2 * edge - 2 * thick;
  const scale = room / Math.max((high[0] ?? 0) - (low[0] ?? 0), (high[1] ?? 0) - (low[1] ?? 0), 0.1);
  const placed = (one: Point): Point => [0, 1].map((axis) => side / 2 + scale * ((one[axis as 0] ?? 0) - ((low[axis] ?? 0) + (high[axis] ?? 0)) / 2)) as unknown as Point;
  const lines = strokes.map((one) => one.map(placed));
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      let ink = 0;
      for (let k = 0; k < FINE * FINE; k += 1) {
        const at: Point = [column + ((k % FINE) + 0.5) / FINE, row + (Math.floor(k / FINE) + 0.5) / FINE];
        if (lines.some((line) => isOn(line, at, thick))) ink += 1;
      }
      image[row * side + column] = ink / (FINE * FINE);
    }
  }
  return image;
}

function isOn(line: readonly Point[], [x, y]: Point, thick: number): boolean {
  return line.some(([x1, y1], i) => {
    const [x0, y0] = line[i - 1] ?? [x1, y1];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const t = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)));
    return (x - x0 - t * dx) ** 2 + (y - y0 - t * dy) ** 2 <= thick * thick;
  });
}

export function pad(panel: HTMLElement, neurons: Neurons, call: Call, add: (row: ReadonlyMap<string, readonly number[]>) => void): View {
  const page = panel.ownerDocument;
  const side = sideOfImages(neurons.inputs);
  const prediction = neurons.arrays.at(-1)?.name ?? "";
  const canvas = element(page, "canvas", { width: String(SIZE), height: String(SIZE), class: "pad", tabindex: "0", role: "application", "aria-label": "pad: arrow keys move the pen, the space bar puts it down or lifts it" }) as HTMLCanvasElement;
  const small = element(page, "canvas", { width: String(side), height: String(side), class: "image", "aria-hidden": "true" }) as HTMLCanvasElement;
  const clear = element(page, "button", { type: "button", class: "text" }, "Clear");
  const options = neurons.classes.map((name, k) => element(page, "option", { value: String(k) }, name));
  const target = element(page, "select", { "aria-label": "class of the drawn example" }, ...options) as HTMLSelectElement;
  const use = element(page, "button", { type: "button", class: "text" }, "Learn it as");
  const bars = neurons.classes.map((name) => ({ bar: element(page, "meter", { min: "0", max: "1", "aria-label": `class ${name}` }) as HTMLMeterElement, text: element(page, "td") }));
  const rows = bars.map(({ bar, text }, k) => element(page, "tr", {}, element(page, "th", { scope: "row" }, neurons.classes[k] ?? ""), element(page, "td", {}, bar), text));
  const said = element(page, "output", { class: "said" });
  const buttons = element(page, "div", { class: "fields" }, clear, ...(options.length ? [use, target] : []));
  panel.append(element(page, "div", { class: "surfaces drawing" }, element(page, "div", {}, canvas, buttons), small, element(page, "table", { class: "odds" }, ...rows)), element(page, "p", {}, said));

  let strokes: Point[][] = [];
  let image = new Float64Array(neurons.inputs);
  let now: { readonly data: Dataset; readonly leaves: Numbers } | null = null;
  let isDown = false;
  let pen: Point = [0.5, 0.5];

  const changed = (): void => {
    draw();
    image = Float64Array.from(imageOf(strokes, side), (one) => one * largestOf(now?.data, neurons.input));
    show();
  };
  const put = (begins: boolean): void => {
    if (begins || !strokes.length) strokes.push([pen]);
    else strokes.at(-1)?.push(pen);
    changed();
  };
  const at = (event: PointerEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    isDown = true;
    pen = at(event);
    put(true);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown || event.buttons === 0) return;
    pen = at(event);
    put(false);
  });
  canvas.addEventListener("pointerup", () => (isDown = false));
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if ((!by && event.key !== " ") || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (!by) {
      isDown = !isDown;
      if (isDown) put(true);
      return draw();
    }
    pen = [0, 1].map((axis) => Math.max(0.05, Math.min(0.95, (pen[axis as 0] ?? 0) + STEP * (by[axis] ?? 0)))) as unknown as Point;
    if (isDown) put(false);
    else draw();
  });
  canvas.addEventListener("focus", () => draw());
  canvas.addEventListener("blur", () => ((isDown = false), draw()));
  clear.addEventListener("click", () => ((strokes = []), changed()));
  use.addEventListener("click", () => {
    if (strokes.length) add(new Map([[neurons.input, [...image]], [neurons.target, rowOf(neurons, Number(target.value))]]));
  });

  function draw(): void {
    const brush = canvas.getContext("2d");
    if (!brush) return;
    const { ink, plus } = coloursOf(panel);
    brush.clearRect(0, 0, SIZE, SIZE);
    brush.strokeStyle = ink;
    brush.lineWidth = 18;
    brush.lineCap = "round";
    brush.lineJoin = "round";
    for (const stroke of strokes) {
      brush.beginPath();
      const [first] = stroke;
      if (first) brush.moveTo(first[0] * SIZE, first[1] * SIZE - 0.01); // a dot is a line too
      for (const [x, y] of stroke) brush.lineTo(x * SIZE, y * SIZE);
      brush.stroke();
    }
    if (page.activeElement !== canvas) return;
    brush.beginPath();
    brush.arc(pen[0] * SIZE, pen[1] * SIZE, 7, 0, 2 * Math.PI);
    brush.fillStyle = plus;
    brush.fill();
  }

  function show(): void {
    if (!now) return;
    paintImage(small, image, coloursOf(panel).ink);
    const outputs = call(new Map([...now.leaves, [neurons.input, image]]), 1)[prediction] as Float64Array;
    bars.forEach(({ bar, text }, k) => {
      const value = outputs[k] ?? (k === 1 ? (outputs[0] ?? 0) : 1 - (outputs[0] ?? 0));
      bar.value = value;
      write(text, formatNumber(value, 3).replaceAll("-", "−"));
    });
    const best = outputs.length > 1 ? outputs.reduce((most, one, k) => (one > (outputs[most] ?? 0) ? k : most), 0) : (outputs[0] ?? 0) > 0.5 ? 1 : 0;
    const name = neurons.classes[best];
    write(said, strokes.length && name !== undefined ? `The drawing is taken for class ${name}.` : `Draw an image of ${side} × ${side} pixels.`);
  }

  return ({ state }) => {
    if (!state.data) return;
    now = { data: state.data, leaves: state.leaves };
    show();
  };
}

/* What a pixel full of ink is in the examples. */
const largestOf = (data: Dataset | undefined, input: string): number =>
  data?.columns.get(input)?.reduce((most, one) => Math.max(most, one), 0) || 1;

function paintImage(canvas: HTMLCanvasElement, image: Float64Array, ink: string): void {
  const brush = canvas.getContext("2d");
  const most = image.reduce((one, other) => Math.max(one, other), 0) || 1;
  if (!brush) return;
  brush.clearRect(0, 0, canvas.width, canvas.height);
  brush.fillStyle = ink;
  image.forEach((one, i) => {
    brush.globalAlpha = Math.max(0, one / most);
    brush.fillRect(i % canvas.width, Math.floor(i / canvas.width), 1, 1);
  });
}
