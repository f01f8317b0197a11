/* The state of a page, from which every panel is drawn, and what changes it. */

import type { Streamed } from "./bridge";
import { type Dataset, type Permutation, datasetOf, learnedTables, withData, withEntry, withoutRow, withRow } from "./dataset";
import { rowOf } from "./outputs";
import type { Neurons, Payload, Rule, Table } from "./payload";
import type { Numbers } from "./programs";
import type { Rules } from "./rules";
import { Run, type Settings, type Vectors } from "./run";
import type { Opening } from "./shared";

const MOST_STEPS = 300; // that are made again while a start is dragged
const EPOCHS = 100; // of a schedule, until somebody says otherwise

export interface State {
  readonly revision: number; // of what is seen: every change makes a new one
  readonly leaves: Numbers; // as they are now
  readonly rows: number; // examples that they have
  readonly data: Dataset | null; // where these come from
  readonly run: Run | null;
  readonly step: number;
  readonly playing: boolean;
}

/* What the programs of a page make of its leaves and its settings. */
export class Machine {
  private readonly tables: readonly Table[];

  constructor(
    private readonly payload: Payload,
    private readonly rules: Rules,
  ) {
    this.tables = payload.training?.tables ?? [];
  }

  /* The page as Python made it. */
  start(): State {
    const { leaves, rows, training } = this.payload;
    const { optimizer = "", learning_rate = 0, schedule = "", batch_size = 1, seed = 0 } = training ?? {};
    const settings = { optimizer, learningRate: learning_rate, schedule, epochs: EPOCHS, batchSize: batch_size, seed, keepLast: false };
    const data = this.tables.length ? datasetOf(this.tables, leaves, rows) : null;
    return this.begun(new Map(leaves.map((leaf) => [leaf.name, Float64Array.from(leaf.numbers)])), data, settings, 0);
  }

  /* The order of rows that a seed and an epoch give. */
  readonly deal: Permutation = (...given) => this.rules.any?.permutation(...given) ?? new Int32Array(0);

  /* Whether every number is one that the page began with. */
  isAtStart({ leaves }: State): boolean {
    return this.payload.leaves.every(({ name, numbers }) => {
      const now = leaves.get(name);
      return now?.length === numbers.length && numbers.every((one, i) => now[i] === one);
    });
  }

  /* What somebody shared, a run that stands where it stood there. */
  async opened(opening: Opening, revision: number): Promise<State> {
    const begun = this.begun(opening.leaves, opening.data, opening.settings ?? undefined, revision, opening.start);
    await begun.run?.openedAt(opening.step, opening.now);
    return { ...this.at(begun, opening.step), revision };
  }

  /* The same run, some steps of which were made elsewhere. */
  streamed(state: State, { step, costs, vectors }: Streamed): State {
    const rule = this.rules.by.get(state.run?.settings.optimizer ?? "")?.rule;
    const known = rule?.vectors.map((one) => Float64Array.from(vectors[one.name] ?? one.numbers)) ?? [];
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
    const table = this.tables.find((one) => one.name === name);
    if (table && state.data) return this.redrawn(state, withEntry(state.data, table, place, value));
    const numbers = Float64Array.from(state.leaves.get(name) ?? []);
    numbers[place] = value;
    const leaves = new Map(state.leaves).set(name, numbers);
    return this.begun(leaves, state.data, state.run?.settings, state.revision + 1);
  }

  /* The leaves where a run began. */
  startOf(state: State, run: Run): Numbers {
    const theta = run.recorded(0, 1)[0] ?? new Float64Array(0);
    const leaves = new Map(state.leaves);
    for (const { name, start, stop } of this.payload.training?.windows ?? []) {
      if (leaves.has(name)) leaves.set(name, theta.slice(start, stop));
    }
    return leaves;
  }

  /* A run that begins elsewhere, as far as the old one had come. */
  movedTo(state: State, start: Numbers): State {
    return this.at(this.begun(start, state.data, state.run?.settings, state.revision + 1), Math.min(state.step, MOST_STEPS));
  }

  /* Another run from these leaves, beside that of the state. */
  beside(state: State, leaves: Numbers, optimizer: string, learningRate: number): Run {
    const settings = state.run && { ...state.run.settings, optimizer, learningRate };
    const { run } = this.begun(leaves, state.data, settings ?? undefined, state.revision);
    if (!run) throw new Error(`there is no rule called ${optimizer}`);
    return run;
  }

  /* An example is added at a place of some inputs, the others those of the first row; or the one that is near goes. */
  touched(state: State, neurons: Neurons, place: ReadonlyMap<number, number>, near: number | null, target: number): State {
    if (!state.data) return state;
    if (near !== null) return this.redrawn(state, withoutRow(state.data, near));
    const inputs = [...(state.data.columns.get(neurons.input)?.subarray(0, neurons.inputs) ?? [])];
    for (const [column, value] of place) inputs[column] = value;
    return this.redrawn(state, withRow(state.data, new Map([[neurons.input, inputs], [neurons.target, rowOf(neurons, target)]])));
  }

  /* Other examples: a new run begins with them where the old one stands. */
  redrawn(state: State, data: Dataset): State {
    return this.begun(state.leaves, data, state.run?.settings, state.revision + 1);
  }

  /* Other settings: a new run begins at the start of the old one. */
  retuned(state: State, settings: Settings): State {
    const first = this.at(state, 0);
    return this.begun(first.leaves, state.data, settings, state.revision + 1);
  }

  private begun(leaves: Numbers, data: Dataset | null, settings: Settings | undefined, revision: number, start?: Vectors): State {
    const { training } = this.payload;
    const rows = data ? data.learned.length : this.payload.rows;
    const now = data ? withData(leaves, data, this.tables) : leaves;
    const still = { revision, leaves: now, rows, data, run: null, step: 0, playing: false };
    const rule = settings && this.rules.by.get(settings.optimizer);
    if (!training || !rule || !settings) return still;
    const tables = data ? learnedTables(data, this.tables) : [];
    const vectors = start ?? this.vectorsFrom(now, rule.rule);
    return { ...still, run: new Run(rule.module, this.rules.shareOf, settings, vectors, tables, rows, training.windows) };
  }

  /* All vectors of a run that begins at these parameters. */
  private vectorsFrom(leaves: Numbers, rule: Rule): Vectors {
    const vectors = rule.vectors.map((one) => Float64Array.from(one.numbers));
    for (const { name, start } of this.payload.training?.windows ?? []) vectors[0]?.set(leaves.get(name) ?? [], start);
    return vectors;
  }
}
