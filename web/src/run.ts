/* A run: steps of training that can be gone back to. Vectors are recorded, everything else is computed again. */

import type { Training } from "./payload";
import type { Numbers, TrainingModule } from "./programs";

export interface Settings {
  readonly learningRate: number;
  readonly batchSize: number;
  readonly seed: number;
}

const MOST_NUMBERS = 4e6; // that are recorded; beyond them every second record is dropped

export type Vectors = readonly Float64Array[];

export class Run {
  readonly costs: number[] = []; // of each batch, before its step
  diverged = false;
  private readonly records = new Map<number, Vectors>();
  private every = 1;
  private dealt: { readonly epoch: number; readonly order: Int32Array } = { epoch: -1, order: new Int32Array(0) };
  private readonly tables: readonly Float64Array[];
  private readonly vectors: Vectors; // where the program reads and writes them
  private readonly memory: Float64Array;
  private readonly slots: readonly number[];

  constructor(
    private readonly module: TrainingModule,
    private readonly training: Training,
    readonly settings: Settings,
    start: Vectors,
    leaves: Numbers,
  ) {
    const { rows, tables } = training;
    this.records.set(0, start);
    this.tables = tables.map((one) => asTable(leaves.get(one.name) ?? new Float64Array(0), rows, one.by_rows));
    this.slots = module.places(this.batchSize);
    const room = this.slots.at(-1) ?? 0;
    const size = Math.ceil((start[0]?.length ?? 0) / 8) * 8;
    const all = module.new_memory(room + size * start.length);
    this.memory = all.subarray(0, room);
    this.vectors = start.map((one, i) => all.subarray(room + i * size, room + i * size + one.length));
  }

  /* How many rows a step takes. */
  get batchSize(): number {
    return Math.min(this.settings.batchSize, this.training.rows);
  }

  /* How many steps an epoch has: the last short batch is dropped. */
  get stepsOfEpoch(): number {
    return Math.max(1, Math.floor(this.training.rows / this.batchSize));
  }

  /* How many steps were made, and theta after them: fewer than were asked for where a cost is not finite. */
  at(step: number): { readonly step: number; readonly theta: Float64Array } {
    let made = Math.max(0, ...[...this.records.keys()].filter((one) => one <= step));
    this.records.get(made)?.forEach((one, i) => this.vectors[i]?.set(one));
    while (made < step && this.makeStep(made)) {
      made += 1;
      if (made % this.every === 0 && !this.records.has(made)) this.record(made);
    }
    return { step: made, theta: (this.vectors[0] ?? new Float64Array(0)).slice() };
  }

  /* All vectors after so many steps. */
  vectorsAt(step: number): Vectors {
    this.at(step);
    return this.vectors.map((one) => one.slice());
  }

  /* Make the steps before another one again, whose vectors are known: what is shared is what is seen. */
  async openedAt(step: number, known: Vectors): Promise<void> {
    const stretch = 64;
    for (let made = 0; made < step && !this.diverged; made += stretch) {
      this.at(Math.min(step, made + stretch));
      if (made % (16 * stretch) === 0) await new Promise((done) => setTimeout(done));
    }
    this.record(step, known);
  }

  /* Steps up to another one, which were made elsewhere. */
  take(step: number, costs: readonly number[], vectors: Vectors): void {
    if (step - costs.length === this.costs.length) for (const one of costs) this.costs.push(one);
    this.record(step, vectors);
  }

  private record(step: number, vectors: Vectors = this.vectors): void {
    this.records.set(step, vectors.map((one) => one.slice()));
    if (this.records.size * this.vectors.length * (this.vectors[0]?.length ?? 1) <= MOST_NUMBERS) return;
    this.every *= 2;
    for (const one of this.records.keys()) if (one % this.every !== 0) this.records.delete(one);
  }

  private makeStep(step: number): boolean {
    const { learningRate, seed } = this.settings;
    const m = this.batchSize;
    const batch = step % this.stepsOfEpoch;
    const order = this.order(Math.floor(step / this.stepsOfEpoch)).subarray(batch * m, (batch + 1) * m);
    const costs = new Float64Array(1);
    const clock = [Float64Array.of(learningRate), step + 1, seed];
    const done = this.module.run_steps(
      ...this.tables, order, m, ...clock, ...this.vectors, this.memory, this.slots, costs,
    );
    if (done === 1 && step === this.costs.length) this.costs.push(costs[0] ?? Number.NaN);
    this.diverged ||= done === 0;
    return done === 1;
  }

  /* The rows of an epoch; a full batch is a sum over all of them, whose order says nothing. */
  private order(epoch: number): Int32Array {
    if (this.dealt.epoch !== epoch) {
      const { rows } = this.training;
      const whole = this.batchSize === rows;
      const order = whole ? Int32Array.from({ length: rows }, (_, i) => i) : this.module.permutation(this.settings.seed, epoch, rows);
      this.dealt = { epoch, order };
    }
    return this.dealt.order;
  }
}

/* A leaf as a table with a row for each example: its columns, if it has them there. */
function asTable(leaf: Float64Array, rows: number, byRows: boolean): Float64Array {
  const width = leaf.length / rows;
  return byRows ? leaf : leaf.map((_, i) => leaf[(i % width) * rows + Math.floor(i / width)] ?? Number.NaN);
}
