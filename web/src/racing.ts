/* A race: runs of several optimizers from one start, on the same batches, each with a learning rate of its own. */

import { type Entry, Work } from "./ground";
import { formatNumber } from "./numbers";
import type { Run } from "./run";
import { HUES } from "./scale";
import { element, write } from "./view";

const USUAL = ["sgd", "momentum", "adam"];
const STEPS = 100;
const STRETCH = 10; // steps between two looks at the clock

export interface Runner {
  readonly optimizer: string;
  readonly label: string;
  readonly rate: number;
}

interface Finished extends Runner {
  readonly path: (entries: readonly Entry[]) => number[][];
  readonly cost: number;
}

interface Known {
  readonly optimizer: string;
  readonly label: string;
  readonly learning_rate: number;
}

export interface Race {
  readonly root: HTMLElement;
  readonly run: (from: Run, make: (runner: Runner) => Run, done: () => void) => void;
  readonly finished: () => readonly Finished[];
}

/* Which optimizers race, and how it ended, in a table. */
export function racing(page: Document, rules: readonly Known[], changed: () => void): Race {
  const lines = rules.map((rule) => {
    const tick = element(page, "input", { type: "checkbox", "aria-label": `${rule.label} races` }) as HTMLInputElement;
    const rate = element(page, "input", { value: formatNumber(rule.learning_rate), size: "7", inputmode: "decimal", "aria-label": `η of ${rule.label}` }) as HTMLInputElement;
    tick.checked = USUAL.includes(rule.optimizer);
    const cost = element(page, "td");
    const name = element(page, "span", { class: "runner" }, rule.label);
    const row = element(page, "tr", {}, element(page, "td", {}, element(page, "label", { class: "tick" }, tick, name)), element(page, "td", {}, rate), cost);
    return { rule, tick, rate, cost, name, row };
  });
  const on = element(page, "input", { type: "checkbox", name: "race" }) as HTMLInputElement;
  const head = element(page, "tr", {}, ...["", "η", `cost of the batch after ${STEPS} steps`].map((text) => element(page, "th", { scope: "col" }, text)));
  const table = element(page, "table", { class: "race", hidden: "" }, element(page, "thead", {}, head), element(page, "tbody", {}, ...lines.map(({ row }) => row)));
  const root = element(page, "div", {}, element(page, "label", { class: "tick" }, on, "Race optimizers from this start"), table);
  const work = new Work();
  let finished: readonly Finished[] = [];
  let raced: unknown = null;
  let key = "";
  for (const one of [on, ...lines.flatMap(({ tick, rate }) => [tick, rate])]) {
    one.addEventListener("change", () => {
      table.toggleAttribute("hidden", !on.checked);
      changed();
    });
  }

  const runners = (): Runner[] =>
    lines.filter(({ tick, rate }) => tick.checked && Number.isFinite(Number(rate.value)) && rate.value.trim()).map(({ rule, rate }) => ({ ...rule, rate: Number(rate.value) }));

  const run = (from: Run, make: (runner: Runner) => Run, done: () => void): void => {
    const now = on.checked ? JSON.stringify(runners()) : "";
    if (raced === from && key === now) return;
    raced = from;
    key = now;
    if (!on.checked) {
      if (finished.length) (finished = []), done();
      return;
    }
    work.begin(raceOf(runners(), make), (found) => {
      finished = found;
      lines.forEach(({ rule, cost, name }) => {
        const place = found.findIndex(({ optimizer }) => optimizer === rule.optimizer);
        write(cost, place < 0 ? "" : formatNumber(found[place]?.cost ?? Number.NaN).replaceAll("-", "−"));
        name.style.setProperty("--hue", place < 0 ? "transparent" : (HUES[(place + 2) % HUES.length] ?? ""));
      });
      done();
    });
  };
  return { root, run, finished: () => finished };
}

function* raceOf(runners: readonly Runner[], make: (runner: Runner) => Run): Generator<void, Finished[]> {
  const found: Finished[] = [];
  for (const runner of runners) {
    const run = make(runner);
    for (let step = STRETCH; step <= STEPS; step += STRETCH) {
      run.at(step);
      yield;
    }
    const { step } = run.at(STEPS);
    const thetas = run.recorded(step, STEPS + 1);
    const path = (entries: readonly Entry[]): number[][] => thetas.map((theta) => entries.map(({ name, place }) => theta[run.placeOf(name) + place] ?? Number.NaN));
    found.push({ ...runner, path, cost: run.costs.at(-1) ?? Number.NaN });
  }
  return found;
}
