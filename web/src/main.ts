/* The page: one state, a view for each panel, and every view drawn anew, with its revision, whenever the state changes. */

import { badges } from "./badges";
import { bridge } from "./bridge";
import { circuit, walksOf } from "./circuit";
import { markCode } from "./code";
import { curve } from "./curve";
import { equations } from "./equations";
import { hide } from "./hiding";
import { link, type Selection } from "./linking";
import { groups, matrices } from "./matrices";
import { choosing, readLooking, writeLooking } from "./looking";
import { movement } from "./movement";
import { Panels } from "./panels";
import { type Payload, readPayload } from "./payload";
import { predict } from "./predict";
import { callOf, copied, costOf, gatesOf, importShown, type Numbers, type PassesModule, passesOf } from "./programs";
import { loadRules } from "./rules";
import { NotOpened, type Opening, readShared, unfold, writeShared } from "./shared";
import { sayOpened, sharing } from "./sharing";
import { Stage } from "./stage";
import { Machine } from "./state";
import { transport } from "./transport";
import { tuning } from "./tuning";
import { veil } from "./veil";
import type { Moment } from "./view";

export { formatNumber } from "./numbers";

/* Make a page that Python wrote compute. */
export async function open(page: Document): Promise<void> {
  const payload = readPayload(page);
  const module = await importShown<PassesModule>(page, "passes");
  const machine = new Machine(payload, await loadRules(page, payload.training));
  const stage = new Stage(page, machine, new Panels(page), walksOf(page), passesOf(module, payload), payload.cost);
  await addViews(page, payload, stage);
  addChecks(page, payload, stage, module);
  await movement(page, payload, stage.panels, {
    machine,
    now: () => stage.state,
    still: (next) => stage.still(next),
    drag: (next) => stage.show({ ...next, playing: false }, false),
  });
  const selection = link(page);
  const tryToOpen = addSharing(page, payload, stage, selection);
  const stills = [...page.querySelectorAll<HTMLElement>("[data-still]")];
  if (stills.length) stage.beside.push(({ state }) => standStill(stills, machine.isAtStart(state)));
  choosing(page, (name, option) => stage.choose(name, option));
  markCode(page, [...payload.leaves, ...payload.results].filter((one) => !one.of && one.kind !== "further").map((one) => one.name));
  const unknown = hide(page, page.location.search);
  const fragment = (): Promise<void> => tryToOpen(() => unfold(page.location.hash));
  page.defaultView?.addEventListener("hashchange", fragment);
  stage.show(stage.state);
  await fragment();
  if (unknown.length) sayOpened(stage.panels.find("share"), `There is no panel called ${unknown.join(", ")}.`);
}

/* Transport, equations, circuit, tables, curve and settings. */
async function addViews(page: Document, payload: Payload, stage: Stage): Promise<void> {
  const { panels, machine, walks } = stage;
  const gates = payload.gates && gatesOf(await importShown<PassesModule>(page, "gates"), payload.gates, payload);
  const extend = (numbers: Numbers): Numbers => (gates && stage.state.rows === payload.rows ? gates(numbers) : numbers);
  const arrays = new Map([...payload.leaves, ...payload.results].map((one) => [one.name, one]));
  for (const [name, all] of groups(payload)) {
    panels.add(name, (panel) => matrices(panel, panels, all, payload, (...edit) => stage.still(machine.edited(stage.state, ...edit))));
  }
  panels.add("equations", (panel) => equations(panel, panels, arrays, payload.rows));
  panels.add("circuit", (panel) => circuit(panel, arrays, walks, extend, payload.rows));
  panels.add("curve", curve);
  panels.add("transport", (panel) => transport(panel, stage.moves, walks));
  stage.beside.push(veil(page, walks));
  const { training } = payload;
  if (!training) return;
  panels.add("settings", (panel) => tuning(panel, training, (settings) => stage.still(machine.retuned(stage.state, settings))));
}

/* The check of each gradient, and what is predicted first. */
function addChecks(page: Document, payload: Payload, stage: Stage, module: PassesModule): void {
  const slopes = new Map(payload.results.filter((one) => one.of).map((one) => [one.of, one]));
  const parameters = payload.leaves.filter((one) => one.kind === "parameter");
  const pairs = parameters.flatMap((one) => [slopes.get(one.name)].flatMap((slope) => (slope ? [[one, slope] as const] : [])));
  const cost = costOf(module, payload);
  stage.panels.add("parameters", (panel) => badges(panel, pairs, payload.check, ({ state }) => cost(state.leaves, state.rows), payload.cost));
  let slips: Promise<PassesModule> | null = null; // few people make one
  const wrong = async ({ state }: Moment): Promise<Numbers> => {
    if (Object.keys(payload.slips).length === 0) return new Map();
    slips ??= importShown<PassesModule>(page, "slips");
    return copied(callOf(await slips, payload.leaves)(state.leaves, state.rows));
  };
  stage.panels.add("predict", (panel) => predict(panel, payload.results, payload.slips, wrong, () => stage.choose("hide", "")));
}

/* Links, files and the frame around; what is returned opens what somebody shared. */
function addSharing(page: Document, payload: Payload, stage: Stage, selection: Selection): (text: () => Promise<string | null>) => Promise<void> {
  const { machine, panels } = stage;
  const seen = (): string => writeLooking(page, stage.looking, selection.kept());
  /* What is foreign may be damaged: then the page stays as it is, and says so. */
  const tryToOpen = async (read: () => Promise<string | null>): Promise<void> => {
    try {
      const text = await read();
      if (text !== null) await opened(readShared(text, payload));
      sayOpened(panels.find("share"), "");
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error;
      sayOpened(panels.find("share"), `What was shared could not be opened: ${error.message}.`);
    }
  };
  const opened = async (opening: Opening): Promise<void> => {
    const next = await machine.opened(opening, stage.state.revision + 1);
    const { looking, part } = readLooking(page, opening.selection, (zoom) => stage.walks.get(zoom)?.length ?? 0);
    stage.looking = looking;
    stage.still(next);
    selection.keep(part);
  };
  panels.add("share", (panel) => sharing(panel, payload, { open: (text) => tryToOpen(async () => text), selection: seen }));
  const told = bridge(page, {
    shared: (now) => writeShared(payload, now, seen()),
    open: (text) => tryToOpen(async () => text),
    seek: (step) => stage.still(machine.at(stage.state, step)),
    take: (streamed) => stage.still(machine.streamed(stage.state, streamed)),
  });
  if (told) stage.beside.push(told);
  return tryToOpen;
}

/* What Python said of the numbers that a page begins with is seen only beside these. */
function standStill(stills: readonly HTMLElement[], fits: boolean): void {
  for (const one of stills) {
    one.toggleAttribute("data-moved", !fits);
    one.querySelector(".moved")?.toggleAttribute("hidden", fits);
  }
}

if ("document" in globalThis) void open(document);
