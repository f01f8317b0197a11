/* The page: one state, a view for each panel, and every view drawn anew, with its revision, whenever the state changes. */

import { circuit } from "./circuit";
import { curve } from "./curve";
import { link } from "./linking";
import { groups, matrices } from "./matrices";
import { movement } from "./movement";
import { Panels } from "./panels";
import { readPayload } from "./payload";
import { importShown, type PassesModule, passesOf, type TrainingModule } from "./programs";
import { Machine, type State } from "./state";
import { transport } from "./transport";
import { tuning } from "./tuning";

export { formatNumber } from "./numbers";

/* Make a page that Python wrote compute. */
export async function open(page: Document): Promise<void> {
  const payload = readPayload(page);
  const passes = passesOf(await importShown<PassesModule>(page, "passes"), payload);
  const { training } = payload;
  const machine = new Machine(payload, training && (await importShown<TrainingModule>(page, "training")));
  const panels = new Panels(page);
  let state = machine.start();

  const show = (next: State, everything = !next.playing): void => {
    state = next;
    panels.draw({ state, numbers: passes(state.leaves, state.rows) }, everything);
  };
  const still = (next: State): void => show({ ...next, playing: false });
  let frame = 0; // the one that is waited for
  const play = (): void => {
    if (!state.playing) return;
    const next = machine.at(state, state.step + 1);
    show({ ...next, playing: next.step > state.step });
    frame = requestAnimationFrame(play);
  };
  const toggle = (): void => {
    show({ ...state, revision: state.revision + 1, playing: !state.playing });
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(play);
  };

  for (const [name, all] of groups(payload)) {
    panels.add(name, (panel) => matrices(panel, all, payload, (...edit) => still(machine.edited(state, ...edit))));
  }
  panels.add("circuit", (panel) => circuit(panel, payload));
  panels.add("curve", curve);
  await movement(page, payload, panels, { machine, now: () => state, still, drag: (next) => show({ ...next, playing: false }, false) });
  panels.add("transport", (panel) =>
    transport(panel, {
      reset: () => still(machine.reset(state)),
      back: () => still(machine.at(state, state.step - 1)),
      toggle,
      forward: () => still(machine.at(state, state.step + 1)),
      drag: (step) => show({ ...machine.at(state, step), playing: false }, false),
      seek: (step) => still(machine.at(state, step)),
    }),
  );
  if (training) panels.add("settings", (panel) => tuning(panel, training, (settings) => still(machine.retuned(state, settings))));
  link(page);
  show(state);
}

if ("document" in globalThis) void open(document);
