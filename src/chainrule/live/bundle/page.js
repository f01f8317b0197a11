// src/numbers.ts
function formatNumber(value, digits = 6) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  let size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return value === 0 ? "0" : String(value);
  let sign = value < 0 ? "-" : "";
  return size >= 1 && size < 10 ** digits ? sign + withoutZeros(decimals(size, digits)) : sign + significant(size, digits);
}
function decimals(size, digits) {
  let rounded = size.toFixed(digits);
  if (!mayBeTie(size * 10 ** digits)) return rounded;
  let exact = size.toFixed(100), kept = exact.slice(0, exact.length - 100 + digits);
  return isTie(exact.slice(kept.length)) && isEven(kept) ? kept : rounded;
}
function significant(size, digits) {
  let [mantissa = "", power = "0"] = inDigits(size, digits).split("e"), exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    let two = String(Math.abs(exponent)).padStart(2, "0");
    return `${withoutZeros(mantissa)}e${exponent < 0 ? "-" : "+"}${two}`;
  }
  let all = mantissa.replace(".", "");
  return exponent >= 0 ? withoutZeros(`${all.slice(0, exponent + 1)}.${all.slice(exponent + 1)}`) : withoutZeros(`0.${"0".repeat(-exponent - 1)}${all}`);
}
function inDigits(size, digits) {
  let rounded = size.toExponential(digits - 1), last = 10 ** (digits - 1 - Number(rounded.slice(rounded.indexOf("e") + 1)));
  if (!mayBeTie(size * last) && !mayBeTie(size * last * 10)) return rounded;
  let exact = size.toExponential(100), kept = exact.slice(0, digits + 1), end = exact.indexOf("e");
  return isTie(exact.slice(digits + 1, end)) && isEven(kept) ? kept + exact.slice(end) : rounded;
}
var mayBeTie = (size) => !(Math.abs(2 * size - Math.round(2 * size)) > 1e-3), isTie = (rest) => /^50*$/.test(rest), isEven = (kept) => Number(kept.at(-1)) % 2 === 0, withoutZeros = (written) => written.includes(".") ? written.replace(/\.?0+$/, "") : written;

