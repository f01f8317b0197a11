/* Thumbnails: a small picture for each neuron, layer by layer; the one that is pointed at, or chosen, is enlarged. */

import type { Neurons } from "./payload";
import { element } from "./view";

export interface Thumbnail {
  readonly array: string;
  readonly unit: number;
  readonly written: string;
  readonly canvas: HTMLCanvasElement;
  readonly pixels: Uint32Array;
  readonly put: () => void; // what was painted
  readonly tell: (above: number) => void; // the share of the plane where it is above zero
  readonly say: (text: string) => void;
  readonly label: () => string;
}

export interface Thumbnails {
  readonly root: HTMLElement;
  readonly all: readonly Thumbnail[];
  readonly chosen: () => Thumbnail;
}

/* The prediction first, then a row for each layer. */
export function thumbnails(page: Document, neurons: Neurons, points: number, enlarge: (one: Thumbnail) => void): Thumbnails {
  const root = element(page, "div", { class: "layers" });
  const all: Thumbnail[] = [];
  let pinned = 0;
  let pointed: number | null = null;
  const chosen = (): Thumbnail => all[pointed ?? pinned] as Thumbnail;
  const point = (place: number | null): void => {
    pointed = place;
    enlarge(chosen());
  };
  const buttons: HTMLElement[] = [];
  const add = (row: HTMLElement, made: readonly [HTMLElement, Thumbnail]): void => {
    const [button, one] = made;
    const place = all.push(one) - 1;
    buttons.push(button);
    button.addEventListener("pointerenter", () => point(place));
    button.addEventListener("pointerleave", () => point(null));
    button.addEventListener("click", () => {
      pinned = place;
      buttons.forEach((other, i) => other.setAttribute("aria-pressed", String(i === place)));
      point(null);
    });
    row.append(button);
  };
  const last = neurons.arrays.at(-1);
  for (const layer of last ? [last, ...neurons.arrays.slice(0, -1)] : []) {
    const isPrediction = layer === last;
    const row = element(page, "div", { class: "layer", "data-part": layer.name }, element(page, "b", {}, isPrediction ? "Prediction" : layer.written));
    for (let unit = 0; unit < (isPrediction ? 1 : layer.units); unit += 1) {
      add(row, thumbnail(page, points, layer.name, unit, isPrediction ? "Prediction" : `${layer.written}[${unit}]`));
    }
    root.append(row);
  }
  buttons[0]?.setAttribute("aria-pressed", "true");
  return { root, all, chosen };
}

function thumbnail(page: Document, points: number, array: string, unit: number, written: string): readonly [HTMLElement, Thumbnail] {
  const size = { width: String(points), height: String(points), "aria-hidden": "true" };
  const canvas = element(page, "canvas", size) as HTMLCanvasElement;
  const button = element(page, "button", { type: "button", class: "thumbnail", "aria-pressed": "false" }, canvas);
  const image = new ImageData(points, points);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let text = "";
  const say = (said: string): void => {
    if (said !== text) button.setAttribute("aria-label", said);
    text = said;
  };
  const tell = (above: number): void => say(`${written}: above 0 on ${(100 * above).toFixed(0)}% of the plane`);
  const pixels = new Uint32Array(image.data.buffer);
  return [button, { array, unit, written, canvas, pixels, put: () => pen?.putImageData(image, 0, 0), tell, say, label: () => text }];
}
