/* Settings: learning rate, batch size and seed, which begin a new run when they change, and what they mean in words. */

import { formatNumber } from "./numbers";
import type { Training } from "./payload";
import type { Dealt, Run, Settings } from "./run";
import { type View, write } from "./view";

export function tuning(panel: HTMLElement, training: Training, retune: (settings: Settings) => void): View {
  const field = (name: string): HTMLInputElement | null => panel.querySelector(`[name="${name}"]`);
  const rate = field("learning_rate");
  const size = field("batch_size");
  const seed = field("seed");
  const keep = field("keep_last");
  const inputs = [rate, size, seed];
  let current: Run | null = null;
  const changed = (): void => {
    const settings = { learningRate: Number(rate?.value), batchSize: Number(size?.value), seed: Number(seed?.value), keepLast: keep?.checked === true };
    const fits = [
      Number.isFinite(settings.learningRate) && rate?.value.trim() !== "",
      Number.isInteger(settings.batchSize) && settings.batchSize >= 1 && settings.batchSize <= (current?.dealt.rows ?? 1),
      Number.isSafeInteger(settings.seed) && settings.seed >= 0 && seed?.value.trim() !== "",
    ];
    inputs.forEach((one, i) => one?.setAttribute("aria-invalid", String(!fits[i])));
    if (fits.every(Boolean)) retune(settings);
  };
  [...inputs, keep].forEach((one) => one?.addEventListener("change", changed));
  return ({ state }) => {
    current = state.run;
    if (!state.run) return;
    if (keep) keep.checked = state.run.settings.keepLast;
    const { learningRate, batchSize, seed: chosen } = state.run.settings;
    const texts = [formatNumber(learningRate), String(batchSize), String(chosen)];
    inputs.forEach((one, i) => {
      if (one && one !== panel.ownerDocument.activeElement) one.value = texts[i] ?? "";
    });
    const said = panel.querySelector("output");
    if (said) write(said, sentence(training.optimizer, state.run.dealt));
  };
}

/* How rows are dealt, in words. */
function sentence(optimizer: string, { rows, size, steps, left }: Dealt): string {
  if (size === rows) return `${optimizer}: all ${rows} rows in every step`;
  const kept = steps * size > rows;
  const short = left ? `, ${kept ? "and" : ""} a short last one of ${left}${kept ? "" : " dropped"}` : "";
  return `${optimizer}: ${rows} rows shuffled every epoch, ${kept ? steps - 1 : steps} batches of ${size}${short}`;
}
