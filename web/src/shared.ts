/* Shared states: all that follows from nothing else, as JSON: in the fragment of a link, deflated, or in a file. */

import type { Dataset } from "./dataset";
import type { Leaf, Payload, Rule } from "./payload";
import type { Numbers } from "./programs";
import type { Settings, Vectors } from "./run";
import type { State } from "./state";

export const FORMAT = 1;
const MARK = `state=${FORMAT}.`;
const MOST_TEXT = 4e6; // characters of JSON, the most that is unfolded
const MOST_STEPS = 100_000; // of a run that is made again; a longer one begins where it was shared
const MOST_WORDS = 200; // signs of what is said of examples
const WRITTEN_ANEW = "gradient"; // by every step: a vector that no link needs

type Lists = Readonly<Record<string, readonly number[]>>;

/* Examples, a row of each table for each of them, and which are learned from in which order. */
interface SharedData {
  readonly said: string;
  readonly rows: number;
  readonly tables: Lists;
  readonly learned: readonly number[];
  readonly held_out: readonly number[];
}

interface SharedSettings {
  readonly batch_size: number;
  readonly seed: number;
  readonly keep_last: boolean;
  readonly epochs: number; // of a schedule
}

/* An optimizer as Python describes it. */
interface SharedOptimizer {
  readonly name: string;
  readonly learning_rate: { readonly rate: number; readonly schedule: string; readonly settings: unknown };
}

interface Shared {
  readonly format: number;
  readonly title: string;
  readonly model: unknown;
  readonly optimizer: SharedOptimizer | null;
  readonly settings: SharedSettings | null;
  readonly data: SharedData | null;
  readonly leaves: Readonly<Record<string, { readonly shape: readonly number[]; readonly numbers: readonly number[] }>>;
  readonly step: number;
  readonly start: Lists; // vectors by name, at step 0
  readonly now: Lists; // and at this step
  readonly selection: string;
}

/* What a page opens: leaves, and where its run stands. */
export interface Opening {
  readonly leaves: Numbers;
  readonly data: Dataset | null;
  readonly settings: Settings | null;
  readonly step: number;
  readonly start: Vectors;
  readonly now: Vectors;
  readonly selection: string;
}

export class NotOpened extends Error {}

// ---- text -----------------------------------------------------------------------------------------------------------

/* The state as JSON: always the same text for the same state. */
export function writeShared(payload: Payload, state: State, selection: string): string {
  const { run, data } = state;
  const far = state.step > MOST_STEPS;
  const vectors = (step: number): Lists => (run ? named(ruleOf(payload, run.settings.optimizer), run.vectorsAt(step)) : {});
  const now = state.step ? vectors(state.step) : {};
  const shared: Shared = {
    format: FORMAT,
    title: payload.title,
    model: payload.model,
    optimizer: run && optimizerSaid(payload, run.settings),
    settings: run && settingsSaid(run.settings),
    data: data && dataSaid(data),
    leaves: Object.fromEntries(
      apart(payload).map(({ name, shape }) => [name, { shape, numbers: [...(state.leaves.get(name) ?? [])] }]),
    ),
    step: far ? 0 : state.step,
    start: far ? now : vectors(0),
    now: far ? {} : now,
    selection,
  };
  return JSON.stringify(shared);
}

/* The leaves that neither learn nor are examples. */
function apart({ leaves, training }: Payload): readonly Leaf[] {
  const others = new Set([...(training?.windows ?? []), ...(training?.tables ?? [])].map((one) => one.name));
  return leaves.filter((leaf) => !others.has(leaf.name));
}

const settingsSaid = ({ batchSize, seed, keepLast, epochs }: Settings): SharedSettings => ({
  batch_size: batchSize,
  seed,
  keep_last: keepLast,
  epochs,
});

const optimizerSaid = ({ optimizers, schedules }: Payload, { optimizer, learningRate, schedule }: Settings): SharedOptimizer => ({
  name: optimizer,
  ...optimizers?.[optimizer],
  learning_rate: { rate: learningRate, schedule, settings: schedules?.[schedule] ?? [] },
});

/* The rule of an optimizer's name, if the page has it. */
function ruleOf({ training }: Payload, name: string | undefined): Rule | undefined {
  return training ? [training, ...training.others].find((one) => one.optimizer === name) : undefined;
}

const dataSaid = ({ said, rows, columns, learned, heldOut }: Dataset): SharedData => ({
  said,
  rows,
  tables: Object.fromEntries([...columns].map(([name, one]) => [name, [...one]])),
  learned: [...learned],
  held_out: [...heldOut],
});

function named(rule: Rule | undefined, vectors: Vectors): Lists {
  const pairs = (rule?.vectors ?? []).map(({ name }, i) => [name, [...(vectors[i] ?? [])]] as const);
  return Object.fromEntries(pairs.filter(([name]) => name !== WRITTEN_ANEW));
}