// src/view.ts
function element(page, tag, attributes = {}, ...children) {
  let made = page.createElement(tag);
  for (let [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made.append(...children), made;
}
function write(place, text) {
  place.textContent !== text && (place.textContent = text);
}

// src/circuit.ts
var DIGITS = 4, ENTRY = /^(.*?)(?:\[(\d+)(?:,(\d+))?\]| (norm|mean))?$/su;
function circuit(panel, payload) {
  let shapes = new Map([...payload.leaves, ...payload.results].map((one) => [one.name, one.shape])), places = [...panel.querySelectorAll("[data-name]")].map((place) => {
    let [, array = "", row, column, summary] = ENTRY.exec(place.dataset.name ?? "") ?? [], columns = shapes.get(array)?.at(-1) ?? 1, at = column === void 0 ? Number(row ?? 0) : Number(row) * columns + Number(column);
    return { place, read: (numbers) => read(numbers.get(array), at, summary) };
  });
  return ({ numbers }) => {
    for (let { place, read: read2 } of places) {
      let value = read2(numbers);
      value !== void 0 && (place.dataset.value = String(value), write(place, formatNumber(value, DIGITS).replaceAll("-", "−")));
    }
  };
}
function read(array, at, summary) {
  if (array !== void 0)
    return summary === "mean" ? pairwiseSum(array) / array.length : summary === "norm" ? Math.hypot(...array) : array[at];
}
function pairwiseSum(array) {
  if (array.length > 128) {
    let half = Math.floor(array.length / 2), middle = half - half % 8;
    return pairwiseSum(array.subarray(0, middle)) + pairwiseSum(array.subarray(middle));
  }
  let eights = array.length < 8 ? 0 : array.length - array.length % 8, [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = Array.from({ length: 8 }, (_, lane) => {
    let sum = 0;
    for (let i = lane; i < eights; i += 8) sum += array[i] ?? 0;
    return sum;
  });
  return array.subarray(eights).reduce((sum, one) => sum + one, a + b + (c + d) + (e + f + (g + h)));
}

// src/curve.ts
var WIDTH = 640, HEIGHT = 190, LEFT = 62, BELOW = 26, MOST_POINTS = 1200;
function curve(panel) {
  let part = (css) => panel.querySelector(`.${css}`), [line, rest, dot, top, bottom, last, said] = ["line", "rest", "dot", "top", "bottom", "last", "said"].map(part);
  return ({ state }) => {
    let costs = state.run?.costs ?? [], { low, high } = bounds(costs), steps = Math.max(1, costs.length - 1), x = (i) => LEFT + (WIDTH - LEFT - 12) * i / steps, y = (cost2) => 12 + (HEIGHT - BELOW - 20) * (high - cost2) / (high - low || 1), here = Math.min(state.step, Math.max(0, costs.length - 1)), points = (from, to) => {
      let every = Math.max(1, Math.ceil((to - from) / MOST_POINTS)), kept = [];
      for (let i = from; i <= to; i += every) kept.push(i);
      return kept.at(-1) !== to && kept.push(to), kept.map((i) => `${x(i).toFixed(1)},${y(costs[i] ?? low).toFixed(1)}`).join(" ");
    };
    line?.setAttribute("points", costs.length ? points(0, here) : ""), rest?.setAttribute("points", costs.length ? points(here, costs.length - 1) : "");
    let cost = costs[here];
    dot?.setAttribute("cx", x(here).toFixed(1)), dot?.setAttribute("cy", y(cost ?? low).toFixed(1)), dot?.setAttribute("visibility", cost === void 0 ? "hidden" : "visible");
    let texts = [
      [top, costs.length ? formatNumber(high, 4) : ""],
      [bottom, costs.length ? formatNumber(low, 4) : ""],
      [last, costs.length ? `step ${costs.length - 1}` : ""],
      [said, cost === void 0 ? "No step was made yet." : `Cost of the batch at step ${here}: ${formatNumber(cost)}`]
    ];
    for (let [place, text] of texts) place && write(place, text);
  };
}
function bounds(costs) {
  let low = 1 / 0, high = -1 / 0;
  for (let one of costs)
    one < low && (low = one), one > high && (high = one);
  return costs.length ? { low: Math.min(0, low), high } : { low: 0, high: 1 };
}

// src/linking.ts
function link(page) {
  let parts = /* @__PURE__ */ new Map();
  for (let one of page.querySelectorAll("[data-part]")) {
    let name = one.dataset.part ?? "";
    parts.set(name, [...parts.get(name) ?? [], one]);
  }
  let lit = [], select = (event) => {
    let target = event.target instanceof Element ? event.target.closest("[data-part]") : null, found = parts.get(target?.dataset.part ?? "") ?? [];
    found !== lit && (lit.forEach((one) => one.classList.remove("linked")), found.forEach((one) => one.classList.add("linked")), lit = found);
  };
  page.addEventListener("pointermove", (event) => {
    (event.movementX || event.movementY) && select(event);
  }), page.addEventListener("focusin", select);
}

// src/matrices.ts
var MOST_ROWS = 16, MOST_COLUMNS = 8;
function groups(payload) {
  return /* @__PURE__ */ new Map([
    ["parameters", parameters(payload)],
    ["data", payload.leaves.filter((one) => one.kind !== "parameter")],
    ["between", payload.results.filter((one) => !one.of && !one.name.startsWith("#"))]
  ]);
}
function matrices(panel, all, payload, edit) {
  let page = panel.ownerDocument, cotangents = new Map(payload.results.filter((one) => one.of).map((one) => [one.of, one]));
  all.length === 0 && panel.setAttribute("hidden", "");
  let views = all.flatMap((one) => {
    let card = element(page, "div", { class: "card", "data-part": one.name }), editable = "editable" in one && one.editable === !0, made = [table(page, card, one, "value", editable ? edit : null)], cotangent = cotangents.get(one.name);
    return cotangent && made.push(table(page, card, cotangent, "slope", null)), panel.querySelector(".cards")?.append(card), made;
  });
  return (moment) => views.forEach((view) => view(moment));
}
function parameters(payload) {
  let order = payload.training?.windows.map((one) => one.name) ?? [];
  return payload.leaves.filter((one) => one.kind === "parameter").sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
}
function table(page, card, one, css, edit) {
  let [rows, columns] = twoSizes(one.shape), cells = [], body = element(page, "tbody");
  for (let i = 0; i < Math.min(rows, MOST_ROWS); i += 1) {
    let row = element(page, "tr");
    for (let j = 0; j < Math.min(columns, MOST_COLUMNS); j += 1) row.append(cell(page, one, i * columns + j, edit, cells, [i, j]));
    body.append(row);
  }
  let size = one.shape.length ? ` ${one.shape.join(" × ")}` : "", caption = element(page, "caption", {}, element(page, "b", {}, one.written), element(page, "span", {}, size));
  return (rows > MOST_ROWS || columns > MOST_COLUMNS) && caption.append(element(page, "span", {}, ", its first entries")), card.append(element(page, "table", { class: `matrix ${css}`, "data-array": one.name }, caption, body)), ({ numbers }) => fill(cells, numbers.get(one.name) ?? new Float64Array(0));
}
function cell(page, one, place, edit, cells, at) {
  let label = `${one.written}${one.shape.length ? `, row ${(at[0] ?? 0) + 1}, column ${(at[1] ?? 0) + 1}` : ""}`;
  if (!edit) {
    let shown2 = element(page, "td");
    return cells.push({ place, shown: shown2, input: null }), shown2;
  }
  let input = element(page, "input", { "aria-label": label, inputmode: "decimal", size: "7", autocomplete: "off" });
  input.addEventListener("change", () => {
    let value = Number(input.value.trim().replaceAll("−", "-")), fits = input.value.trim() !== "" && Number.isFinite(value);
    input.setAttribute("aria-invalid", String(!fits)), fits && edit(one.name, place, value);
  });
  let shown = element(page, "td", { class: "editable" }, input);
  return cells.push({ place, shown, input }), shown;
}
function fill(cells, numbers) {
  let largest = 0;
  for (let one of numbers) Math.abs(one) > largest && Number.isFinite(one) && (largest = Math.abs(one));
  for (let { place, shown, input } of cells) {
    let value = numbers[place] ?? Number.NaN, text = formatNumber(value).replaceAll("-", "−");
    input ? (input.removeAttribute("aria-invalid"), input.value !== text && (input.value = text)) : write(shown, text);
    let share = largest ? Math.abs(value) / largest : 0;
    tint(shown, `${Math.round(share * 100)}%`, value < 0 ? "minus" : "plus");
  }
}
function tint(cell2, share, sign) {
  cell2.style.getPropertyValue("--share") !== share && cell2.style.setProperty("--share", share), cell2.dataset.sign !== sign && (cell2.dataset.sign = sign);
}
function twoSizes(shape) {
  let columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size) => product * size, 1), columns];
}

