/* Predictions against truth: which class is taken for which, or each predicted number over the one that is true. */

import { Chart } from "./chart";
import type { Dataset } from "./dataset";
import { formatNumber } from "./numbers";
import { classOf, targetOf } from "./outputs";
import type { Neurons } from "./payload";
import type { Predictions } from "./predictions";
import { element, type View, write } from "./view";

const MOST_DOTS = 400;

export function truth(panel: HTMLElement, neurons: Neurons, predictions: Predictions): View {
  const page = panel.ownerDocument;
  const chart = new Chart(page);
  const counts = element(page, "table", { class: "counts" });
  const said = element(page, "p", { class: "said" });
  panel.append(neurons.answers === "numbers" ? chart.root : counts, said);
  const cells = neurons.answers === "numbers" ? [] : laid(page, counts, neurons.classes);

  return ({ state }) => {
    const { data } = state;
    if (!data) return;
    const outputs = predictions(state);
    const targets = data.columns.get(neurons.target) ?? new Float64Array(0);
    const target = (row: number): number => targetOf(neurons, targets.subarray(row * neurons.targets, (row + 1) * neurons.targets));
    if (neurons.answers !== "numbers") return write(said, counted(cells, data, neurons, target, (row) => classOf(outputs, data.rows, row)));
    const pairs = Array.from({ length: data.rows }, (_, row) => [target(row), outputs[row] ?? Number.NaN] as const);
    const middle = Math.sqrt(pairs.reduce((sum, [one, other]) => sum + (one - other) ** 2, 0) / data.rows);
    const ends = [Math.min(...pairs.map(([one]) => one)), Math.max(...pairs.map(([one]) => one))].map((one) => [one, one] as const);
    const text = `Root mean square of prediction − truth over ${data.rows} examples: ${formatNumber(middle)}. On the line both are equal.`;
    chart.draw({ lines: [{ css: "tangent", points: ends }], dots: [{ css: "dot", points: pairs.slice(0, MOST_DOTS) }], titles: ["true", "predicted"], said: text });
    write(said, text);
  };
}

/* A row for each true class, a cell for each predicted one. */
function laid(page: Document, table: HTMLElement, classes: readonly string[]): HTMLElement[][] {
  const cells = classes.map(() => classes.map(() => element(page, "td")));
  const head = classes.map((name) => element(page, "th", { scope: "col" }, `predicted ${name}`));
  const rows = cells.map((row, k) => element(page, "tr", {}, element(page, "th", { scope: "row" }, `class ${classes[k]}`), ...row));
  table.append(element(page, "thead", {}, element(page, "tr", {}, element(page, "td"), ...head)), element(page, "tbody", {}, ...rows));
  return cells;
}

function counted(cells: readonly HTMLElement[][], data: Dataset, { classes }: Neurons, target: (row: number) => number, found: (row: number) => number): string {
  const counts = classes.map(() => classes.map(() => 0));
  for (let row = 0; row < data.rows; row += 1) {
    const line = counts[target(row)];
    if (line) line[found(row)] = (line[found(row)] ?? 0) + 1;
  }
  const most = Math.max(...counts.flat(), 1);
  counts.forEach((line, k) =>
    line.forEach((count, j) => {
      const cell = cells[k]?.[j];
      if (!cell) return;
      write(cell, String(count));
      cell.style.setProperty("--share", `${Math.round((100 * count) / most)}%`);
      cell.dataset["sign"] = k === j ? "plus" : "minus";
    }),
  );
  const right = counts.reduce((sum, line, k) => sum + (line[k] ?? 0), 0);
  return `${right} of ${data.rows} examples are predicted right, ${formatNumber((100 * right) / data.rows, 3)}%.`;
}
