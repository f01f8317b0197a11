/* Movement: the panels of what a model makes of its examples, and of other examples. */

import { type Dataset, withRow } from "./dataset";
import { examples } from "./examples";
import { pad } from "./pad";
import type { Panels } from "./panels";
import type { Entry } from "./ground";
import { gradients } from "./gradients";
import { landscape } from "./landscape";
import { countOf, type Leaf, type Payload, type Training } from "./payload";
import { predictionsOf } from "./predictions";
import { type Call, callOf, importShown, type Numbers, type PassesModule } from "./programs";
import type { Run } from "./run";
import type { Machine, State } from "./state";
import { slice } from "./slices";
import { surfaces } from "./surfaces";
import { truth } from "./truth";

const MOST_ENTRIES = 64; // of each parameter that may be chosen

/* What panels do to the state: show another one, wholly, or what is in sight while something is dragged. */
export interface Steering {
  readonly machine: Machine;
  readonly now: () => State;
  readonly still: (next: State) => void;
  readonly drag: (next: State) => void;
}

export async function movement(page: Document, payload: Payload, panels: Panels, steering: Steering): Promise<void> {
  const { neurons } = payload;
  const { machine, now, still } = steering;
  if (payload.training && payload.landscape) await grounds(page, payload, payload.training, panels, steering);
  if (!neurons) return;
  const module = await importShown<PassesModule>(page, "neurons");
  const named = neurons.leaves.flatMap((name) => payload.leaves.filter((leaf) => leaf.name === name));
  const call = (): Call => callOf(module, named);
  const changes = {
    anew: (data: Dataset) => still(machine.redrawn(machine.reset(now()), data)),
    on: (data: Dataset) => still(machine.redrawn(now(), data)),
  };
  let added = (): number => 1;
  panels.add("examples", (panel) => {
    const { view, chosen } = examples(panel, neurons, payload.samples ?? { spread: [], sets: [] }, machine.deal, changes);
    added = () => chosen.add;
    return view;
  });
  panels.add("pad", (panel) => pad(panel, neurons, call(), (row) => {
    const { data } = now();
    if (data) still(machine.redrawn(now(), withRow(data, row)));
  }));
  const predictions = predictionsOf(neurons, call());
  panels.add("truth", (panel) => truth(panel, neurons, predictions));
  panels.add("surfaces", (panel) =>
    surfaces(panel, neurons, { grid: call(), examples: predictions, point: call() }, (place, near) =>
      still(machine.touched(now(), neurons, place, near, added())),
    ),
  );
}

/* The panels over the cost alone. */
async function grounds(page: Document, payload: Payload, training: Training, panels: Panels, steering: Steering): Promise<void> {
  const { machine, now, still, drag } = steering;
  const module = await importShown<PassesModule>(page, "cost");
  const named = (payload.landscape ?? []).flatMap((name) => payload.leaves.filter((leaf) => leaf.name === name));
  const order = training.windows.map(({ name }) => name);
  const parameters = payload.leaves.filter(({ name }) => order.includes(name)).sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
  const entries = parameters.flatMap(entriesOf);
  const land = {
    cost: callOf(module, named),
    name: payload.cost,
    entries,
    start: (run: Run) => machine.startOf(now(), run),
    placed: (to: Numbers, isDragged: boolean) => (isDragged ? drag : still)(machine.movedTo(now(), to)),
    race: (leaves: Numbers, state: State, optimizer: string, rate: number) => machine.beside(state, leaves, optimizer, rate),
    rules: [training, ...training.others],
  };
  if (entries.length > 1) panels.add("landscape", (panel) => landscape(panel, land));
  const slopes = payload.results.filter((one) => parameters.some(({ name }) => name === one.of));
  const of = new Map(slopes.map((one) => [one.of, one.name]));
  panels.add("slice", (panel) => slice(panel, callOf(module, named), payload.cost, entries, of));
  if (entries.length > 1) panels.add("gradients", (panel) => gradients(panel, slopes));
}

function entriesOf(leaf: Leaf): Entry[] {
  const columns = leaf.shape.at(-1) ?? 1;
  const count = Math.min(MOST_ENTRIES, countOf(leaf, 1));
  const index = (place: number): string => (leaf.shape.length > 1 ? `[${Math.floor(place / columns)},${place % columns}]` : leaf.shape.length ? `[${place}]` : "");
  return Array.from({ length: count }, (_, place) => ({ name: leaf.name, place, written: `${leaf.written}${index(place)}` }));
}
