/* A slice: the cost along one entry of theta, from where it is now, with its slope there.

Where a cost takes long, a few points are drawn at once, and all of them as soon as nothing moves any more. */

import { Chart } from "./chart";
import { costAt, type Entry, moved, Work } from "./ground";
import { formatNumber } from "./numbers";
import type { Call } from "./programs";
import type { State } from "./state";
import { element, type Moment, type View, write } from "./view";

const POINTS = 61;
const FEWEST = 13; // for a frame of a run that plays
const AT_ONCE = 5e5; // entries of theta times examples times points

type Points = readonly (readonly [number, number])[];

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
  const work = new Work();
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
    const size = state.rows * (state.run?.numbers ?? 1);
    const count = Math.max(FEWEST, Math.min(POINTS, Math.floor(AT_ONCE / size)));
    const along = evaluated(cost, name, state, entry, far, count);
    const draw = (points: Points): void => drawn(entry, points, [here, height], slope);
    let next = along.next();
    while (!next.done) next = along.next();
    draw(next.value);
    work.stop();
    if (count < POINTS && !state.playing) work.begin(evaluated(cost, name, state, entry, far, POINTS), draw);
  };

  function drawn({ written }: Entry, points: Points, [here, height]: readonly [number, number], slope: number): void {
    const [low, high] = [Math.min(...points.map(([, one]) => one)), Math.max(...points.map(([, one]) => one))];
    const tangent = points.map(([at]) => [at, height + slope * (at - here)] as const).filter(([, one]) => one >= low && one <= high);
    const number = (one: number): string => formatNumber(one).replaceAll("-", "−");
    const text = `At ${written} = ${number(here)} the cost is ${number(height)} and its slope ${number(slope)}.`;
    chart.draw({ lines: [{ css: "tangent", points: tangent }, { css: "line", points }], dots: [{ css: "dot", points: [[here, height]] }], titles: [written, name], said: text });
    write(said, text);
  }
  return view;
}

/* The cost at points along an entry, to each side of where it is. */
function* evaluated(cost: Call, name: string, { leaves, rows }: State, entry: Entry, far: number, count: number): Generator<void, Points> {
  const here = leaves.get(entry.name)?.[entry.place] ?? Number.NaN;
  const points: [number, number][] = [];
  for (let i = 0; i < count; i += 1) {
    const at = here - far + (2 * far * i) / (count - 1);
    points.push([at, costAt(cost, name, rows, moved(leaves, [entry], [at]))]);
    yield;
  }
  return points;
}
