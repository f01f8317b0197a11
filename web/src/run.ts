/* A run: steps of training that can be gone back to. Vectors are recorded, everything else is computed again. */

import type { Training } from "./payload";
import type { TrainingModule } from "./programs";

export interface Settings {
  readonly optimizer: string;
  readonly learningRate: number;
  readonly schedule: string;
  readonly epochs: number; // in which the schedule runs through
  readonly batchSize: number;
  readonly seed: number;
  readonly keepLast: boolean; // whether a short last batch is a step
}

const MOST_NUMBERS = 4e6; // that are recorded; beyond them every second record is dropped
const MOST_GIVEN = 400;

/* What a schedule multiplies the learning rate by, at a step, an epoch, and a share of the run. */
export type ShareOf = (schedule: string, step: number, epoch: number, progress: number) => number;

export type Vectors = readonly Float64Array[];

/* Batches: so many rows, in batches of a size, of which the last may be short. */
export class Dealt {
  constructor(
    readonly rows: number,
    private readonly asked: number,
    private readonly keepsLast: boolean,
  ) {}

  /* How many rows a full batch has. */
  get size(): number {
    return Math.min(this.asked, this.rows);
  }

  /* How many rows are left for a short last batch. */
  get left(): number {
    return this.rows % this.size;
  }

  /* How many steps an epoch has. */
  get steps(): number {
    return Math.floor(this.rows / this.size) + (this.left && this.keepsLast ? 1 : 0);
  }

  /* Where in the order of its epoch the batch of a step begins and ends. */
  bounds(step: number): readonly [number, number] {
    const start = (step % this.steps) * this.size;
    return [start, Math.min(start + this.size, this.rows)];
  }
}

export class Run {
  readonly costs: number[] = []; // of each batch, before its step
  readonly dealt: Dealt;
  diverged = false;
  private readonly records = new Map<number, Vectors>();
  private readonly given = new Map<number, Vectors>(); // records that were made elsewhere, the last ones
  private every = 1;
  private epoch: { readonly number: number; readonly order: Int32Array } = { number: -1, order: new Int32Array(0) };
  private readonly vectors: Vectors; // where the program reads and writes them
  private readonly memory: Float64Array;
  private readonly slots = new Map<number, readonly number[]>(); // by the size of a batch

  constructor(
    private readonly module: TrainingModule,
    private readonly shareOf: ShareOf,
    readonly settings: Settings,
    start: Vectors,
    private readonly tables: readonly Float64Array[],
    rows: number,
    private readonly windows: Training["windows"],
  ) {
    this.records.set(0, start);
    this.dealt = new Dealt(rows, settings.batchSize, settings.keepLast);
    const room = this.placesFor(this.dealt.size).at(-1) ?? 0;
    const size = Math.ceil((start[0]?.length ?? 0) / 8) * 8;
    const all = module.new_memory(room + size * start.length);
    this.memory = all.subarray(0, room);
    this.vectors = start.map((one, i) => all.subarray(room + i * size, room + i * size + one.length));
  }

  /* How many steps were made, and theta after them: fewer than were asked for where a cost is not finite. */
  at(step: number): { readonly step: number; readonly theta: Float64Array } {
    let made = step - (step % this.every);
    while (!this.records.has(made)) made -= this.every;
    for (const one of this.given.keys()) if (one <= step && one > made) made = one;
    (this.given.get(made) ?? this.records.get(made))?.forEach((one, i) => this.vectors[i]?.set(one));
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
    this.give(step, known);
  }

  /* Steps up to another one, which were made elsewhere. */
  take(step: number, costs: readonly number[], vectors: Vectors): void {
    if (step - costs.length === this.costs.length) for (const one of costs) this.costs.push(one);
    this.give(step, vectors);
  }

  private give(step: number, vectors: Vectors): void {
    this.given.set(step, vectors);
    const [oldest = step] = this.given.keys();
    if (this.given.size > MOST_GIVEN) this.given.delete(oldest);
  }

  /* Theta at up to so many recorded steps, the first and the last of those before a step among them. */
  recorded(step: number, most: number): Float64Array[] {
    const known = [...this.records.keys()].filter((one) => one <= step).sort((one, other) => one - other);
    const every = Math.max(1, Math.ceil(known.length / most));
    const kept = known.filter((_, i) => i % every === 0);
    const last = this.records.get(step) ? step : null;
    if (last !== null && kept.at(-1) !== last) kept.push(last);
    return kept.flatMap((one) => this.records.get(one)?.[0] ?? []);
  }

  /* How many numbers theta has. */
  get numbers(): number {
    return this.vectors[0]?.length ?? 0;
  }

  /* Where a parameter begins in theta. */
  placeOf(name: string): number {
    return this.windows.find((one) => one.name === name)?.start ?? Number.NaN;
  }

  /* The learning rate of a step. */
  rate(step: number): number {
    const { learningRate, schedule, epochs } = this.settings;
    const epoch = Math.floor(step / this.dealt.steps);
    const progress = (epoch + (step % this.dealt.steps) / this.dealt.steps) / epochs;
    return learningRate * this.shareOf(schedule, step, epoch, Math.min(1, progress));
  }

  private record(step: number): void {
    this.records.set(step, this.vectors.map((one) => one.slice()));
    if (this.records.size * this.vectors.length * (this.vectors[0]?.length ?? 1) <= MOST_NUMBERS) return;
    this.every *= 2;
    for (const one of this.records.keys()) if (one % this.every !== 0) this.records.delete(one);
  }

  private makeStep(step: number): boolean {
    const { seed } = this.settings;
    const [start, stop] = this.dealt.bounds(step);
    const order = this.order(Math.floor(step / this.dealt.steps)).subarray(start, stop);
    const m = stop - start;
    const costs = new Float64Array(1);
    const clock = [Float64Array.of(this.rate(step)), step + 1, seed];
    const done = this.module.run_steps(
      ...this.tables, order, m, ...clock, ...this.vectors, this.memory, this.placesFor(m), costs,
    );
    if (done === 1 && step === this.costs.length) this.costs.push(costs[0] ?? Number.NaN);
    this.diverged ||= done === 0;
    return done === 1;
  }

  private placesFor(m: number): readonly number[] {
    const found = this.slots.get(m) ?? this.module.places(m);
    this.slots.set(m, found);
    return found;
  }

  /* The rows of an epoch; a full batch is a sum over all of them, whose order says nothing. */
  private order(epoch: number): Int32Array {
    if (this.epoch.number !== epoch) {
      const { rows, size } = this.dealt;
      const whole = size === rows;
      const order = whole ? Int32Array.from({ length: rows }, (_, i) => i) : this.module.permutation(this.settings.seed, epoch, rows);
      this.epoch = { number: epoch, order };
    }
    return this.epoch.order;
  }
}
