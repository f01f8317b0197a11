/* The state of a page, from which every panel is drawn, and what changes it. */

import type { Payload } from "./payload";
import type { Numbers } from "./programs";
import type { Streamed } from "./bridge";
import { Run, type Settings, type Vectors } from "./run";
import type { Opening } from "./shared";
import type { TrainingModule } from "./programs";

export interface State {
  readonly revision: number; // of what is seen: every change makes a new one
  readonly leaves: Numbers; // as they are now
  readonly run: Run | null;
  readonly step: number;
  readonly playing: boolean;
}

/* What the programs of a page make of its leaves and its settings. */
export class Machine {
  constructor(
    private readonly payload: Payload,
    private readonly module: TrainingModule | null,
  ) {}

  /* The page as Python made it. */
  start(): State {
    const leaves = new Map(this.payload.leaves.map((leaf) => [leaf.name, Float64Array.from(leaf.numbers)]));
    const { learning_rate = 0, batch_size = 1, seed = 0 } = this.payload.training ?? {};
    return this.begun(leaves, { learningRate: learning_rate, batchSize: batch_size, seed }, 0);
  }

  /* Whether every number is one that the page began with. */
  isAtStart({ leaves }: State): boolean {
    return this.payload.leaves.every(({ name, numbers }) => numbers.every((one, i) => leaves.get(name)?.[i] === one));
  }

  /* What somebody shared, a run that stands where it stood there. */
  async opened(opening: Opening, revision: number): Promise<State> {
    const begun = this.begun(opening.leaves, opening.settings ?? undefined, revision, opening.start);
    await begun.run?.openedAt(opening.step, opening.now);
    return { ...this.at(begun, opening.step), revision };
  }

  /* The same run, some steps of which were made elsewhere. */
  streamed(state: State, { step, costs, vectors }: Streamed): State {
    const known = this.payload.training?.vectors.map((one) => Float64Array.from(vectors[one.name] ?? one.numbers)) ?? [];
    state.run?.take(step, costs, known);
    return this.at(state, step);
  }

  /* Step 0 of the same run. */
  reset(state: State): State {
    return this.at(state, 0);
  }

  /* Another step of the run; making it is up to the run. */
  at(state: State, step: number): State {
    if (!state.run) return state;
    const found = state.run.at(Math.max(0, step));
    const leaves = new Map(state.leaves);
    for (const { name, start, stop } of this.payload.training?.windows ?? []) {
      if (leaves.has(name)) leaves.set(name, found.theta.slice(start, stop));
    }
    return { ...state, revision: state.revision + 1, leaves, step: found.step };
  }

  /* One number of a leaf is another: a new run begins there, for the old one led elsewhere. */
  edited(state: State, name: string, place: number, value: number): State {
    const numbers = Float64Array.from(state.leaves.get(name) ?? []);
    numbers[place] = value;
    const leaves = new Map(state.leaves).set(name, numbers);
    return { ...this.begun(leaves, state.run?.settings, state.revision + 1) };
  }

  /* Other settings: a new run begins at the start of the old one. */
  retuned(state: State, settings: Settings): State {
    const first = this.at(state, 0);
    return this.begun(first.leaves, settings, state.revision + 1);
  }

  private begun(leaves: Numbers, settings: Settings | undefined, revision: number, start = this.vectorsFrom(leaves)): State {
    const { training } = this.payload;
    const still = { revision, leaves, run: null, step: 0, playing: false };
    if (!training || !this.module || !settings) return still;
    return { ...still, run: new Run(this.module, training, settings, start, leaves) };
  }

  /* All vectors of a run that begins at these parameters. */
  private vectorsFrom(leaves: Numbers): Vectors {
    const { training } = this.payload;
    const vectors = training?.vectors.map((one) => Float64Array.from(one.numbers)) ?? [];
    for (const { name, start } of training?.windows ?? []) vectors[0]?.set(leaves.get(name) ?? [], start);
    return vectors;
  }
}
