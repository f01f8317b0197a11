/* A slice: the cost along one entry of theta, from where it is now, with its slope there. */

import { Chart } from "./chart";
import { costAt, type Entry, moved } from "./ground";
import { formatNumber } from "./numbers";
import type { Call } from "./programs";
import { element, type Moment, type View, write } from "./view";

const POINTS = 61;

/* `slopes` has the name of each parameter's cotangent. */
export function slice(panel: HTMLElement, cost: Call, name: string, entries: readonly Entry[], slopes: ReadonlyMap<string, string>): View {
  const page = panel.ownerDocument;
  const options = entries.map(({ written }, i) => element(page, "option", { value: String(i) }, written));
  const select = element(page, "select", { "data-look": "slice-along" }, ...options) as HTMLSelectElement;
  const reach = element(page, "select", { "data-look": "slice-reach" }, ...["0.1", "1", "3", "10"].map((one) => element(page, "option", { value: one }, `± ${one}`))) as HTMLSelectElement;
  reach.value = "3";
  const chart = new Chart(page);
  const said = element(page, "p", { class: "said" });
  const fields = element(page, "div", { class: "fields" }, element(page, "label", {}, "Along", select), element(page, "label", {}, "Reach", reach));
  panel.append(fields, chart.root, said);
  let last: Moment | null = null;
  for (const one of [select, reach]) one.addEventListener("change", () => last && view(last));

  const view: View = (moment) => {
    last = moment;
    const { state, numbers } = moment;
    const entry = entries[Number(select.value)];
    if (!entry) return;
    const here = state.leaves.get(entry.name)?.[entry.place] ?? Number.NaN;
    const slope = numbers.get(slopes.get(entry.name) ?? "")?.[entry.place] ?? Number.NaN;
    const height = costAt(cost, name, state.rows, state.leaves);
    const far = Number(reach.value);
    const along = Array.from({ length: POINTS }, (_, i) => here - far + (2 * far * i) / (POINTS - 1));
    const points = along.map((at) => [at, costAt(cost, name, state.rows, moved(state.leaves, [entry], [at]))] as const);
    const [low, high] = [Math.min(...points.map(([, one]) => one)), Math.max(...points.map(([, one]) => one))];
    const tangent = along.map((at) => [at, height + slope * (at - here)] as const).filter(([, one]) => one >= low && one <= high);
    const number = (one: number): string => formatNumber(one).replaceAll("-", "−");
    const text = `At ${entry.written} = ${number(here)} the cost is ${number(height)} and its slope ${number(slope)}.`;
    chart.draw({ lines: [{ css: "tangent", points: tangent }, { css: "line", points }], dots: [{ css: "dot", points: [[here, height]] }], titles: [entry.written, name], said: text });
    write(said, text);
  };
  return view;
}