// src/panels.ts
var NEAR = "200px", Panels = class {
  constructor(page) {
    this.page = page;
    let observer = new IntersectionObserver((entries) => this.moved(entries), { rootMargin: NEAR });
    for (let panel of page.querySelectorAll("[data-panel]"))
      this.views.set(panel, []), observer.observe(panel);
  }
  page;
  views = /* @__PURE__ */ new Map();
  seen = /* @__PURE__ */ new Set();
  drawn = /* @__PURE__ */ new Map();
  last = null;
  /* The panel of a name, if the page has it. */
  find(name) {
    return [...this.views.keys()].find((panel) => panel.dataset.panel === name) ?? null;
  }
  /* Another view of a panel, if the page has it. */
  add(name, made) {
    let panel = this.find(name);
    panel && this.views.get(panel)?.push(made(panel));
  }
  /* Draws a moment: all panels, or those in sight. */
  draw(moment, everything) {
    this.last = moment;
    for (let panel of this.views.keys()) (everything || this.seen.has(panel)) && this.drawOne(panel, moment);
    this.page.documentElement.dataset.revision = String(moment.state.revision);
  }
  drawOne(panel, moment) {
    let { revision } = moment.state;
    if (this.drawn.get(panel) !== revision) {
      this.drawn.set(panel, revision);
      for (let view of this.views.get(panel) ?? []) view(moment);
      panel.dataset.revision = String(revision);
    }
  }
  moved(entries) {
    for (let { target, isIntersecting } of entries)
      isIntersecting ? this.seen.add(target) : this.seen.delete(target), isIntersecting && this.last && this.drawOne(target, this.last);
  }
};

