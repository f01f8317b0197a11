/* Transport: to the start, a press back, play and pause, a press on, to the end, and a slider over the steps made. */

import { isWalked } from "./looking";
import { type View, write } from "./view";
import type { Walk } from "./walk";

export interface Moves {
  readonly reset: () => void;
  readonly back: () => void;
  readonly toggle: () => void;
  readonly forward: () => void;
  readonly last: () => void;
  readonly drag: (step: number) => void; // the slider moves
  readonly seek: (step: number) => void; // and is let go
}

const BUTTONS = ["reset", "back", "toggle", "forward", "last"] as const;

export function transport(panel: HTMLElement, moves: Moves, walks: ReadonlyMap<string, Walk>): View {
  const [reset, back, toggle, forward, last] = BUTTONS.map((name) => {
    const button = panel.querySelector<HTMLButtonElement>(`[data-move="${name}"]`);
    button?.addEventListener("click", moves[name]);
    return button;
  });
  const slider = panel.querySelector<HTMLInputElement>('input[name="step"]');
  const said = panel.querySelector("output");
  slider?.addEventListener("input", () => moves.drag(Number(slider.value)));
  slider?.addEventListener("change", () => moves.seek(Number(slider.value)));
  keys(panel.ownerDocument, moves);
  return ({ state, looking }) => {
    const walk = walks.get(looking.choices["zoom"] ?? "");
    const { place } = looking;
    const made = state.run?.costs.length ?? 0;
    const isOver = state.run ? state.run.diverged && state.step >= made : true;
    const isWalking = isWalked(looking) && walk !== undefined && (place === null || place < walk.length);
    const stopped = isOver && !isWalking;
    const atStart = state.step === 0 && place === (isWalked(looking) && walk ? 0 : null);
    for (const one of [reset, back]) if (one) one.disabled = atStart;
    for (const one of [forward, toggle]) if (one) one.disabled = stopped;
    if (last) last.disabled = state.step >= made && (place === null || place >= (walk?.length ?? 0));
    toggle?.setAttribute("aria-label", state.playing ? "pause" : "play");
    if (toggle) toggle.dataset["playing"] = String(state.playing);
    if (slider) {
      slider.max = String(Math.max(made, state.step));
      slider.value = String(state.step);
      slider.disabled = made === 0;
    }
    if (!said) return;
    const steps = state.run ? [`step ${state.step}`, `epoch ${Math.floor(state.step / state.run.dealt.steps)}`] : [];
    const words = [...steps, ...(walk && place !== null ? [where(walk, place)] : [])].join(", ");
    const ended = isOver && state.run;
    write(said, ended ? `${words}: the next cost is not finite; choose a smaller learning rate` : words);
  };
}

/* Which gate of which pass it is. */
function where(walk: Walk, place: number): string {
  const turn = walk.turns[place - 1];
  if (!turn) return "before the first gate";
  const own = walk.turns.filter((one) => one.phase === turn.phase);
  return `${turn.phase}, ${own.indexOf(turn) + 1} of ${own.length}`;
}

/* Keys move a run wherever nothing else takes them. */
function keys(page: Document, moves: Moves): void {
  page.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLElement && event.target.closest("input, button, summary, select, [tabindex]")) return;
    const move = { ArrowLeft: moves.back, ArrowRight: moves.forward, " ": moves.toggle, Home: moves.reset, End: moves.last }[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  });
}
