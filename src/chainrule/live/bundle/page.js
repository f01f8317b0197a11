// src/bridge.ts
function bridge(page, { shared, open: open2, seek, take }) {
  let own = page.defaultView;
  if (!own || own.parent === own || page.documentElement.dataset.widget === void 0) return null;
  own.addEventListener("message", ({ source, data }) => {
    source === own.parent && (typeof data?.open == "string" && open2(data.open), typeof data?.step == "number" && Number.isSafeInteger(data.step) && seek(data.step), typeof data?.scroll == "number" && own.scrollTo(0, data.scroll), data?.streamed && take(data.streamed));
  });
  let told = null, waiting = !1, tell = () => {
    waiting = !1, told && own.parent.postMessage({ state: shared(told), step: told.step, scroll: own.scrollY }, "*");
  };
  return ({ state }) => {
    told = state, waiting || setTimeout(tell, state.playing ? 200 : 0), waiting = !0;
  };
}

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
  let exact = size.toFixed(100), kept = exact.slice(0, exact.length - 100 + digits);
  return isTie(exact.slice(kept.length)) && isEven(kept) ? kept : size.toFixed(digits);
}
function significant(size, digits) {
  let exact = size.toExponential(100), kept = exact.slice(0, digits + 1), tie = isTie(exact.slice(digits + 1, exact.indexOf("e"))) && isEven(kept), [mantissa = "", power = "0"] = (tie ? kept + exact.slice(exact.indexOf("e")) : size.toExponential(digits - 1)).split("e"), exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    let two = String(Math.abs(exponent)).padStart(2, "0");
    return `${withoutZeros(mantissa)}e${exponent < 0 ? "-" : "+"}${two}`;
  }
  let all = mantissa.replace(".", "");
  return exponent >= 0 ? withoutZeros(`${all.slice(0, exponent + 1)}.${all.slice(exponent + 1)}`) : withoutZeros(`0.${"0".repeat(-exponent - 1)}${all}`);
}
var isTie = (rest) => /^50*$/.test(rest), isEven = (kept) => Number(kept.at(-1)) % 2 === 0, withoutZeros = (written2) => written2.includes(".") ? written2.replace(/\.?0+$/, "") : written2;

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
    return { place, read: (numbers2) => read(numbers2.get(array), at, summary) };
  });
  return ({ numbers: numbers2 }) => {
    for (let { place, read: read2 } of places) {
      let value = read2(numbers2);
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
    let texts2 = [
      [top, costs.length ? formatNumber(high, 4) : ""],
      [bottom, costs.length ? formatNumber(low, 4) : ""],
      [last, costs.length ? `step ${costs.length - 1}` : ""],
      [said, cost === void 0 ? "No step was made yet." : `Cost of the batch at step ${here}: ${formatNumber(cost)}`]
    ];
    for (let [place, text] of texts2) place && write(place, text);
  };
}
function bounds(costs) {
  let low = 1 / 0, high = -1 / 0;
  for (let one of costs)
    one < low && (low = one), one > high && (high = one);
  return costs.length ? { low: Math.min(0, low), high } : { low: 0, high: 1 };
}

