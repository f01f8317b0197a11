/* A histogram of the gradient: how many of its entries have which size. */

import { Chart } from "./chart";
import { formatNumber } from "./numbers";
import type { Named } from "./payload";
import { element, type View, write } from "./view";

const BINS = 21; // an odd number, so that zero is in the middle of one

export function gradients(panel: HTMLElement, slopes: readonly Named[]): View {
  const page = panel.ownerDocument;
  const chart = new Chart(page);
  const said = element(page, "p", { class: "said" });
  panel.append(chart.root, said);
  return ({ numbers }) => {
    const all = slopes.flatMap((one) => [...(numbers.get(one.name) ?? [])]);
    const reach = all.reduce((most, one) => Math.max(most, Math.abs(one)), 0) || 1;
    const width = (2 * reach) / BINS;
    const counts = Array.from({ length: BINS }, () => 0);
    for (const one of all) {
      const bin = Math.min(BINS - 1, Math.floor((one + reach) / width));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const sizes = all.map(Math.abs).sort((one, other) => one - other);
    const number = (one: number | undefined): string => formatNumber(one ?? Number.NaN).replaceAll("-", "−");
    const zeros = all.filter((one) => one === 0).length;
    const norm = Math.hypot(...all);
    const text = `${all.length} entries, ${zeros} of them zero; the middle one has the size ${number(sizes[Math.floor(sizes.length / 2)])}, the largest ${number(sizes.at(-1))}; their norm is ${number(norm)}.`;
    const bars = counts.map((count, i) => [i * width - reach, (i + 1) * width - reach, count] as const);
    chart.draw({ bars, titles: ["entry of the gradient", "entries"], said: text, floor: true });
    write(said, text);
  };
}