// src/payload.ts
function readPayload(page) {
  return JSON.parse(page.getElementById("payload")?.textContent ?? "null");
}
var countOf = (one) => one.shape.reduce((product, size) => product * size, 1);

// src/programs.ts
async function importShown(page, id) {
  let text = page.getElementById(id)?.textContent ?? "", address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}
function passesOf(module, payload) {
  let slots = module.places(1), room = slots.at(-1) ?? 0, sizes = payload.leaves.map((leaf) => Math.max(8, countOf(leaf))), all = module.new_memory(room + sizes.reduce((sum, size) => sum + size, 0)), windows = [], end = room;
  return payload.leaves.forEach((leaf, i) => {
    windows.push(all.subarray(end, end + countOf(leaf))), end += sizes[i] ?? 0;
  }), (leaves) => {
    let given = payload.leaves.map((leaf, i) => argument(leaf, leaves, windows[i])), found = module.compute(...given, all.subarray(0, room), slots), own = Object.entries(found).map(([name, one]) => [name, Float64Array.from(typeof one == "number" ? [one] : one)]);
    return new Map([...leaves, ...own]);
  };
}
function argument(leaf, leaves, window) {
  let numbers = leaves.get(leaf.name) ?? new Float64Array(0);
  return leaf.shape.length === 0 || window === void 0 ? numbers[0] ?? Number.NaN : (window.set(numbers), window);
}

// src/run.ts
var Run = class {
  constructor(module, training, settings, start, leaves) {
    this.module = module;
    this.training = training;
    this.settings = settings;
    let { rows, tables } = training;
    this.records.set(0, start), this.tables = tables.map((one) => asTable(leaves.get(one.name) ?? new Float64Array(0), rows, one.by_rows)), this.slots = module.places(this.batchSize);
    let room = this.slots.at(-1) ?? 0, size = Math.ceil((start[0]?.length ?? 0) / 8) * 8, all = module.new_memory(room + size * start.length);
    this.memory = all.subarray(0, room), this.vectors = start.map((one, i) => all.subarray(room + i * size, room + i * size + one.length));
  }
  module;
  training;
  settings;
  costs = [];
  // of each batch, before its step
  diverged = !1;
  records = /* @__PURE__ */ new Map();
  every = 1;
  dealt = { epoch: -1, order: new Int32Array(0) };
  tables;
  vectors;
  // where the program reads and writes them
  memory;
  slots;
  /* How many rows a step takes. */
  get batchSize() {
    return Math.min(this.settings.batchSize, this.training.rows);
  }
  /* How many steps an epoch has: the last short batch is dropped. */
  get stepsOfEpoch() {
    return Math.max(1, Math.floor(this.training.rows / this.batchSize));
  }
  /* How many steps were made, and theta after them: fewer than were asked for where a cost is not finite. */
  at(step) {
    let made = Math.max(0, ...[...this.records.keys()].filter((one) => one <= step));
    for (this.records.get(made)?.forEach((one, i) => this.vectors[i]?.set(one)); made < step && this.makeStep(made); )
      made += 1, made % this.every === 0 && !this.records.has(made) && this.record(made);
    return { step: made, theta: (this.vectors[0] ?? new Float64Array(0)).slice() };
  }
  record(step) {
    if (this.records.set(step, this.vectors.map((one) => one.slice())), !(this.records.size * this.vectors.length * (this.vectors[0]?.length ?? 1) <= 4e6)) {
      this.every *= 2;
      for (let one of this.records.keys()) one % this.every !== 0 && this.records.delete(one);
    }
  }
  makeStep(step) {
    let { learningRate, seed } = this.settings, m = this.batchSize, batch = step % this.stepsOfEpoch, order = this.order(Math.floor(step / this.stepsOfEpoch)).subarray(batch * m, (batch + 1) * m), costs = new Float64Array(1), clock = [Float64Array.of(learningRate), step + 1, seed], done = this.module.run_steps(
      ...this.tables,
      order,
      m,
      ...clock,
      ...this.vectors,
      this.memory,
      this.slots,
      costs
    );
    return done === 1 && step === this.costs.length && this.costs.push(costs[0] ?? Number.NaN), this.diverged ||= done === 0, done === 1;
  }
  /* The rows of an epoch; a full batch is a sum over all of them, whose order says nothing. */
  order(epoch) {
    if (this.dealt.epoch !== epoch) {
      let { rows } = this.training, order = this.batchSize === rows ? Int32Array.from({ length: rows }, (_, i) => i) : this.module.permutation(this.settings.seed, epoch, rows);
      this.dealt = { epoch, order };
    }
    return this.dealt.order;
  }
};
function asTable(leaf, rows, byRows) {
  let width = leaf.length / rows;
  return byRows ? leaf : leaf.map((_, i) => leaf[i % width * rows + Math.floor(i / width)] ?? Number.NaN);
}

