/* Settings: learning rate, batch size and seed, which begin a new run when they change, and what they mean in words. */

import { formatNumber } from "./numbers";
import type { Training } from "./payload";
import type { Dealt, Run, Settings } from "./run";
import { type View, write } from "./view";

const WHOLE = ["batch_size", "seed", "epochs"];

export function tuning(panel: HTMLElement, training: Training, retune: (settings: Settings) => void): View {
  const field = (name: string): HTMLInputElement | null => panel.querySelector(`input[name="${name}"]`);
  const select = (name: string): HTMLSelectElement | null => panel.querySelector(`select[name="${name}"]`);
  const inputs = new Map(["learning_rate", ...WHOLE].map((name) => [name, field(name)]));
  const [optimizer, schedule, keep] = [select("optimizer"), select("schedule"), field("keep_last")];
  const number = (name: string): number => (inputs.get(name)?.value.trim() ? Number(inputs.get(name)?.value) : Number.NaN);
  const rules = new Map([training, ...training.others].map((rule) => [rule.optimizer, rule]));
  let current: Run | null = null;
  const changed = (): void => {
    const most = { batch_size: current?.dealt.rows ?? 1, seed: Number.MAX_SAFE_INTEGER, epochs: 1e6 };
    const least = { batch_size: 1, seed: 0, epochs: 1 };
    const fits = (name: string): boolean => {
      const value = number(name);
      if (name === "learning_rate") return Number.isFinite(value);
      return Number.isSafeInteger(value) && value >= least[name as "seed"] && value <= most[name as "seed"];
    };
    for (const [name, one] of inputs) one?.setAttribute("aria-invalid", String(!fits(name)));
    if (![...inputs.keys()].every(fits)) return;
    retune({
      optimizer: optimizer?.value ?? training.optimizer,
      learningRate: number("learning_rate"),
      schedule: schedule?.value ?? training.schedule,
      epochs: number("epochs"),
      batchSize: number("batch_size"),
      seed: number("seed"),
      keepLast: keep?.checked === true,
    });
  };
  [...inputs.values(), schedule, keep].forEach((one) => one?.addEventListener("change", changed));
  optimizer?.addEventListener("change", () => {
    const rate = inputs.get("learning_rate");
    if (rate) rate.value = formatNumber(rules.get(optimizer.value)?.learning_rate ?? Number.NaN);
    changed();
  });
  return ({ state }) => {
    current = state.run;
    if (!current) return;
    const { settings } = current;
    if (keep) keep.checked = settings.keepLast;
    if (optimizer) optimizer.value = settings.optimizer;
    if (schedule) schedule.value = settings.schedule;
    const texts = { learning_rate: formatNumber(settings.learningRate), batch_size: String(settings.batchSize), seed: String(settings.seed), epochs: String(settings.epochs) };
    for (const [name, one] of inputs) {
      if (one && one !== panel.ownerDocument.activeElement) one.value = texts[name as "seed"];
    }
    inputs.get("epochs")?.closest("label")?.toggleAttribute("hidden", settings.schedule === "constant");
    for (const one of panel.ownerDocument.querySelectorAll<HTMLElement>("[data-optimizer]")) {
      one.hidden = one.dataset["optimizer"] !== settings.optimizer;
    }
    const said = panel.querySelector("output");
    const rate = settings.schedule === "constant" ? "" : `, η = ${formatNumber(current.rate(state.step))} at this step`;
    if (said) write(said, sentence(`${rules.get(settings.optimizer)?.label ?? ""}${rate}`, current.dealt));
  };
}

/* How rows are dealt, in words. */
function sentence(optimizer: string, { rows, size, steps, left }: Dealt): string {
  if (size === rows) return `${optimizer}: ${rows === 1 ? "the one row" : `all ${rows} rows`} in every step`;
  const kept = steps * size > rows;
  const short = left ? `, ${kept ? "and" : ""} a short last one of ${left}${kept ? "" : " dropped"}` : "";
  return `${optimizer}: ${rows} rows shuffled every epoch, ${kept ? steps - 1 : steps} batches of ${size}${short}`;
}
