/* Movement: the panels of what a model makes of its examples, and of other examples. */

import type { Dataset } from "./dataset";
import { examples } from "./examples";
import type { Panels } from "./panels";
import type { Payload } from "./payload";
import { type Call, callOf, importShown, type PassesModule } from "./programs";
import type { Machine, State } from "./state";
import { surfaces } from "./surfaces";

/* What panels do to the state: show another one, wholly, or what is in sight while something is dragged. */
export interface Stage {
  readonly machine: Machine;
  readonly now: () => State;
  readonly still: (next: State) => void;
  readonly drag: (next: State) => void;
}

export async function movement(page: Document, payload: Payload, panels: Panels, stage: Stage): Promise<void> {
  const { neurons } = payload;
  if (!neurons) return;
  const { machine, now, still } = stage;
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
  panels.add("surfaces", (panel) =>
    surfaces(panel, neurons, { grid: call(), examples: call(), point: call() }, (place, near) =>
      still(machine.touched(now(), neurons, place, near, added())),
    ),
  );
}