// src/state.ts
var Machine = class {
  constructor(payload, module) {
    this.payload = payload;
    this.module = module;
  }
  payload;
  module;
  /* The page as Python made it. */
  start() {
    let leaves = new Map(this.payload.leaves.map((leaf) => [leaf.name, Float64Array.from(leaf.numbers)])), { learning_rate = 0, batch_size = 1, seed = 0 } = this.payload.training ?? {};
    return this.begun(leaves, { learningRate: learning_rate, batchSize: batch_size, seed }, 0);
  }
  /* Step 0 of the same run. */
  reset(state) {
    return this.at(state, 0);
  }
  /* Another step of the run; making it is up to the run. */
  at(state, step) {
    if (!state.run) return state;
    let found = state.run.at(Math.max(0, step)), leaves = new Map(state.leaves);
    for (let { name, start, stop } of this.payload.training?.windows ?? [])
      leaves.has(name) && leaves.set(name, found.theta.slice(start, stop));
    return { ...state, revision: state.revision + 1, leaves, step: found.step };
  }
  /* One number of a leaf is another: a new run begins there, for the old one led elsewhere. */
  edited(state, name, place, value) {
    let numbers = Float64Array.from(state.leaves.get(name) ?? []);
    numbers[place] = value;
    let leaves = new Map(state.leaves).set(name, numbers);
    return { ...this.begun(leaves, state.run?.settings, state.revision + 1) };
  }
  /* Other settings: a new run begins at the start of the old one. */
  retuned(state, settings) {
    let first = this.at(state, 0);
    return this.begun(first.leaves, settings, state.revision + 1);
  }
  begun(leaves, settings, revision) {
    let { training } = this.payload, still = { revision, leaves, run: null, step: 0, playing: !1 };
    if (!training || !this.module || !settings) return still;
    let vectors = training.vectors.map((one) => Float64Array.from(one.numbers));
    for (let { name, start } of training.windows) vectors[0]?.set(leaves.get(name) ?? [], start);
    return { ...still, run: new Run(this.module, training, settings, vectors, leaves) };
  }
};

// src/transport.ts
function transport(panel, moves) {
  let buttons = ["reset", "back", "toggle", "forward"], found = buttons.map((name) => panel.querySelector(`[data-move="${name}"]`));
  found.forEach((button, i) => button?.addEventListener("click", moves[buttons[i] ?? "reset"]));
  let [reset, back, toggle, forward] = found, slider = panel.querySelector("input[type=range]"), said = panel.querySelector("output");
  return slider?.addEventListener("input", () => moves.drag(Number(slider.value))), slider?.addEventListener("change", () => moves.seek(Number(slider.value))), panel.ownerDocument.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLElement && event.target.closest("input, button, summary, select")) return;
    let move = { ArrowLeft: moves.back, ArrowRight: moves.forward, " ": moves.toggle, Home: moves.reset }[event.key];
    !move || event.ctrlKey || event.metaKey || event.altKey || (event.preventDefault(), move());
  }), ({ state }) => {
    let made = state.run?.costs.length ?? 0, stopped = !!state.run?.diverged && state.step >= made;
    if (reset && (reset.disabled = state.step === 0), back && (back.disabled = state.step === 0), forward && (forward.disabled = stopped), toggle && (toggle.disabled = stopped, toggle.setAttribute("aria-label", state.playing ? "pause" : "play"), toggle.dataset.playing = String(state.playing)), slider && (slider.max = String(Math.max(made, state.step)), slider.value = String(state.step), slider.disabled = made === 0), said) {
      let epoch = state.run ? Math.floor(state.step / state.run.stepsOfEpoch) : 0, words = `step ${state.step}, epoch ${epoch}`;
      write(said, stopped ? `${words}: the next cost is not finite; choose a smaller learning rate` : words);
    }
  };
}

