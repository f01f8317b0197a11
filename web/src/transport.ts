/* Transport: back to the start, a step back, play and pause, a step on, and a slider over the steps that were made. */

import { type View, write } from "./view";

export interface Moves {
  readonly reset: () => void;
  readonly back: () => void;
  readonly toggle: () => void;
  readonly forward: () => void;
  readonly drag: (step: number) => void; // the slider moves
  readonly seek: (step: number) => void; // and is let go
}

export function transport(panel: HTMLElement, moves: Moves): View {
  const buttons = ["reset", "back", "toggle", "forward"] as const;
  const found = buttons.map((name) => panel.querySelector<HTMLButtonElement>(`[data-move="${name}"]`));
  found.forEach((button, i) => button?.addEventListener("click", moves[buttons[i] ?? "reset"]));
  const [reset, back, toggle, forward] = found;
  const slider = panel.querySelector<HTMLInputElement>("input[type=range]");
  const said = panel.querySelector("output");
  slider?.addEventListener("input", () => moves.drag(Number(slider.value)));
  slider?.addEventListener("change", () => moves.seek(Number(slider.value)));
  panel.ownerDocument.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLElement && event.target.closest("input, button, summary, select")) return;
    const move = { ArrowLeft: moves.back, ArrowRight: moves.forward, " ": moves.toggle, Home: moves.reset }[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  });
  return ({ state }) => {
    const made = state.run?.costs.length ?? 0;
    const stopped = Boolean(state.run?.diverged) && state.step >= made;
    if (reset) reset.disabled = state.step === 0;
    if (back) back.disabled = state.step === 0;
    if (forward) forward.disabled = stopped;
    if (toggle) {
      toggle.disabled = stopped;
      toggle.setAttribute("aria-label", state.playing ? "pause" : "play");
      toggle.dataset["playing"] = String(state.playing);
    }
    if (slider) {
      slider.max = String(Math.max(made, state.step));
      slider.value = String(state.step);
      slider.disabled = made === 0;
    }
    if (said) {
      const epoch = state.run ? Math.floor(state.step / state.run.dealt.steps) : 0;
      const words = `step ${state.step}, epoch ${epoch}`;
      write(said, stopped ? `${words}: the next cost is not finite; choose a smaller learning rate` : words);
    }
  };
}
