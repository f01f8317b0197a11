/* Examples: which rows are learned from: a sample set with noise, rows of one's own, a share of them held out. */

import { readCsv } from "./csv";
import { type Dataset, split, whole, type Permutation } from "./dataset";
import { formatNumber } from "./numbers";
import { rowOf } from "./outputs";
import type { Neurons, Samples, SampleSet } from "./payload";
import { element, type View, write } from "./view";

const SHARES = [0, 0.1, 0.2, 0.3, 0.5];

export interface Chosen {
  readonly add: number; // the target of an example that is added
}

/* What other examples do to the state: begin where the run began, or go on from where it stands. */
export interface Changes {
  readonly anew: (data: Dataset) => void;
  readonly on: (data: Dataset) => void;
}

export function examples(panel: HTMLElement, neurons: Neurons, samples: Samples, deal: Permutation, changes: Changes): { view: View; chosen: Chosen } {
  const page = panel.ownerDocument;
  const chosen = { add: 1 };
  let now: { data: Dataset; seed: number } | null = null;
  const heldOut = (data: Dataset): Dataset => split(data, Number(share.value), now?.seed ?? 0, deal);
  const field = (label: string, input: HTMLElement): HTMLElement => element(page, "label", {}, label, input);
  const options = (all: readonly (readonly [string, string])[]): HTMLElement[] =>
    all.map(([value, text]) => element(page, "option", { value }, text));

  const own = ["", "rows of one's own"] as const;
  const set = element(page, "select", {}, ...options([own, ...samples.sets.map(({ name }) => [name, name] as const)])) as HTMLSelectElement;
  const noise = element(page, "input", { inputmode: "decimal", autocomplete: "off" }) as HTMLInputElement;
  const share = element(page, "select", {}, ...options(SHARES.map((one) => [String(one), `${100 * one}%`]))) as HTMLSelectElement;
  const sampled = (): SampleSet | undefined => samples.sets.find(({ name }) => name === set.value);
  const draw = (): void => {
    const found = sampled();
    const size = Number(noise.value);
    const fits = noise.value.trim() !== "" && size >= 0 && Number.isFinite(size);
    noise.setAttribute("aria-invalid", String(!fits));
    if (found && fits) changes.anew(heldOut(drawn(neurons, samples, found, size)));
  };
  set.addEventListener("change", () => {
    noise.value = formatNumber(sampled()?.noise ?? 0);
    draw();
  });
  noise.addEventListener("change", draw);
  share.addEventListener("change", () => now && changes.on(heldOut(now.data)));

  const text = element(page, "textarea", { rows: "4", spellcheck: "false", placeholder: placeholder(neurons) }) as HTMLTextAreaElement;
  const file = element(page, "input", { type: "file", accept: ".csv,.tsv,.txt,text/csv" }) as HTMLInputElement;
  const use = element(page, "button", { type: "button", class: "text" }, "Use these rows");
  const problem = element(page, "p", { class: "wrong", role: "alert" });
  const read = (given: string, name: string): void => {
    const found = readCsv(given, neurons);
    write(problem, typeof found === "string" ? `These rows are not used: ${found}.` : "");
    if (typeof found === "string") return;
    set.value = "";
    const said = [name, found.said].filter(Boolean).join("; ");
    changes.anew(heldOut(whole(said, found.columns, found.rows)));
  };
  use.addEventListener("click", () => read(text.value, "rows that were pasted"));
  const load = async (one: File | undefined): Promise<void> => one && read(await one.text(), one.name);
  file.addEventListener("change", () => void load(file.files?.[0]));
  panel.addEventListener("dragover", (event) => event.preventDefault());
  panel.addEventListener("drop", (event) => {
    event.preventDefault();
    void load(event.dataTransfer?.files[0]);
  });

  const said = element(page, "output");
  const pasted = element(page, "details", {}, element(page, "summary", {}, "Rows of one's own"));
  pasted.append(element(page, "div", { class: "pasted" }, text, use, field("Or a file, which may be dropped here", file), problem));
  const sets = samples.sets.length ? [field("Sample set", set), field("Noise", noise)] : [];
  const fields = element(page, "div", { class: "fields" }, ...sets, field("Held out", share));
  fields.append(...adding(page, neurons, (target) => (chosen.add = target)));
  const hint = neurons.inputs > 1 ? ["A click on an example removes it."] : [];
  panel.append(fields, element(page, "p", {}, said, " ", ...hint), pasted);

  const view: View = ({ state }) => {
    if (!state.data) return;
    now = { data: state.data, seed: state.run?.settings.seed ?? 0 };
    noise.disabled = sampled() === undefined;
    write(said, sentence(state.data));
  };
  return { view, chosen };
}

/* The rows that Python's generator makes with so much noise. */
function drawn(neurons: Neurons, { spread }: Samples, set: SampleSet, noise: number): Dataset {
  const moved = (still: readonly number[]): Float64Array => Float64Array.from(still, (one, i) => one + noise * (spread[i] ?? 0));
  const targets = set.moves === "targets" ? moved(set.targets) : Float64Array.from(set.targets.flatMap((one) => rowOf(neurons, one)));
  const rows = set.moves === "rows" ? moved(set.rows) : Float64Array.from(set.rows);
  const columns = new Map([[neurons.input, rows], [neurons.target, targets]]);
  return whole(`${set.said}, noise ${formatNumber(noise)}`, columns, set.targets.length);
}

/* Which target an example has that is added by a click on the plane. */
function adding(page: Document, neurons: Neurons, choose: (target: number) => void): HTMLElement[] {
  if (neurons.inputs < 2) return [];
  const isNumber = neurons.answers === "numbers";
  const texts = isNumber ? ["target 1", "target −1"] : neurons.classes.map((name) => `class ${name}`);
  const values = isNumber ? [1, -1] : neurons.classes.map((_, k) => k);
  const options = texts.map((text, i) => element(page, "option", { value: String(values[i]) }, text));
  const select = element(page, "select", {}, ...options) as HTMLSelectElement;
  select.value = "1";
  select.addEventListener("change", () => choose(Number(select.value)));
  return [element(page, "label", {}, "A click on the plane adds", select)];
}

const placeholder = ({ inputs, answers, classes }: Neurons): string =>
  `${Array.from({ length: inputs }, (_, i) => `x${i}`).slice(0, 4).join(", ")}${inputs > 4 ? ", …" : ""}, ${answers === "numbers" ? "y" : (classes[0] ?? "class")}`;

function sentence({ said, learned, heldOut, rows }: Dataset): string {
  const held = heldOut.length ? `, ${learned.length} of them learned from and ${heldOut.length} held out, told apart by the seed` : "";
  return `${rows} examples (${said})${held}.`;
}
