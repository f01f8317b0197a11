/* The page: one state, a view for each panel, and every view drawn anew, with its revision, whenever the state changes. */

import { badges } from "./badges";
import { bridge } from "./bridge";
import { circuit, walksOf } from "./circuit";
import { curve } from "./curve";
import { equations } from "./equations";
import { hide } from "./hiding";
import { link } from "./linking";
import { groups, matrices } from "./matrices";
import { choosing, isWalked, lookingAt } from "./looking";
import { movement } from "./movement";
import { Panels } from "./panels";
import { readPayload } from "./payload";
import { predict } from "./predict";
import { Player } from "./player";
import { callOf, copied, gatesOf, importShown, type Numbers, type PassesModule, passesOf } from "./programs";
import { loadRules } from "./rules";
import { NotOpened, readShared, unfold, writeShared } from "./shared";
import { sayOpened, sharing } from "./sharing";
import { Machine, type State } from "./state";
import { transport } from "./transport";
import { tuning } from "./tuning";
import { veil } from "./veil";
import type { Moment, View } from "./view";

export { formatNumber } from "./numbers";

/* Make a page that Python wrote compute. */
export async function open(page: Document): Promise<void> {
  const payload = readPayload(page);
  const module = await importShown<PassesModule>(page, "passes");
  const passes = passesOf(module, payload);
  const { training } = payload;
  const machine = new Machine(payload, await loadRules(page, training));
  const gates = payload.gates && gatesOf(await importShown<PassesModule>(page, "gates"), payload.gates, payload);
  const arrays = new Map([...payload.leaves, ...payload.results].map((one) => [one.name, one]));
  const walks = walksOf(page);
  const panels = new Panels(page);
  const veiled = veil(page, walks);
  let state = machine.start();
  let looking = lookingAt(page);
  let cost = Number.NaN;

  const stills = [...page.querySelectorAll<HTMLElement>("[data-still]")];
  let told: View | null = null; // to the frame around, if it listens

  const show = (next: State, everything = !next.playing): void => {
    state = next;
    const moment = { state, looking, numbers: passes(state.leaves, state.rows) };
    cost = moment.numbers.get(payload.cost)?.[0] ?? Number.NaN;
    panels.draw(moment, everything);
    veiled(moment);
    standStill(stills, stills.length === 0 || machine.isAtStart(state));
    told?.(moment);
  };
  const still = (next: State): void => show({ ...next, playing: false });
  const walkTo = (place: number | null): void => {
    looking = { ...looking, place };
  };
  /* One press, on or back: a gate, a number with a name, an update, or an epoch. */
  const moved = (by: 1 | -1): State => {
    const grain = looking.choices["grain"] ?? "update";
    const walk = isWalked(looking) ? walks.get(looking.choices["zoom"] ?? "") : undefined;
    if (!walk) {
      const epoch = grain === "epoch" ? (state.run?.dealt.steps ?? 1) : 1;
      const whole = by > 0 ? Math.floor(state.step / epoch) : Math.ceil(state.step / epoch);
      return machine.at(state, (whole + by) * epoch);
    }
    const place = looking.place ?? walk.length;
    const isInside = by > 0 ? place < walk.length : place > 0;
    if (isInside) {
      walkTo(by > 0 ? walk.after(place, grain) : walk.before(place, grain));
      return { ...state, revision: state.revision + 1 };
    }
    const next = machine.at(state, state.step + by);
    if (next.step !== state.step) walkTo(by > 0 ? 0 : walk.length);
    return next;
  };
  const press = (): boolean => {
    if (!state.playing) return false;
    const before = `${state.step} ${looking.place}`;
    const next = moved(1);
    show({ ...next, playing: `${next.step} ${looking.place}` !== before });
    if (cost < until()) still({ ...state, revision: state.revision + 1 });
    return state.playing;
  };
  const field = (name: string): HTMLInputElement | null => page.querySelector(`input[name="${name}"]`);
  const until = (): number => Number(field("until")?.value.trim() || "-Infinity");
  const player = new Player(press, () => 2 ** Number(field("speed")?.value ?? 6));
  const toggle = (): void => {
    show({ ...state, revision: state.revision + 1, playing: !state.playing });
    player.start();
  };
  const ends = (step: number, isLast: boolean): void => {
    if (looking.place !== null) walkTo(isLast ? (walks.get(looking.choices["zoom"] ?? "")?.length ?? 0) : 0);
    still({ ...machine.at(state, step), revision: state.revision + 1 });
  };

  for (const [name, all] of groups(payload)) {
    panels.add(name, (panel) => matrices(panel, all, payload, (...edit) => still(machine.edited(state, ...edit))));
  }
  const slopes = new Map(payload.results.filter((one) => one.of).map((one) => [one.of, one]));
  const parameters = payload.leaves.filter((one) => one.kind === "parameter");
  const pairs = parameters.flatMap((one) => [slopes.get(one.name)].flatMap((slope) => (slope ? [[one, slope] as const] : [])));
  const call = callOf(module, payload.leaves);
  const costAt = ({ state: { leaves, rows } }: Moment) => (leaf: string, place: number, by: number): number => {
    const moved = Float64Array.from(leaves.get(leaf) ?? []);
    moved[place] = (moved[place] ?? Number.NaN) + by;
    const found = call(new Map(leaves).set(leaf, moved), rows)[payload.cost];
    return typeof found === "number" ? found : (found?.[0] ?? Number.NaN);
  };
  panels.add("parameters", (panel) => badges(panel, pairs, payload.check, costAt, payload.cost));
  panels.add("equations", (panel) => equations(panel, arrays, payload.rows));
  panels.add("circuit", (panel) => circuit(panel, arrays, walks, (numbers) => (gates && state.rows === payload.rows ? gates(numbers) : numbers)));
  panels.add("curve", curve);
  await movement(page, payload, panels, { machine, now: () => state, still, drag: (next) => show({ ...next, playing: false }, false) });
  panels.add("transport", (panel) => {
    const moves = {
      reset: () => ends(0, false),
      back: () => still(moved(-1)),
      toggle,
      forward: () => still(moved(1)),
      last: () => ends(Math.max(state.step, state.run?.costs.length ?? 0), true),
      drag: (step: number) => show({ ...machine.at(state, step), playing: false }, false),
      seek: (step: number) => still(machine.at(state, step)),
    };
    return transport(panel, moves, walks);
  });
  const choose = (name: string, option: string): void => {
    looking = { ...looking, choices: { ...looking.choices, [name]: option } };
    if (name === "grain" || name === "zoom") walkTo(isWalked(looking) ? 0 : null);
    still({ ...state, revision: state.revision + 1 });
    if (name === "grain" && isWalked(looking)) panels.find("circuit")?.scrollIntoView({ block: "start" });
  };
  choosing(page, choose);
  let slips: Promise<PassesModule> | null = null; // few people make one
  const wrong = async ({ state: { leaves, rows } }: Moment): Promise<Numbers> => {
    if (Object.keys(payload.slips).length === 0) return new Map();
    slips ??= importShown<PassesModule>(page, "slips");
    return copied(callOf(await slips, payload.leaves)(leaves, rows));
  };
  panels.add("predict", (panel) => predict(panel, payload.results, payload.slips, wrong, () => choose("hide", "")));
  if (training) panels.add("settings", (panel) => tuning(panel, training, (settings) => still(machine.retuned(state, settings))));
  const opened = async (text: string | null): Promise<void> => {
    if (text !== null) still(await machine.opened(readShared(text, payload), state.revision + 1));
  };
  /* What is foreign may be damaged: then the page stays as it is, and says so. */
  const tryToOpen = async (text: () => Promise<string | null>): Promise<void> => {
    try {
      await opened(await text());
      sayOpened(panels.find("share"), "");
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error;
      sayOpened(panels.find("share"), `What was shared could not be opened: ${error.message}.`);
    }
  };
  panels.add("share", (panel) => sharing(panel, payload, { open: (text) => tryToOpen(async () => text), selection: () => "" }));
  told = bridge(page, {
    shared: (now) => writeShared(payload, now, ""),
    open: (text) => tryToOpen(async () => text),
    seek: (step) => still(machine.at(state, step)),
    take: (streamed) => still(machine.streamed(state, streamed)),
  });
  link(page);
  const unknown = hide(page, page.location.search);
  const fragment = (): Promise<void> => tryToOpen(() => unfold(page.location.hash));
  page.defaultView?.addEventListener("hashchange", fragment);
  show(state);
  await fragment();
  if (unknown.length) sayOpened(panels.find("share"), `There is no panel called ${unknown.join(", ")}.`);
}

/* What Python said of the numbers that a page begins with is seen only beside these. */
function standStill(stills: readonly HTMLElement[], fits: boolean): void {
  for (const one of stills) {
    one.toggleAttribute("data-moved", !fits);
    one.querySelector(".moved")?.toggleAttribute("hidden", fits);
  }
}

if ("document" in globalThis) void open(document);