// src/hiding.ts
var HIDE = "hide";
function panelsOf(page) {
  let all = [...page.querySelectorAll("[data-panel], section.panel")];
  return new Map(all.map((one) => [nameOf(one), one]));
}
function nameOf(panel) {
  return panel.dataset.panel ?? panel.querySelector("h2")?.textContent?.trim().toLowerCase().replaceAll(" ", "-") ?? "";
}
function hide(page, query) {
  let panels = panelsOf(page), names = hiddenBy(query);
  for (let name of names) panels.get(name)?.setAttribute("hidden", "");
  return names.filter((name) => !panels.has(name));
}
function hiddenBy(query) {
  return new URLSearchParams(query).getAll(HIDE).join(",").split(",").map((name) => name.trim()).filter(Boolean);
}
var hiding = (names) => names.length ? `?${HIDE}=${names.join(",")}` : "";

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
function matrices(page, payload, edit) {
  let cotangents = new Map(payload.results.filter((one) => one.of).map((one) => [one.of, one])), named2 = payload.results.filter((one) => !one.of && !one.name.startsWith("#")), views = [
    ["parameters", parameters(payload)],
    ["data", payload.leaves.filter((one) => one.kind !== "parameter")],
    ["between", named2]
  ].flatMap(([id, all]) => {
    let panel = page.getElementById(id);
    return panel && all.length === 0 && panel.closest("section")?.setAttribute("hidden", ""), all.map((one) => {
      let views2 = [], card = element(page, "div", { class: "card", "data-part": one.name }), editable = "editable" in one && one.editable === !0;
      views2.push(table(page, card, one, "value", editable ? edit : null));
      let cotangent = cotangents.get(one.name);
      return cotangent && views2.push(table(page, card, cotangent, "slope", null)), panel?.append(card), (moment) => views2.forEach((view) => view(moment));
    });
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
  return (rows > MOST_ROWS || columns > MOST_COLUMNS) && caption.append(element(page, "span", {}, ", its first entries")), card.append(element(page, "table", { class: `matrix ${css}`, "data-array": one.name }, caption, body)), ({ numbers: numbers2 }) => fill(cells, numbers2.get(one.name) ?? new Float64Array(0));
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
function fill(cells, numbers2) {
  let largest = 0;
  for (let one of numbers2) Math.abs(one) > largest && Number.isFinite(one) && (largest = Math.abs(one));
  for (let { place, shown, input } of cells) {
    let value = numbers2[place] ?? Number.NaN, text = formatNumber(value).replaceAll("-", "−");
    input ? (input.removeAttribute("aria-invalid"), input.value !== text && (input.value = text)) : write(shown, text);
    let share = largest ? Math.abs(value) / largest : 0;
    shown.style.setProperty("--share", `${Math.round(share * 100)}%`), shown.dataset.sign = value < 0 ? "minus" : "plus";
  }
}
function twoSizes(shape) {
  let columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size) => product * size, 1), columns];
}

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
  let numbers2 = leaves.get(leaf.name) ?? new Float64Array(0);
  return leaf.shape.length === 0 || window === void 0 ? numbers2[0] ?? Number.NaN : (window.set(numbers2), window);
}

