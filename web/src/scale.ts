/* Colours: one scale from below zero to above it, as tables have it, and one hue for each of several classes. */

export const HUES = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f6a00", "#7a4fd0", "#8a8a8a", "#000000"];

const SHADES = 128; // to each side of zero
const LAST = 2 * SHADES;
const GAMMA = 0.6; // below 1, so that the sides of zero are told apart close to it

type Rgb = readonly [number, number, number];

export interface Colours {
  readonly minus: string;
  readonly plus: string;
  readonly paper: string;
  readonly ink: string;
}

/* The colours of the page's style, as it is now. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const [minus = "", plus = "", paper = "", ink = ""] = ["--minus", "--plus", "--paper", "--ink"].map((one) => style.getPropertyValue(one).trim());
  return { minus, plus, paper, ink };
}

/* A pixel for each shade, from the least to the greatest number. */
export function shadesOf({ minus, plus, paper }: Colours): Uint32Array {
  const shades = new Uint32Array(LAST + 1);
  for (let i = -SHADES; i <= SHADES; i += 1) {
    const share = (Math.abs(i) / SHADES) ** GAMMA * 0.85;
    shades[i + SHADES] = pixel(mixed(rgb(paper), rgb(i < 0 ? minus : plus), share));
  }
  return shades;
}

/* Paints numbers over a grid, the last row of numbers on top; returns the share of the grid that is above zero. */
export function paint(pixels: Uint32Array, across: number, values: Float64Array, shades: Uint32Array): number {
  let reach = 0;
  let above = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    const size = Math.abs(value);
    if (size > reach && size < Infinity) reach = size;
    if (value > 0) above += 1;
  }
  const unit = SHADES / (reach || 1);
  for (let start = 0; start < values.length; start += across) {
    const end = values.length - across - start; // where the row above it ends
    for (let i = 0; i < across; i += 1) {
      const shade = Math.floor((values[start + i] ?? 0) * unit + SHADES + 0.5);
      pixels[end + i] = shades[shade < 0 ? 0 : shade > LAST ? LAST : shade] ?? 0;
    }
  }
  return above / values.length;
}

/* Pixels for each of several classes, from the least sure prediction to the surest. */
export function shadesOfClasses(count: number, paper: string): readonly Uint32Array[] {
  return Array.from({ length: count }, (_, k) => {
    const hue = rgb(HUES[k % HUES.length] ?? "#000000");
    return Uint32Array.from({ length: SHADES + 1 }, (_, i) => pixel(mixed(rgb(paper), hue, 0.2 + (0.6 * i) / SHADES)));
  });
}

/* Paints which of several rows of numbers is the largest, the fainter the less it is so; returns each row's share. */
export function paintLargest(pixels: Uint32Array, across: number, rows: Float64Array, shades: readonly Uint32Array[]): number[] {
  const points = rows.length / shades.length;
  const won = shades.map(() => 0);
  for (let i = 0; i < points; i += 1) {
    let best = 0;
    for (let k = 1; k < shades.length; k += 1) if ((rows[k * points + i] ?? 0) > (rows[best * points + i] ?? 0)) best = k;
    won[best] = (won[best] ?? 0) + 1;
    const row = Math.floor(i / across);
    const sure = Math.min(1, Math.max(0, rows[best * points + i] ?? 0));
    pixels[points - (row + 1) * across + (i - row * across)] = shades[best]?.[Math.round(sure * SHADES)] ?? 0;
  }
  return won.map((one) => one / points);
}

function rgb(hex: string): Rgb {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((one) => one + one).join("") : hex.slice(1);
  const number = Number.parseInt(digits, 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

const mixed = (from: Rgb, to: Rgb, share: number): Rgb =>
  [0, 1, 2].map((i) => Math.round((from[i] ?? 0) + share * ((to[i] ?? 0) - (from[i] ?? 0)))) as unknown as Rgb;

/* As memory has it where the lowest byte comes first: red, green, blue, opacity. */
const pixel = ([red, green, blue]: Rgb): number => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
