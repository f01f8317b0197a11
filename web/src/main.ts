/* The page: one state, a view for each panel, and every view drawn anew, with its revision, whenever the state changes. */

import { curve } from "./curve";
import { filling } from "./filling";
import { link } from "./linking";
import { matrices } from "./matrices";
import { readPayload } from "./payload";
import { importShown, passesOf, type TrainingModule } from "./programs";
import { Machine, type State } from "./state";
import { transport } from "./transport";
import { tuning } from "./tuning";
import type { View } from "./view";

export { formatNumber } from "./numbers";

const DIGITS = 6;
const DIGITS_OF_PICTURES = 4;

/* Make a page that Python wrote compute. */
export async function open(page: Document): Promise<void> {
  const payload = readPayload(page);
  const passes = passesOf(await importShown(page, "passes"), payload);
  const { training } = payload;
  const machine = new Machine(payload, training && (await importShown<TrainingModule>(page, "training")));
  const panels = new Map([...page.querySelectorAll<HTMLElement>("[data-panel]")].map((one) => [one.dataset["panel"], one]));
  const views: View[] = [];
  let state = machine.start();

  const show = (next: State): void => {
    state = next;
    const moment = { state, numbers: passes(state.leaves) };
    for (const view of views) view(moment);
    for (const panel of panels.values()) panel.dataset["revision"] = String(state.revision);
    page.documentElement.dataset["revision"] = String(state.revision);
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

  views.push(matrices(page, payload, (...edit) => still(machine.edited(state, ...edit))));
  const add = (name: string, made: (panel: HTMLElement) => View): void => {
    const panel = panels.get(name);
    if (panel) views.push(made(panel));
  };
  add("equations", (panel) => filling(panel, payload, DIGITS));
  add("circuit", (panel) => filling(panel, payload, DIGITS_OF_PICTURES));
  add("curve", curve);
  add("transport", (panel) =>
    transport(panel, {
      reset: () => still(machine.reset(state)),
      back: () => still(machine.at(state, state.step - 1)),
      toggle,
      forward: () => still(machine.at(state, state.step + 1)),
      seek: (step) => still(machine.at(state, step)),
    }),
  );
  if (training) add("settings", (panel) => tuning(panel, training, (settings) => still(machine.retuned(state, settings))));
  link(page);
  show(state);
}

if ("document" in globalThis) void open(document);