// src/shared.ts
var MARK = "state=1.";
var WRITTEN_ANEW = "gradient", NotOpened = class extends Error {
};
function writeShared(payload, state, selection) {
  let learned = new Set(payload.training?.windows.map((one) => one.name)), kept = payload.leaves.filter((leaf) => !learned.has(leaf.name)), { run } = state, far = state.step > 1e5, vectors = (step) => run ? named(payload, run.vectorsAt(step)) : {}, now = state.step ? vectors(state.step) : {}, shared = {
    format: 1,
    title: payload.title,
    model: payload.model,
    optimizer: payload.optimizer,
    settings: run && { learning_rate: run.settings.learningRate, batch_size: run.settings.batchSize, seed: run.settings.seed },
    leaves: Object.fromEntries(
      kept.map(({ name, shape }) => [name, { shape, numbers: [...state.leaves.get(name) ?? []] }])
    ),
    step: far ? 0 : state.step,
    start: far ? now : vectors(0),
    now: far ? {} : now,
    selection
  };
  return JSON.stringify(shared);
}
function named(payload, vectors) {
  let pairs = (payload.training?.vectors ?? []).map(({ name }, i) => [name, [...vectors[i] ?? []]]);
  return Object.fromEntries(pairs.filter(([name]) => name !== WRITTEN_ANEW));
}
function readShared(text, payload) {
  let shared = parse(text);
  require2(shared.format === 1, "it is of another version of chainrule"), require2(same(shared.model, payload.model), "it is of another model; cr.open(link) in Python makes its board"), require2(same(withoutRate(shared.optimizer), withoutRate(payload.optimizer)), "it trains by another optimizer");
  let leaves = new Map(payload.leaves.map((leaf) => [leaf.name, Float64Array.from(leaf.numbers)])), learned = new Set(payload.training?.windows.map((one) => one.name));
  for (let { name, shape } of payload.leaves) {
    if (learned.has(name)) continue;
    let found = shared.leaves?.[name];
    require2(same(found?.shape, shape), `${name} has another size`), leaves.set(name, numbers(found?.numbers, leaves.get(name)?.length ?? 0, name));
  }
  let { step = -1, selection } = shared;
  require2(Number.isInteger(step) && step >= 0 && step <= 1e5, "its step is no step");
  let start = vectorsOf(shared.start, payload), now = step ? vectorsOf(shared.now, payload) : start;
  return { leaves, settings: settingsOf(shared, payload), step, start, now, selection: typeof selection == "string" ? selection : "" };
}
function vectorsOf(lists, { training }) {
  return (training?.vectors ?? []).map(
    ({ name, numbers: own }) => name === WRITTEN_ANEW ? new Float64Array(own.length) : numbers(lists?.[name], own.length, name)
  );
}
function settingsOf({ settings }, { training }) {
  if (!training) return null;
  let { learning_rate: learningRate = Number.NaN, batch_size: batchSize = 0, seed = -1 } = settings ?? {};
  return require2(Number.isFinite(learningRate), "its learning rate is no number"), require2(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= training.rows, "its batch size is none"), require2(Number.isSafeInteger(seed) && seed >= 0, "its seed is none"), { learningRate, batchSize, seed };
}
function numbers(list, length, name) {
  return require2(Array.isArray(list) && list.length === length, `${name} has another size`), require2((list ?? []).every((one) => typeof one == "number" && Number.isFinite(one)), `${name} has what is no number`), Float64Array.from(list ?? []);
}
function parse(text) {
  try {
    let found = JSON.parse(text);
    if (typeof found == "object" && found !== null) return found;
  } catch {
  }
  throw new NotOpened("it is damaged");
}
function require2(holds, why) {
  if (!holds) throw new NotOpened(why);
}
var same = (one, other) => JSON.stringify(one) === JSON.stringify(other), withoutRate = (optimizer) => ({ ...optimizer, learning_rate: null });
async function fold(text) {
  let stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw")), bytes = new Uint8Array(await new Response(stream).arrayBuffer()), signs = "";
  for (let one of bytes) signs += String.fromCharCode(one);
  return MARK + btoa(signs).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
async function unfold(fragment) {
  let own = fragment.replace(/^#/, "");
  if (!own.startsWith("state=")) return null;
  if (!own.startsWith(MARK)) throw new NotOpened("it is of another version of chainrule");
  try {
    let signs = atob(own.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/")), bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
    return await readAll(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")));
  } catch (error) {
    throw error instanceof NotOpened ? error : new NotOpened("it is damaged, or was cut short");
  }
}
async function readAll(stream) {
  let reader = stream.getReader(), decoder = new TextDecoder("utf-8", { fatal: !0 }), text = "";
  for (; ; ) {
    let { done, value } = await reader.read();
    if (text += decoder.decode(value, { stream: !done }), text.length > 4e6) throw new NotOpened("it is too large");
    if (done) return text;
  }
}

// src/exporting.ts
var HOLE = /⟦(.*?)⟧/gu, INHERITED = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "opacity",
  "visibility",
  "display",
  "text-anchor",
  "font-family",
  "font-size",
  "font-weight",
  "font-style"
];
function filled({ text }, leaves, state) {
  let shapes = new Map(leaves.map((leaf) => [leaf.name, leaf.shape])), settings = { learning_rate: state.run?.settings.learningRate, seed: state.run?.settings.seed };
  return text.replace(HOLE, (_, name) => {
    let shape = shapes.get(name);
    return shape ? literal(state.leaves, name, shape) : String(settings[name] ?? "None");
  });
}
function literal(leaves, name, shape) {
  let numbers2 = leaves.get(name) ?? new Float64Array(0), nested = (from, [size, ...rest]) => {
    if (size === void 0) return written(numbers2[from] ?? Number.NaN);
    let width = rest.reduce((product, one) => product * one, 1);
    return `[${Array.from({ length: size }, (_, i) => nested(from + i * width, rest)).join(", ")}]`;
  };
  return nested(0, shape);
}
var written = (one) => Number.isInteger(one) && Math.abs(one) < 1e21 ? `${one}.0` : String(one);
function picturesOf(page) {
  let seen = [...page.querySelectorAll("[data-panel] svg[role=img], [data-panel] canvas")].filter((one) => one.checkVisibility());
  return new Map(seen.map((one, i) => [nameOf2(one) || `picture ${i + 1}`, one]));
}
function nameOf2(picture) {
  let titled = picture.querySelector("title")?.textContent;
  return (picture.getAttribute("aria-label") ?? titled ?? "").trim();
}
function asSvg(picture) {
  let copy = picture.cloneNode(!0), own = [picture, ...picture.querySelectorAll("*")], copies = [copy, ...copy.querySelectorAll("*")];
  own.forEach((one, i) => {
    if (one.closest("defs, style, title, desc")) return;
    let style = getComputedStyle(one);
    copies[i]?.setAttribute("style", INHERITED.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
  });
  let { width, height } = picture.getBoundingClientRect();
  return copy.setAttribute("xmlns", "http://www.w3.org/2000/svg"), copy.setAttribute("width", String(Math.ceil(width))), copy.setAttribute("height", String(Math.ceil(height))), new XMLSerializer().serializeToString(copy);
}
async function asPng(picture) {
  let { width, height } = picture.getBoundingClientRect(), canvas = picture.ownerDocument.createElement("canvas");
  canvas.width = Math.ceil(width * 2), canvas.height = Math.ceil(height * 2);
  let pen = canvas.getContext("2d");
  return pen ? (pen.fillStyle = getComputedStyle(picture.ownerDocument.body).backgroundColor, pen.fillRect(0, 0, canvas.width, canvas.height), pen.drawImage(picture instanceof HTMLCanvasElement ? picture : await imageOf(asSvg(picture)), 0, 0, canvas.width, canvas.height), new Promise((done) => canvas.toBlob(done, "image/png"))) : null;
}
async function imageOf(svg) {
  let image = new Image();
  return image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, await image.decode(), image;
}

// src/sharing.ts
function sharing(panel, payload, { open: open2, selection }) {
  let page = panel.ownerDocument, said = panel.querySelector("[role=status]"), link2 = panel.querySelector("[name=link]"), file = panel.querySelector("[type=file]"), hidden = checkboxes(panel), moment = null, say = (text) => {
    said && write(said, text);
  }, on = (name, act) => panel.querySelector(`[data-share=${name}]`)?.addEventListener("click", act), shared = () => moment ? writeShared(payload, moment.state, selection()) : "";
  return on("copy", async () => {
    let { location } = page, fragment = `#${await fold(shared())}`, query = hidden ? hiding(hidden()) : "", address = location.protocol === "about:" ? fragment : location.href.replace(/[?#].*$/su, "") + query + fragment;
    link2 && (link2.value = address), link2?.select(), say(await copied(page, address) ? `Copied: ${address.length} characters.` : "The link is selected, to be copied.");
  }), on("save", () => save(page, `${nameOf3(payload)}.json`, new Blob([shared()], { type: "application/json" }))), on("open", () => file?.click()), file?.addEventListener("change", async () => {
    let text = await file.files?.[0]?.text();
    file.value = "", text !== void 0 && await open2(text);
  }), texts(panel, payload, () => moment), pictures(panel, say), (now) => {
    moment = now, link2?.value && (link2.value = "");
  };
}
function sayOpened(panel, text) {
  let said = panel?.querySelector("[role=status]");
  said && write(said, text);
}
function checkboxes(panel) {
  let place = panel.querySelector("[data-share=panels]");
  if (!place) return null;
  let page = panel.ownerDocument, now = hiddenBy(page.location.search);
  for (let name of panelsOf(page).keys()) {
    let box = element(page, "input", { type: "checkbox", value: name });
    box.checked = now.includes(name), place.append(element(page, "label", { class: "tick" }, box, name.replaceAll("-", " ")));
  }
  return () => [...place.querySelectorAll(":checked")].map((one) => one.value);
}
function texts(panel, payload, moment) {
  let page = panel.ownerDocument, place = panel.querySelector("[data-share=texts]");
  for (let one of payload.exports) {
    let button = element(page, "button", { type: "button" }, one.name);
    button.addEventListener("click", () => {
      let now = moment();
      now && save(page, one.file, new Blob([filled(one, payload.leaves, now.state)], { type: "text/plain;charset=utf-8" }));
    }), place?.append(button);
  }
}
function pictures(panel, say) {
  let page = panel.ownerDocument, choice = panel.querySelector("[name=picture]"), fill2 = () => {
    let chosen = choice?.value;
    choice?.replaceChildren(...[...picturesOf(page).keys()].map((name) => element(page, "option", {}, name))), choice && chosen && (choice.value = chosen);
  };
  choice?.addEventListener("pointerdown", fill2), choice?.addEventListener("focus", fill2), fill2();
  for (let kind of ["svg", "png"])
    panel.querySelector(`[data-share=${kind}]`)?.addEventListener("click", async () => {
      let name = choice?.value ?? "", picture = picturesOf(page).get(name);
      if (!picture) return say("This picture is not seen now.");
      if (kind === "svg" && !(picture instanceof SVGSVGElement)) return say("This picture is made of pixels; save it as PNG.");
      let made = kind === "png" ? await asPng(picture) : new Blob([asSvg(picture)], { type: "image/svg+xml" });
      made && save(page, `${fileName(name)}.${kind}`, made);
    });
}
async function copied(page, text) {
  if (page.location.protocol === "about:") return !1;
  try {
    return await page.defaultView?.navigator.clipboard.writeText(text), !0;
  } catch {
    return !1;
  }
}
function save(page, name, content) {
  let address = URL.createObjectURL(content);
  element(page, "a", { href: address, download: name }).click(), setTimeout(() => URL.revokeObjectURL(address), 1e4);
}
var fileName = (title) => title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/gu, "").slice(0, 60) || "page", nameOf3 = (payload) => fileName(payload.title);

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
  /* All vectors after so many steps. */
  vectorsAt(step) {
    return this.at(step), this.vectors.map((one) => one.slice());
  }
  /* Make the steps before another one again, whose vectors are known: what is shared is what is seen. */
  async openedAt(step, known) {
    for (let made = 0; made < step && !this.diverged; made += 64)
      this.at(Math.min(step, made + 64)), made % 1024 === 0 && await new Promise((done) => setTimeout(done));
    this.record(step, known);
  }
  /* Steps up to another one, which were made elsewhere. */
  take(step, costs, vectors) {
    if (step - costs.length === this.costs.length) for (let one of costs) this.costs.push(one);
    this.record(step, vectors);
  }
  record(step, vectors = this.vectors) {
    if (this.records.set(step, vectors.map((one) => one.slice())), !(this.records.size * this.vectors.length * (this.vectors[0]?.length ?? 1) <= 4e6)) {
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
  /* Whether every number is one that the page began with. */
  isAtStart({ leaves }) {
    return this.payload.leaves.every(({ name, numbers: numbers2 }) => numbers2.every((one, i) => leaves.get(name)?.[i] === one));
  }
  /* What somebody shared, a run that stands where it stood there. */
  async opened(opening, revision) {
    let begun = this.begun(opening.leaves, opening.settings ?? void 0, revision, opening.start);
    return await begun.run?.openedAt(opening.step, opening.now), { ...this.at(begun, opening.step), revision };
  }
  /* The same run, some steps of which were made elsewhere. */
  streamed(state, { step, costs, vectors }) {
    let known = this.payload.training?.vectors.map((one) => Float64Array.from(vectors[one.name] ?? one.numbers)) ?? [];
    return state.run?.take(step, costs, known), this.at(state, step);
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
    let numbers2 = Float64Array.from(state.leaves.get(name) ?? []);
    numbers2[place] = value;
    let leaves = new Map(state.leaves).set(name, numbers2);
    return { ...this.begun(leaves, state.run?.settings, state.revision + 1) };
  }
  /* Other settings: a new run begins at the start of the old one. */
  retuned(state, settings) {
    let first = this.at(state, 0);
    return this.begun(first.leaves, settings, state.revision + 1);
  }
  begun(leaves, settings, revision, start = this.vectorsFrom(leaves)) {
    let { training } = this.payload, still = { revision, leaves, run: null, step: 0, playing: !1 };
    return !training || !this.module || !settings ? still : { ...still, run: new Run(this.module, training, settings, start, leaves) };
  }
  /* All vectors of a run that begins at these parameters. */
  vectorsFrom(leaves) {
    let { training } = this.payload, vectors = training?.vectors.map((one) => Float64Array.from(one.numbers)) ?? [];
    for (let { name, start } of training?.windows ?? []) vectors[0]?.set(leaves.get(name) ?? [], start);
    return vectors;
  }
};

// src/transport.ts
function transport(panel, moves) {
  let buttons = ["reset", "back", "toggle", "forward"], found = buttons.map((name) => panel.querySelector(`[data-move="${name}"]`));
  found.forEach((button, i) => button?.addEventListener("click", moves[buttons[i] ?? "reset"]));
  let [reset, back, toggle, forward] = found, slider = panel.querySelector("input[type=range]"), said = panel.querySelector("output");
  return slider?.addEventListener("input", () => moves.seek(Number(slider.value))), panel.ownerDocument.addEventListener("keydown", (event) => {
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
    let { learningRate, batchSize, seed: chosen } = state.run.settings, texts2 = [formatNumber(learningRate), String(batchSize), String(chosen)];
    inputs.forEach((one, i) => {
      one && one !== panel.ownerDocument.activeElement && (one.value = texts2[i] ?? "");
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
  let payload = readPayload(page), passes = passesOf(await importShown(page, "passes"), payload), { training } = payload, machine = new Machine(payload, training && await importShown(page, "training")), panels = new Map([...page.querySelectorAll("[data-panel]")].map((one) => [one.dataset.panel, one])), views = [], state = machine.start(), stills = [...page.querySelectorAll("[data-still]")], show = (next) => {
    state = next;
    let moment = { state, numbers: passes(state.leaves) };
    for (let view of views) view(moment);
    standStill(stills, stills.length === 0 || machine.isAtStart(state));
    for (let panel of panels.values()) panel.dataset.revision = String(state.revision);
    page.documentElement.dataset.revision = String(state.revision);
  }, still = (next) => show({ ...next, playing: !1 }), frame = 0, play = () => {
    if (!state.playing) return;
    let next = machine.at(state, state.step + 1);
    show({ ...next, playing: next.step > state.step }), frame = requestAnimationFrame(play);
  }, toggle = () => {
    show({ ...state, revision: state.revision + 1, playing: !state.playing }), cancelAnimationFrame(frame), frame = requestAnimationFrame(play);
  };
  views.push(matrices(page, payload, (...edit) => still(machine.edited(state, ...edit))));
  let add = (name, made) => {
    let panel = panels.get(name);
    panel && views.push(made(panel));
  };
  add("circuit", (panel) => circuit(panel, payload)), add("curve", curve), add(
    "transport",
    (panel) => transport(panel, {
      reset: () => still(machine.reset(state)),
      back: () => still(machine.at(state, state.step - 1)),
      toggle,
      forward: () => still(machine.at(state, state.step + 1)),
      seek: (step) => still(machine.at(state, step))
    })
  ), training && add("settings", (panel) => tuning(panel, training, (settings) => still(machine.retuned(state, settings))));
  let opened = async (text) => {
    text !== null && still(await machine.opened(readShared(text, payload), state.revision + 1));
  }, tryToOpen = async (text) => {
    try {
      await opened(await text()), sayOpened(panels.get("share"), "");
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error;
      sayOpened(panels.get("share"), `What was shared could not be opened: ${error.message}.`);
    }
  };
  add("share", (panel) => sharing(panel, payload, { open: (text) => tryToOpen(async () => text), selection: () => "" }));
  let told = bridge(page, {
    shared: (now) => writeShared(payload, now, ""),
    open: (text) => tryToOpen(async () => text),
    seek: (step) => still(machine.at(state, step)),
    take: (streamed) => still(machine.streamed(state, streamed))
  });
  told && views.push(told), link(page);
  let unknown = hide(page, page.location.search), fragment = () => tryToOpen(() => unfold(page.location.hash));
  page.defaultView?.addEventListener("hashchange", fragment), show(state), await fragment(), unknown.length && sayOpened(panels.get("share"), `There is no panel called ${unknown.join(", ")}.`);
}
function standStill(stills, fits) {
  for (let one of stills)
    one.toggleAttribute("data-moved", !fits), one.querySelector(".moved")?.toggleAttribute("hidden", fits);
}
"document" in globalThis && open(document);
export {
  formatNumber,
  open
};