/* What a text says, once it is of this page: foreign text is believed field by field. */
export function readShared(text: string, payload: Payload): Opening {
  const shared = parse(text);
  require(shared.format === FORMAT, "it is of another version of chainrule");
  require(same(shared.model, payload.model), "it is of another model; cr.open(link) in Python makes its board");
  const rule = ruleOf(payload, shared.optimizer?.name);
  const own = payload.optimizers?.[rule?.optimizer ?? ""];
  require(!payload.training || (rule !== undefined && same(withoutRate(shared.optimizer), withoutRate(own))), "it trains by another rule");
  const leaves = new Map<string, Float64Array>(payload.leaves.map((leaf) => [leaf.name, Float64Array.from(leaf.numbers)]));
  for (const { name, shape } of apart(payload)) {
    const found = shared.leaves?.[name];
    require(same(found?.shape, shape), `${name} has another size`);
    leaves.set(name, numbers(found?.numbers, leaves.get(name)?.length ?? 0, name));
  }
  const { step = -1, selection } = shared;
  require(Number.isInteger(step) && step >= 0 && step <= MOST_STEPS, "its step is no step");
  const start = vectorsOf(shared.start, rule);
  const now = step ? vectorsOf(shared.now, rule) : start;
  const data = dataOf(shared, payload);
  const settings = settingsOf(shared, payload, data?.learned.length ?? payload.rows);
  return { leaves, data, settings, step, start, now, selection: typeof selection === "string" ? selection : "" };
}

function dataOf({ data }: Partial<Shared>, { training }: Payload): Dataset | null {
  const tables = training?.tables ?? [];
  if (tables.length === 0) return null;
  const { said, rows = 0, learned = [], held_out = [] } = data ?? {};
  require(Number.isInteger(rows) && rows >= 1, "its examples have no rows");
  require(Array.isArray(learned) && Array.isArray(held_out) && learned.length > 0, "no example of it is learned from");
  const places = [...learned, ...held_out].sort((one, other) => one - other);
  require(places.length === rows && places.every((one, i) => one === i), "its examples do not stand once each");
  return {
    said: typeof said === "string" ? said.slice(0, MOST_WORDS) : "",
    rows,
    columns: new Map(tables.map(({ name, width }) => [name, numbers(data?.tables[name], rows * width, name)])),
    learned: Int32Array.from(learned),
    heldOut: Int32Array.from(held_out),
  };
}

function vectorsOf(lists: Lists | undefined, rule: Rule | undefined): Vectors {
  return (rule?.vectors ?? []).map(({ name, numbers: own }) =>
    name === WRITTEN_ANEW ? new Float64Array(own.length) : numbers(lists?.[name], own.length, name),
  );
}

function settingsOf({ settings, optimizer }: Partial<Shared>, payload: Payload, rows: number): Settings | null {
  if (!payload.training) return null;
  const { batch_size: batchSize = 0, seed = -1, keep_last: keepLast, epochs = 0 } = settings ?? {};
  const { rate: learningRate = Number.NaN, schedule = "", settings: ofSchedule } = optimizer?.learning_rate ?? {};
  require(Number.isFinite(learningRate), "its learning rate is no number");
  require(same(ofSchedule, payload.schedules?.[schedule]), "its learning rate has another schedule");
  require(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= Math.max(rows, 1), "its batch size is none");
  require(Number.isSafeInteger(seed) && seed >= 0, "its seed is none");
  require(Number.isSafeInteger(epochs) && epochs >= 1, "its epochs are none");
  require(typeof keepLast === "boolean", "it does not say what becomes of a short last batch");
  return { optimizer: optimizer?.name ?? "", learningRate, schedule, epochs, batchSize, seed, keepLast: keepLast === true };
}

function numbers(list: readonly number[] | undefined, length: number, name: string): Float64Array {
  require(Array.isArray(list) && list.length === length, `${name} has another size`);
  require((list ?? []).every((one) => typeof one === "number" && Number.isFinite(one)), `${name} has what is no number`);
  return Float64Array.from(list ?? []);
}

function parse(text: string): Partial<Shared> {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === "object" && found !== null) return found;
  } catch {
    // said below
  }
  throw new NotOpened("it is damaged");
}

function require(holds: boolean, why: string): void {
  if (!holds) throw new NotOpened(why);
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/* The rate is chosen on the page. */
const withoutRate = (optimizer: object | null | undefined): unknown => ({ ...optimizer, learning_rate: null });

// ---- links ----------------------------------------------------------------------------------------------------------

/* The text as a fragment, without #. */
export async function fold(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let signs = "";
  for (const one of bytes) signs += String.fromCharCode(one);
  return MARK + btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/* The text of a fragment, of which no more is unfolded than may be read; null where the fragment is no state. */
export async function unfold(fragment: string): Promise<string | null> {
  const own = fragment.replace(/^#/, "");
  if (!own.startsWith("state=")) return null;
  if (!own.startsWith(MARK)) throw new NotOpened("it is of another version of chainrule");
  try {
    const signs = atob(own.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
    return await readAll(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")));
  } catch (error) {
    throw error instanceof NotOpened ? error : new NotOpened("it is damaged, or was cut short");
  }
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    if (text.length > MOST_TEXT) throw new NotOpened("it is too large");
    if (done) return text;
  }
}