// src/tuning.ts
function tuning(panel, training, retune) {
  let field = (name) => panel.querySelector(`[name="${name}"]`), rate = field("learning_rate"), size = field("batch_size"), seed = field("seed"), inputs = [rate, size, seed], changed = () => {
    let settings = { learningRate: Number(rate?.value), batchSize: Number(size?.value), seed: Number(seed?.value) }, fits = [
      Number.isFinite(settings.learningRate) && rate?.value.trim() !== "",
      Number.isInteger(settings.batchSize) && settings.batchSize >= 1 && settings.batchSize <= training.rows,
      Number.isSafeInteger(settings.seed) && settings.seed >= 0 && seed?.value.trim() !== ""
    ];
    inputs.forEach((one, i) => one?.setAttribute("aria-invalid", String(!fits[i]))), fits.every(Boolean) && retune(settings);
  };
  return inputs.forEach((one) => one?.addEventListener("change", changed)), ({ state }) => {
    if (!state.run) return;
    let { learningRate, batchSize, seed: chosen } = state.run.settings, texts = [formatNumber(learningRate), String(batchSize), String(chosen)];
    inputs.forEach((one, i) => {
      one && one !== panel.ownerDocument.activeElement && (one.value = texts[i] ?? "");
    });
    let said = panel.querySelector("output");
    said && write(said, sentence(training, state.run.batchSize, state.run.stepsOfEpoch));
  };
}
function sentence({ rows, optimizer }, size, steps) {
  if (size === rows) return `${optimizer}: all ${rows} rows in every step`;
  let left = rows - size * steps, short = left ? `, a short last one of ${left} dropped` : "";
  return `${optimizer}: ${rows} rows shuffled every epoch, ${steps} batches of ${size}${short}`;
}

// src/main.ts
async function open(page) {
  let payload = readPayload(page), passes = passesOf(await importShown(page, "passes"), payload), { training } = payload, machine = new Machine(payload, training && await importShown(page, "training")), panels = new Panels(page), state = machine.start(), show = (next, everything = !next.playing) => {
    state = next, panels.draw({ state, numbers: passes(state.leaves) }, everything);
  }, still = (next) => show({ ...next, playing: !1 }), frame = 0, play = () => {
    if (!state.playing) return;
    let next = machine.at(state, state.step + 1);
    show({ ...next, playing: next.step > state.step }), frame = requestAnimationFrame(play);
  }, toggle = () => {
    show({ ...state, revision: state.revision + 1, playing: !state.playing }), cancelAnimationFrame(frame), frame = requestAnimationFrame(play);
  };
  for (let [name, all] of groups(payload))
    panels.add(name, (panel) => matrices(panel, all, payload, (...edit) => still(machine.edited(state, ...edit))));
  panels.add("circuit", (panel) => circuit(panel, payload)), panels.add("curve", curve), panels.add(
    "transport",
    (panel) => transport(panel, {
      reset: () => still(machine.reset(state)),
      back: () => still(machine.at(state, state.step - 1)),
      toggle,
      forward: () => still(machine.at(state, state.step + 1)),
      drag: (step) => show({ ...machine.at(state, step), playing: !1 }, !1),
      seek: (step) => still(machine.at(state, step))
    })
  ), training && panels.add("settings", (panel) => tuning(panel, training, (settings) => still(machine.retuned(state, settings)))), link(page), show(state);
}
"document" in globalThis && open(document);
export {
  formatNumber,
  open
};
