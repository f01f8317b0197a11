/* Exports: Python's texts with the numbers of now in their holes, and pictures as they are seen. */

import { type Export, type Leaf, shapeFor } from "./payload";
import type { Numbers } from "./programs";
import type { State } from "./state";

const HOLE = /⟦(.*?)⟧/gu;
const INHERITED = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity"],
  ...["visibility", "display", "text-anchor", "font-family", "font-size", "font-weight", "font-style"],
];
const SHARPNESS = 2; // pixels of a PNG for each of the screen

/* A text whose holes are filled: ⟦X⟧ by the numbers of X, ⟦learning_rate⟧ by that of the run. */
export function filled({ text }: Export, leaves: readonly Leaf[], state: State): string {
  const shapes = new Map(leaves.map((leaf) => [leaf.name, shapeFor(leaf, state.rows)]));
  const settings = { learning_rate: state.run?.settings.learningRate, seed: state.run?.settings.seed };
  return text.replace(HOLE, (_, name: string) => {
    const shape = shapes.get(name);
    if (shape) return literal(state.leaves, name, shape);
    return String(settings[name as keyof typeof settings] ?? "None");
  });
}

/* Numbers as Python and JSON write them, in the brackets of their shape. */
function literal(leaves: Numbers, name: string, shape: readonly number[]): string {
  const numbers = leaves.get(name) ?? new Float64Array(0);
  const nested = (from: number, [size, ...rest]: readonly number[]): string => {
    if (size === undefined) return written(numbers[from] ?? Number.NaN);
    const width = rest.reduce((product, one) => product * one, 1);
    return `[${Array.from({ length: size }, (_, i) => nested(from + i * width, rest)).join(", ")}]`;
  };
  return nested(0, shape);
}

/* A number that Python reads as one in double precision. */
const written = (one: number): string => (Number.isInteger(one) && Math.abs(one) < 1e21 ? `${one}.0` : String(one));

// ---- pictures -------------------------------------------------------------------------------------------------------

export type Picture = SVGSVGElement | HTMLCanvasElement;

/* The pictures that are seen, by what they are called. */
export function picturesOf(page: Document): ReadonlyMap<string, Picture> {
  const all = page.querySelectorAll<Picture>("[data-panel] svg[role=img], [data-panel] canvas");
  const seen = [...all].filter((one) => one.checkVisibility());
  return new Map(seen.map((one, i) => [nameOf(one) || `picture ${i + 1}`, one]));
}

function nameOf(picture: Picture): string {
  const titled = picture.querySelector("title")?.textContent;
  return (picture.getAttribute("aria-label") ?? titled ?? "").trim();
}

/* An SVG that looks elsewhere as it does here: what the page's style says stands at each element. */
export function asSvg(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const own = [picture, ...picture.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  own.forEach((one, i) => {
    if (one.closest("defs, style, title, desc")) return;
    const style = getComputedStyle(one);
    copies[i]?.setAttribute("style", INHERITED.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
  });
  const { width, height } = picture.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(Math.ceil(width)));
  copy.setAttribute("height", String(Math.ceil(height)));
  return new XMLSerializer().serializeToString(copy);
}

/* Its pixels on the paper of the page. */
export async function asPng(picture: Picture): Promise<Blob | null> {
  const { width, height } = picture.getBoundingClientRect();
  const canvas = picture.ownerDocument.createElement("canvas");
  canvas.width = Math.ceil(width * SHARPNESS);
  canvas.height = Math.ceil(height * SHARPNESS);
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.fillStyle = getComputedStyle(picture.ownerDocument.body).backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture instanceof HTMLCanvasElement ? picture : await imageOf(asSvg(picture)), 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

async function imageOf(svg: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
}
