/* The stage: the state of a page and what is chosen to be seen of it; whatever changes either draws every panel anew. */

import { isWalked, type Looking, lookingAt, showChosen } from "./looking";
import type { Panels } from "./panels";
import { Player } from "./player";
import type { Numbers } from "./programs";
import type { Machine, State } from "./state";
import type { Moves } from "./transport";
import { type Moment, momentOf, type View } from "./view";
import type { Walk } from "./walk";

export type Passes = (leaves: Numbers, rows: number) => Numbers;
export type Walks = ReadonlyMap<string, Walk>;

export class Stage {
  state: State;
  looking: Looking;
  readonly beside: View[] = []; // views that are no panel
  private readonly player: Player;
  private moment: Moment;

  constructor(
    private readonly page: Document,
    readonly machine: Machine,
    readonly panels: Panels,
    readonly walks: Walks,
    private readonly passes: Passes,
    private readonly costs: string, // what the cost is called
  ) {
    this.state = machine.start();
    this.looking = lookingAt(page);
    this.moment = this.momentOf(this.state);
    showChosen(page, this.looking);
    this.player = new Player(() => this.playOn(), () => 2 ** Number(this.field("speed") || 6));
  }

  /* Draws another state: every panel, or those in sight. */
  show(next: State, everything = !next.playing): void {
    if (this.moment.looking !== this.looking) showChosen(this.page, this.looking);
    this.state = next;
    this.moment = this.momentOf(next);
    this.panels.draw(this.moment, everything);
    for (const view of this.beside) view(this.moment);
  }

  private momentOf(state: State): Moment {
    return momentOf(state, this.looking, () => this.passes(state.leaves, state.rows));
  }

  still(next: State): void {
    this.show({ ...next, playing: false });
  }

  /* An option that somebody chose; who chooses gates is led to the circuit. */
  choose(name: string, option: string): void {
    this.looking = { ...this.looking, choices: { ...this.looking.choices, [name]: option } };
    if (name === "grain" || name === "zoom") this.walkTo(isWalked(this.looking) ? 0 : null);
    this.still(this.again());
    if (name === "grain" && isWalked(this.looking)) this.panels.find("circuit")?.scrollIntoView({ block: "start" });
  }

  /* What the transport does. */
  get moves(): Moves {
    return {
      reset: () => this.end(0, 0),
      back: () => this.still(this.pressed(-1)),
      toggle: () => this.toggle(),
      forward: () => this.still(this.pressed(1)),
      last: () => this.end(Math.max(this.state.step, this.state.run?.costs.length ?? 0), this.walk?.length ?? 0),
      drag: (step) => this.show({ ...this.machine.at(this.state, step), playing: false }, false),
      seek: (step) => this.still(this.machine.at(this.state, step)),
    };
  }

  private toggle(): void {
    this.show({ ...this.again(), playing: !this.state.playing });
    this.player.start();
  }

  /* One press of a run that plays: whether there is more to come. */
  private playOn(): boolean {
    if (!this.state.playing) return false;
    const { step } = this.state;
    const { place } = this.looking;
    const next = this.pressed(1);
    this.show({ ...next, playing: next.step !== step || this.looking.place !== place });
    const until = this.field("until");
    if (until && (this.moment.numbers.get(this.costs)?.[0] ?? Number.NaN) < Number(until)) this.still(this.again());
    return this.state.playing;
  }

  /* One press, on or back: a gate, a number with a name, an update, or an epoch. */
  private pressed(by: 1 | -1): State {
    const { walk, state, machine } = this;
    if (!walk || !isWalked(this.looking)) return machine.at(state, this.stepFrom(by));
    const place = this.looking.place ?? (by > 0 ? 0 : walk.length); // where all is seen, a walk begins
    const grain = this.looking.choices["grain"] ?? "gate";
    if (by > 0 ? place < walk.length : place > 0) {
      this.walkTo(by > 0 ? walk.after(place, grain) : walk.before(place, grain));
      return this.again();
    }
    const next = machine.at(state, state.step + by);
    if (next.step !== state.step) this.walkTo(by > 0 ? 0 : walk.length);
    return next;
  }

  /* The next step of training, or the last; that an epoch ends with, where these are pressed. */
  private stepFrom(by: 1 | -1): number {
    const { step, run } = this.state;
    const size = this.looking.choices["grain"] === "epoch" ? (run?.dealt.steps ?? 1) : 1;
    return ((by > 0 ? Math.floor(step / size) : Math.ceil(step / size)) + by) * size;
  }

  private end(step: number, place: number): void {
    if (this.looking.place !== null || isWalked(this.looking)) this.walkTo(place);
    this.still({ ...this.machine.at(this.state, step), revision: this.state.revision + 1 });
  }

  private get walk(): Walk | undefined {
    return this.walks.get(this.looking.choices["zoom"] ?? "");
  }

  private walkTo(place: number | null): void {
    this.looking = { ...this.looking, place };
  }

  /* The same state, to be drawn anew. */
  private again(): State {
    return { ...this.state, revision: this.state.revision + 1 };
  }

  private field(name: string): string {
    return this.page.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value.trim() ?? "";
  }
}
