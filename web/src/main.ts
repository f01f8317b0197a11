/* The page: one state, a view for each panel, and every view drawn anew, with its revision, whenever the state changes. */

import { bridge } from "./bridge";
import { circuit } from "./circuit";
import { curve } from "./curve";
import { hide } from "./hiding";
import { link } from "./linking";
import { matrices } from "./matrices";
import { readPayload } from "./payload";
import { importShown, passesOf, type TrainingModule } from "./programs";
import { NotOpened, readShared, unfold, writeShared } from "./shared";
import { sayOpened, sharing } from "./sharing";
import { Machine, type State } from "./state";
import { transport } from "./transport";
import { tuning } from "./tuning";
import type { View } from "./view";

export { formatNumber } from "./numbers";

/* Make a page that Python wrote compute. */
export async function open(page: Document): Promise<void> {
  const payload = readPayload(page);
  const passes = passesOf(await importShown(page, "passes"), payload);
  const { training } = payload;
  const machine = new Machine(payload, training && (await importShown<TrainingModule>(page, "training")));
  const panels = new Map([...page.querySelectorAll<HTMLElement>("[data-panel]")].map((one) => [one.dataset["panel"], one]));
  const views: View[] = [];
  let state = machine.start();

  const stills = [...page.querySelectorAll<HTMLElement>("[data-still]")];

  const show = (next: State): void => {
    state = next;
    const moment = { state, numbers: passes(state.leaves) };
    for (const view of views) view(moment);
    standStill(stills, stills.length === 0 || machine.isAtStart(state));
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
  add("circuit", (panel) => circuit(panel, payload));
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
  const opened = async (text: string | null): Promise<void> => {
    if (text !== null) still(await machine.opened(readShared(text, payload), state.revision + 1));
  };
  /* What is foreign may be damaged: then the page stays as it is, and says so. */
  const tryToOpen = async (text: () => Promise<string | null>): Promise<void> => {
    try {
      await opened(await text());
      sayOpened(panels.get("share"), "");
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error;
      sayOpened(panels.get("share"), `What was shared could not be opened: ${error.message}.`);
    }
  };
  add("share", (panel) => sharing(panel, payload, { open: (text) => tryToOpen(async () => text), selection: () => "" }));
  const told = bridge(page, {
    shared: (now) => writeShared(payload, now, ""),
    open: (text) => tryToOpen(async () => text),
    seek: (step) => still(machine.at(state, step)),
    take: (streamed) => still(machine.streamed(state, streamed)),
  });
  if (told) views.push(told);
  link(page);
  const unknown = hide(page, page.location.search);
  const fragment = (): Promise<void> => tryToOpen(() => unfold(page.location.hash));
  page.defaultView?.addEventListener("hashchange", fragment);
  show(state);
  await fragment();
  if (unknown.length) sayOpened(panels.get("share"), `There is no panel called ${unknown.join(", ")}.`);
}

/* What Python said of the numbers that a page begins with is seen only beside these. */
function standStill(stills: readonly HTMLElement[], fits: boolean): void {
  for (const one of stills) {
    one.toggleAttribute("data-moved", !fits);
    one.querySelector(".moved")?.toggleAttribute("hidden", fits);
  }
}

if ("document" in globalThis) void open(document);
