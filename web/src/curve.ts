/* The cost of each batch over the steps, as a line that ends where one is, with what comes after it in grey. */

import { isDrawable } from "./chart";
import { formatNumber } from "./numbers";
import { type View, write } from "./view";

const WIDTH = 640;
const HEIGHT = 190;
const LEFT = 84;
const BELOW = 26;
const MOST_POINTS = 1200;

export function curve(panel: HTMLElement): View {
  const part = (css: string): Element | null => panel.querySelector(`.${css}`);
  const [line, rest, dot, top, bottom, last, said] = ["line", "rest", "dot", "top", "bottom", "last", "said"].map(part);
  return ({ state }) => {
    const costs = state.run?.costs ?? [];
    const { low, high } = bounds(costs);
    const steps = Math.max(1, costs.length - 1);
    const x = (i: number): number => LEFT + ((WIDTH - LEFT - 12) * i) / steps;
    const y = (cost: number): number => 12 + ((HEIGHT - BELOW - 20) * (high - cost)) / (high - low || 1);
    const here = Math.min(state.step, Math.max(0, costs.length - 1));
    const points = (from: number, to: number): string => {
      const every = Math.max(1, Math.ceil((to - from) / MOST_POINTS));
      const kept = [];
      for (let i = from; i <= to; i += every) kept.push(i);
      if (kept.at(-1) !== to) kept.push(to);
      const drawn = kept.filter((i) => isDrawable(costs[i] ?? low)); // a run that diverged ends where it has no place
      return drawn.map((i) => `${x(i).toFixed(1)},${y(costs[i] ?? low).toFixed(1)}`).join(" ");
    };
    line?.setAttribute("points", costs.length ? points(0, here) : "");
    rest?.setAttribute("points", costs.length ? points(here, costs.length - 1) : "");
    const cost = costs[here];
    dot?.setAttribute("cx", x(here).toFixed(1));
    const isSeen = cost !== undefined && isDrawable(cost);
    dot?.setAttribute("cy", y(isSeen ? cost : low).toFixed(1));
    dot?.setAttribute("visibility", isSeen ? "visible" : "hidden");
    const texts: [Element | null | undefined, string][] = [
      [top, costs.length ? formatNumber(high, 4) : ""],
      [bottom, costs.length ? formatNumber(low, 4) : ""],
      [last, costs.length ? `step ${costs.length - 1}` : ""],
      [said, cost === undefined ? "No step was made yet." : `Cost of the batch at step ${here}: ${formatNumber(cost)}`],
    ];
    for (const [place, text] of texts) if (place) write(place, text.replaceAll("-", "−"));
  };
}

function bounds(costs: readonly number[]): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const one of costs.filter(isDrawable)) {
    if (one < low) low = one;
    if (one > high) high = one;
  }
  return high >= low ? { low: Math.min(0, low), high } : { low: 0, high: 1 };
}
