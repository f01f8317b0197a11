/* Update rules: a program for each, all of which stand on the page, and the schedules of the learning rate. */

import type { Rule, Training } from "./payload";
import { importShown, type TrainingModule } from "./programs";
import type { ShareOf } from "./run";
import { element } from "./view";

export interface Loaded {
  readonly rule: Rule;
  readonly module: TrainingModule;
}

export interface Rules {
  readonly by: ReadonlyMap<string, Loaded>; // the name of an optimizer
  readonly any: TrainingModule | null; // for what is the same in all of them
  readonly shareOf: ShareOf;
}

interface Schedules {
  compute(step: number, epoch: number, progress: number): Readonly<Record<string, number>>;
}

/* The programs of all rules; those that are told by the page's own one are written out beside it. */
export async function loadRules(page: Document, training: Training | null): Promise<Rules> {
  const by = new Map<string, Loaded>();
  if (!training) return { by, any: null, shareOf: () => 1 };
  const own = page.getElementById("training");
  const lines = (own?.textContent ?? "").split("\n");
  for (const rule of training.others) {
    const text = rule.told.map((one) => (typeof one === "string" ? one : lines.slice(...one).join("\n"))).join("\n");
    const id = `training-${rule.optimizer}`;
    const code = element(page, "pre", { class: "code", tabindex: "0", id }, `${text}\n`);
    const folded = element(page, "details", {}, element(page, "summary", {}, `The program of a step of ${rule.label}`), code);
    own?.closest("details")?.parentElement?.append(folded);
  }
  const ids = [[training, "training"] as const, ...training.others.map((rule) => [rule, `training-${rule.optimizer}`] as const)];
  const modules = await Promise.all(ids.map(([, id]) => importShown<TrainingModule>(page, id)));
  ids.forEach(([rule], i) => by.set(rule.optimizer, { rule, module: modules[i] as TrainingModule }));
  const schedules = await importShown<Schedules>(page, "schedules");
  const shareOf: ShareOf = (name, ...moment) => schedules.compute(...moment)[`${name} share`] ?? Number.NaN;
  return { by, any: modules[0] ?? null, shareOf };
}
