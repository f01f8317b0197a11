// src/check.ts
var EPSILON = 2220446049250313e-31;
function* checked(cost, here, leaf, numbers2, slope, rules) {
  let gradient = numbers2.get(slope) ?? new Float64Array(0), values = numbers2.get(leaf) ?? new Float64Array(0);
  for (let place of spread(gradient.length, rules.most))
    yield entry(cost, here, leaf, place, values[place] ?? 0, gradient[place] ?? Number.NaN, rules);
}
function entry(cost, here, leaf, place, x, analytic, rules) {
  let at = (step) => compared(cost, here, leaf, place, x, analytic, step, rules), [first = 1e-5, ...others] = rules.steps, best = at(first), tried = best.error <= rules.tolerance && !best.hidden && !best.bent ? [best] : [best, ...others.map(at)], found = tried.reduce((one, other) => worth(other) < worth(one) ? other : one), near = tried.at(-1) ?? best, isCorner = best.bent && near.bend > best.bend / 2 && near.bend > 4 * near.rounding, isRight = found.error <= rules.tolerance, verdict = found.hidden || isCorner ? "not judged" : isRight ? "right" : "wrong";
  return { place, analytic, difference: found.difference, error: found.error, verdict };
}
var worth = (one) => one.hidden ? 1 / 0 : one.error;
function compared(cost, here, leaf, place, x, analytic, part, rules) {
  let step = x + part * Math.max(Math.abs(x), 1) - x, [below, above] = [cost(leaf, place, -step), cost(leaf, place, step)], [left, right] = [(here - below) / step, (above - here) / step], difference = (left + right) / 2, rounding = 8 * EPSILON * Math.max(Math.abs(here), Math.abs(below), Math.abs(above)) / step, size2 = Math.max(Math.abs(analytic), Math.abs(difference)), error = Math.abs(analytic - difference) / Math.max(size2, rounding / rules.tolerance, Number.MIN_VALUE), bend = Math.abs(right - left), bent = bend > rules.bend * Math.max(Math.abs(left), Math.abs(right)) + 4 * rounding, hidden = !Number.isFinite(difference) || analytic !== difference && size2 <= rounding;
  return { difference, error: Number.isFinite(error) ? error : 1 / 0, bend, bent, rounding, hidden };
}
function spread(count, most) {
  let kept = Math.min(count, most);
  return [...new Set(Array.from({ length: kept }, (_, i) => Math.floor(kept > 1 ? i * (count - 1) / (kept - 1) : 0)))];
}

// src/numbers.ts
function formatNumber(value, digits = 6) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  let size2 = Math.abs(value);
  if (Number.isInteger(value) && size2 < 1e15) return value === 0 ? "0" : String(value);
  let sign = value < 0 ? "-" : "";
  return size2 >= 1 && size2 < 10 ** digits ? sign + withoutZeros(decimals(size2, digits)) : sign + significant(size2, digits);
}
function decimals(size2, digits) {
  let rounded = size2.toFixed(digits);
  if (!mayBeTie(size2 * 10 ** digits)) return rounded;
  let exact = size2.toFixed(100), kept = exact.slice(0, exact.length - 100 + digits);
  return isTie(exact.slice(kept.length)) && isEven(kept) ? kept : rounded;
}
function significant(size2, digits) {
  let [mantissa = "", power = "0"] = inDigits(size2, digits).split("e"), exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    let two = String(Math.abs(exponent)).padStart(2, "0");
    return `${withoutZeros(mantissa)}e${exponent < 0 ? "-" : "+"}${two}`;
  }
  let all = mantissa.replace(".", "");
  return exponent >= 0 ? withoutZeros(`${all.slice(0, exponent + 1)}.${all.slice(exponent + 1)}`) : withoutZeros(`0.${"0".repeat(-exponent - 1)}${all}`);
}
function inDigits(size2, digits) {
  let rounded = size2.toExponential(digits - 1), last = 10 ** (digits - 1 - Number(rounded.slice(rounded.indexOf("e") + 1)));
  if (!mayBeTie(size2 * last) && !mayBeTie(size2 * last * 10)) return rounded;
  let exact = size2.toExponential(100), kept = exact.slice(0, digits + 1), end = exact.indexOf("e");
  return isTie(exact.slice(digits + 1, end)) && isEven(kept) ? kept + exact.slice(end) : rounded;
}
var mayBeTie = (size2) => !(Math.abs(2 * size2 - Math.round(2 * size2)) > 1e-3), isTie = (rest) => /^50*$/.test(rest), isEven = (kept) => Number(kept.at(-1)) % 2 === 0, withoutZeros = (written2) => written2.includes(".") ? written2.replace(/\.?0+$/, "") : written2;

// src/view.ts
function element(page, tag, attributes = {}, ...children) {
  let made = page.createElement(tag);
  for (let [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made.append(...children), made;
}
function write(place, text) {
  place.textContent !== text && (place.textContent = text);
}

// src/badges.ts
var BUDGET = 8, WAITING = "…", SIGNS = { right: "✓", wrong: "✗", "not judged": "–" };
function badges(panel, all, rules, costAt2, name) {
  let found = all.flatMap(([of, slope]) => {
    let card = panel.querySelector(`.card[data-part="${CSS.escape(of.name)}"]`);
    return card ? [badge(card, of, slope)] : [];
  }), job = 0;
  return (moment) => {
    clearTimeout(job);
    for (let one of found) judged(one, null, "");
    if (moment.state.playing) return;
    let work = verdicts(found, moment, rules, costAt2(moment), moment.numbers.get(name)?.[0] ?? Number.NaN), go = () => {
      let end = performance.now() + BUDGET;
      for (; performance.now() < end; ) if (work.next().done) return;
      job = setTimeout(go, 0);
    };
    job = setTimeout(go, 0);
  };
}
function badge(card, of, slope) {
  let page = card.ownerDocument, table3 = element(page, "div", { class: "check", hidden: "" }), button = element(page, "button", { type: "button", class: "badge", "aria-expanded": "false" }, WAITING);
  return button.addEventListener("click", () => {
    table3.hidden = !table3.hidden, button.setAttribute("aria-expanded", String(!table3.hidden));
  }), card.append(button, table3), { of, slope, button, table: table3 };
}
function* verdicts(all, moment, rules, cost, here) {
  for (let one of all) {
    let entries = [];
    for (let entry2 of checked(cost, here, one.of.name, moment.numbers, one.slope.name, rules))
      entries.push(entry2), yield;
    judged(one, entries, table(one.table, one.of, entries));
  }
}
function judged({ button, slope, table: table3 }, entries, said) {
  let verdicts2 = new Set(entries?.map((one) => one.verdict)), verdict = verdicts2.has("wrong") ? "wrong" : verdicts2.has("right") ? "right" : "not judged";
  button.dataset.verdict = entries ? verdict : "waiting";
  let text = entries ? `${SIGNS[verdict]} ${verdict === "not judged" ? verdict : `checked: ${verdict}`}` : WAITING;
  write(button, text), button.setAttribute("aria-label", `${text}, ${slope.written} against central differences${said}`), entries || table3.replaceChildren();
}
function table(place, of, entries) {
  let page = place.ownerDocument, row = (tag, cells) => element(page, "tr", {}, ...cells.map((one) => element(page, tag, tag === "th" ? { scope: "col" } : {}, one))), body = entries.map((one) => {
    let made = row("td", [where(of, one.place), number(one.analytic), number(one.difference), number(one.error, 2), one.verdict]);
    return made.lastElementChild?.classList.add(one.verdict === "right" ? "right" : "wrong"), made;
  }), head = row("th", ["entry", "analytic", "central difference", "relative error", ""]);
  place.replaceChildren(element(page, "table", {}, element(page, "thead", {}, head), element(page, "tbody", {}, ...body)));
  let worst = Math.max(...entries.map((one) => one.error));
  return `, largest relative error ${number(worst, 2)}`;
}
var number = (value, digits = 6) => formatNumber(value, digits).replaceAll("-", "−");
function where(of, place) {
  let columns = of.shape.at(-1) ?? 1;
  return of.shape.length ? `${Math.floor(place / columns) + 1}, ${place % columns + 1}` : of.written;
}

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

// src/payload.ts
function readPayload(page) {
  let unpack = (key, value) => key === "numbers" ? numbersOf(value) : value;
  return JSON.parse(page.getElementById("payload")?.textContent ?? "null", unpack);
}
function numbersOf(packed) {
  return "zeros" in packed ? Array.from({ length: packed.zeros }, () => 0) : "single" in packed ? [...new Float32Array(Uint8Array.from(atob(packed.single), (one) => one.charCodeAt(0)).buffer)] : packed;
}
var shapeFor = (one, rows) => one.shape.map((size2, axis) => one.examples.includes(axis) ? rows : size2), countOf = (one, rows) => shapeFor(one, rows).reduce((product, size2) => product * size2, 1);

// src/filling.ts
var NAME = /^(.*?)(?:\[([\d,]+)\])?(?: (norm|mean))?$/su;
function filling(inside, arrays, digits) {
  let places = [...inside.querySelectorAll("[data-name]")].map((place) => {
    let around2 = place.parentElement?.closest(".filled"), read2 = reader(place.dataset.name ?? "", arrays);
    return { place, read: read2, parentheses: around2?.children[1] === place ? around2 : null, last: Number.NaN };
  });
  return (numbers2, rows) => {
    for (let one of places) {
      let value = one.read(numbers2, rows);
      if (value === void 0 || Object.is(value, one.last)) continue;
      one.last = value;
      let text = formatNumber(value, digits).replaceAll("-", "−");
      one.place instanceof SVGElement && (one.place.dataset.value = String(value)), one.parentheses?.classList.toggle("fenced", text.startsWith("−") || text.includes("e")), write(one.place, text);
    }
  };
}
function reader(name, arrays) {
  let { array, index, summary } = parts(name), known = arrays.get(array), at = (rows) => {
    let shape = known ? shapeFor(known, rows) : [];
    return index.reduce((place, one, axis) => place * (shape[axis] ?? 1) + one, 0);
  };
  return (numbers2, rows) => {
    let whole2 = numbers2.get(name);
    return whole2 ? whole2[0] : read(numbers2.get(array), at(rows), summary);
  };
}
function parts(name) {
  let [, array = "", index, summary = ""] = NAME.exec(name) ?? [];
  return { array, index: index?.split(",").map(Number) ?? [], summary };
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

// src/looking.ts
function lookingAt(page) {
  let radios = page.querySelectorAll(".choice input[type=radio]:checked");
  return { choices: Object.fromEntries([...radios].map((one) => [one.name, one.value])), place: null };
}
var isWalked = (looking) => ["gate", "layer"].includes(looking.choices.grain ?? "");
function choosing(page, choose) {
  page.addEventListener("change", ({ target }) => {
    target instanceof HTMLInputElement && target.matches(".choice [type=radio]") && choose(target.name, target.value), target instanceof HTMLSelectElement && target.name === "hide" && choose(target.name, target.value);
  });
}
function showChosen(page, { choices }) {
  for (let one of page.querySelectorAll("[data-choice]"))
    one.hidden = choices[one.dataset.choice ?? ""] !== one.dataset.option;
  for (let one of page.querySelectorAll(".choice input[type=radio]")) one.checked = choices[one.name] === one.value;
}

// src/walk.ts
var Walk = class {
  turns;
  found = /* @__PURE__ */ new Map();
  // after how many steps a number is known
  costs;
  constructor(list) {
    this.turns = [...list.children].map((one) => {
      let item = one, { phase = "", gate = "", key = "", ends } = item.dataset;
      return { item, phase, gate, key: plain(key), ends: ends === "true" };
    }), this.turns.forEach(({ key }, i) => {
      this.found.set(key, i + 1);
      let { array } = parts(key);
      this.found.set(array, Math.max(i + 1, this.found.get(array) ?? 0));
    }), this.costs = new Set(this.turns.filter((one) => one.phase === "backward").map((one) => one.key.split("/")[0] ?? ""));
  }
  get length() {
    return this.turns.length;
  }
  /* Whether a number is not known yet, where so many steps are done. */
  isLater(name, place) {
    let key = plain(name), own = parts(key), known = (own.summary ? void 0 : this.found.get(key)) ?? this.found.get(own.array);
    return known !== void 0 ? known > place : /^[=~]/u.test(key) || this.costs.has(key.split("/")[0] ?? "-") ? place < this.length : !1;
  }
  /* Where the next press leads from here: one gate on, or to the next number with a name. */
  after(place, grain) {
    let next = this.turns.findIndex((turn, i) => i >= place && (grain === "gate" || turn.ends));
    return next < 0 ? this.length : next + 1;
  }
  /* Where the last press came from. */
  before(place, grain) {
    for (let i = place - 1; i > 0; i -= 1) if (grain === "gate" || this.turns[i - 1]?.ends) return i;
    return 0;
  }
}, plain = (key) => key.replace(/^∂[^/]*\/∂/u, "∂/");

// src/circuit.ts
var DIGITS = 6, DIGITS_OF_PICTURES = 4, GATES = "gates";
function walksOf(page) {
  let found = [...page.querySelectorAll("[data-walk]")].map((one) => [one.dataset.walk ?? "", new Walk(one)]), first = found[0]?.[1], zooms = [...page.querySelectorAll('input[name="zoom"]')].map((one) => one.value), all = new Map(found);
  for (let zoom of zooms) first && !all.has(zoom) && all.set(zoom, first);
  return all;
}
function circuit(panel, arrays, walks, extend) {
  let boxes = [...panel.querySelectorAll('[data-choice="zoom"]')].map((box) => {
    let picture = box.querySelector("svg");
    return { box, zoom: box.dataset.option ?? "", picture, fill: picture ? filling(picture, arrays, DIGITS_OF_PICTURES) : null };
  }), fills = /* @__PURE__ */ new Map(), filled2 = (item) => {
    let fill2 = fills.get(item) ?? filling(item, arrays, DIGITS);
    return fills.set(item, fill2), fill2;
  };
  return ({ numbers: numbers2, state, looking }) => {
    showChosen(panel.ownerDocument, looking), panel.classList.toggle("walking", looking.place !== null);
    for (let { box, zoom, picture, fill: fill2 } of boxes) {
      if (box.hidden) continue;
      let all = zoom === GATES ? extend(numbers2) : numbers2;
      fill2?.(all, state.rows);
      let walk = walks.get(zoom);
      if (!walk || !picture) continue;
      let turn = looking.place === null ? void 0 : walk.turns[looking.place - 1];
      for (let { item } of walk.turns) item.hidden = item !== turn?.item;
      turn && filled2(turn.item)(all, state.rows), light(picture, turn?.gate, turn?.phase ?? "");
    }
  };
}
function light(picture, gate, phase) {
  for (let one of picture.querySelectorAll(".turn")) one.classList.remove("turn");
  picture.dataset.phase = phase;
  let part = gate ? picture.querySelector(`[data-part="${CSS.escape(gate)}"]`) : null;
  if (!part) return;
  part.classList.add("turn");
  let box = picture.parentElement;
  if (!box) return;
  let [own, around2] = [part.getBoundingClientRect(), box.getBoundingClientRect()];
  (own.left < around2.left || own.right > around2.right) && (box.scrollLeft += own.left - around2.left - around2.width / 3);
}

// src/code.ts
var WORD = /[\p{L}_][\p{L}\p{N}_]*/gu, RETURNED = /^\s*"(.+)": ([\p{L}_][\p{L}\p{N}_]*),$/gmu;
function markCode(page, names) {
  let known = new Map(names.map((one) => [one, one]));
  for (let board of page.querySelectorAll("pre.board")) mark(board, known);
  for (let code of page.querySelectorAll("pre.code")) {
    let open2 = () => mark(code, new Map([...identifiers(code.textContent ?? "").reverse(), ...known]));
    code.closest("details")?.addEventListener("toggle", open2, { once: !0 });
  }
}
function identifiers(text) {
  return [...text.matchAll(RETURNED)].map(([, name = "", called = ""]) => [called, parts(name.replace(/^∂[^/]*\/∂/u, "")).array]).sort(
    ([, one], [, other]) => Number(/^[#=]/u.test(one)) - Number(/^[#=]/u.test(other))
  );
}
function mark(place, known) {
  let text = place.textContent ?? "", made = [], end = 0;
  for (let found of text.matchAll(WORD)) {
    let part = known.get(found[0]);
    part !== void 0 && (made.push(text.slice(end, found.index), element(place.ownerDocument, "span", { "data-part": part }, found[0])), end = found.index + found[0].length);
  }
  place.replaceChildren(...made, text.slice(end));
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

// src/equations.ts
var DIGITS2 = 6;
function equations(panel, arrays, rows) {
  let details = [...panel.querySelectorAll('[data-choice="detail"]')].map((one) => ({ one, fill: filling(one, arrays, DIGITS2) }));
  return ({ numbers: numbers2, state, looking }) => {
    showChosen(panel.ownerDocument, looking), panel.classList.toggle("resized", state.rows !== rows);
    for (let { one, fill: fill2 } of details) one.hidden || fill2(numbers2, state.rows);
  };
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
  let lit = null, select = (event) => {
    let name = (event.target instanceof Element ? event.target.closest("[data-part]") : null)?.dataset.part ?? null;
    if (name === lit) return;
    lit = name;
    for (let one of page.querySelectorAll(".linked")) one.classList.remove("linked");
    if (name === null) return;
    let whole2 = parts(name).array;
    for (let one of page.querySelectorAll("[data-part]")) {
      let other = one.dataset.part ?? "";
      (other === name || other === whole2 || name === whole2 && parts(other).array === name) && one.classList.add("linked");
    }
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
    ["between", payload.results.filter((one) => !one.of && one.kind === "result")]
  ]);
}
function matrices(panel, all, payload, edit) {
  let page = panel.ownerDocument, cotangents = new Map(payload.results.filter((one) => one.of).map((one) => [one.of, one]));
  all.length === 0 && panel.setAttribute("hidden", "");
  let views = all.flatMap((one) => {
    let editable = "editable" in one && one.editable === !0, keys2 = { tabindex: "0", role: "group", "aria-label": one.written }, reached = editable ? {} : keys2, card = element(page, "div", { class: "card", "data-part": one.name, ...reached }), made = [table2(page, card, one, "value", editable ? edit : null)], cotangent = cotangents.get(one.name);
    return cotangent && made.push(table2(page, card, cotangent, "slope", null)), panel.querySelector(".cards")?.append(card), made;
  });
  return (moment) => views.forEach((view) => view(moment));
}
function parameters(payload) {
  let order = payload.training?.windows.map((one) => one.name) ?? [];
  return payload.leaves.filter((one) => one.kind === "parameter").sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
}
function table2(page, card, one, css, edit) {
  let made = element(page, "table", { class: `matrix ${css}`, "data-array": one.name });
  card.append(made);
  let cells = [], known = -1;
  return ({ numbers: numbers2, state }) => {
    known !== state.rows && (cells = laidOut(page, made, one, shapeFor(one, state.rows), edit)), known = state.rows, fill(cells, numbers2.get(one.name) ?? new Float64Array(0));
  };
}
function laidOut(page, made, one, shape, edit) {
  let [rows, columns] = twoSizes(shape), cells = [], body = element(page, "tbody");
  for (let i = 0; i < Math.min(rows, MOST_ROWS); i += 1) {
    let row = element(page, "tr");
    for (let j = 0; j < Math.min(columns, MOST_COLUMNS); j += 1) row.append(cell(page, one, i * columns + j, edit, cells, [i, j]));
    body.append(row);
  }
  let size2 = shape.length ? ` ${shape.join(" × ")}` : "", caption = element(page, "caption", {}, element(page, "b", {}, one.written), element(page, "span", {}, size2));
  return (rows > MOST_ROWS || columns > MOST_COLUMNS) && caption.append(element(page, "span", {}, ", its first entries")), made.replaceChildren(caption, body), cells;
}
function cell(page, one, place, edit, cells, at) {
  let label = `${one.written}${one.shape.length ? `, row ${(at[0] ?? 0) + 1}, column ${(at[1] ?? 0) + 1}` : ""}`;
  if (!edit) {
    let shown3 = element(page, "td", { "data-entry": one.shape.length ? `${one.name}[${at.slice(-one.shape.length).join(",")}]` : one.name });
    return cells.push({ place, shown: shown3, input: null }), shown3;
  }
  let input = element(page, "input", { "aria-label": label, inputmode: "decimal", size: "7", autocomplete: "off" });
  input.addEventListener("change", () => {
    let value = Number(input.value.trim().replaceAll("−", "-")), fits = input.value.trim() !== "" && Number.isFinite(value);
    input.setAttribute("aria-invalid", String(!fits)), fits && edit(one.name, place, value);
  });
  let shown2 = element(page, "td", { class: "editable" }, input);
  return cells.push({ place, shown: shown2, input }), shown2;
}
function fill(cells, numbers2) {
  let largest2 = 0;
  for (let one of numbers2) Math.abs(one) > largest2 && Number.isFinite(one) && (largest2 = Math.abs(one));
  for (let { place, shown: shown2, input } of cells) {
    let value = numbers2[place] ?? Number.NaN, text = formatNumber(value).replaceAll("-", "−");
    input ? (input.removeAttribute("aria-invalid"), input.value !== text && (input.value = text)) : write(shown2, text);
    let share2 = largest2 ? Math.abs(value) / largest2 : 0;
    tint(shown2, `${Math.round(share2 * 100)}%`, value < 0 ? "minus" : "plus");
  }
}
function tint(cell2, share2, sign) {
  cell2.style.getPropertyValue("--share") !== share2 && cell2.style.setProperty("--share", share2), cell2.dataset.sign !== sign && (cell2.dataset.sign = sign);
}
function twoSizes(shape) {
  let columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size2) => product * size2, 1), columns];
}

// src/dataset.ts
function datasetOf(tables, leaves, rows) {
  let columns = /* @__PURE__ */ new Map();
  for (let table3 of tables) {
    let numbers2 = Float64Array.from(leaves.find((leaf) => leaf.name === table3.name)?.numbers ?? []);
    columns.set(table3.name, table3.by_rows ? numbers2 : turned(numbers2, table3.width, rows));
  }
  return whole("the rows of Python", columns, rows);
}
function whole(said, columns, rows) {
  return { said, columns, rows, learned: Int32Array.from({ length: rows }, (_, i) => i), heldOut: new Int32Array(0) };
}
function split(data, share2, seed, permutation) {
  let { rows } = data;
  if (share2 === 0 || rows < 2) return whole(data.said, data.columns, rows);
  let order = permutation(seed, 373015, rows), count = Math.min(Math.max(roundToEven(share2 * rows), 1), rows - 1);
  return { ...data, heldOut: order.slice(0, count), learned: order.slice(count) };
}
function leavesOf(data, tables, rows) {
  return new Map(
    tables.map(({ name, width, by_rows }) => {
      let picked = pick(data.columns.get(name), width, rows);
      return [name, by_rows ? picked : turned(picked, rows.length, width)];
    })
  );
}
var learnedTables = (data, tables) => tables.map(({ name, width }) => pick(data.columns.get(name), width, data.learned));
function withEntry(data, table3, place, value) {
  let { name, width, by_rows } = table3, count = data.learned.length, [row, column] = by_rows ? [Math.floor(place / width), place % width] : [place % count, Math.floor(place / count)], numbers2 = Float64Array.from(data.columns.get(name) ?? []);
  return numbers2[(data.learned[row] ?? 0) * width + column] = value, { ...data, columns: new Map(data.columns).set(name, numbers2) };
}
function withRow(data, row) {
  let columns = new Map([...data.columns].map(([name, one]) => [name, Float64Array.of(...one, ...row.get(name) ?? [])]));
  return { ...data, columns, rows: data.rows + 1, learned: Int32Array.of(...data.learned, data.rows) };
}
function withoutRow(data, row) {
  if (data.learned.length === 1 && data.learned[0] === row) return data;
  let columns = new Map(
    [...data.columns].map(([name, one]) => {
      let width = one.length / data.rows;
      return [name, one.filter((_, i) => Math.floor(i / width) !== row)];
    })
  ), left = (rows) => rows.filter((one) => one !== row).map((one) => one > row ? one - 1 : one);
  return { ...data, columns, rows: data.rows - 1, learned: left(data.learned), heldOut: left(data.heldOut) };
}
function pick(numbers2, width, rows) {
  let picked = new Float64Array(rows.length * width);
  return rows.forEach((row, i) => picked.set(numbers2?.subarray(row * width, (row + 1) * width) ?? [], i * width)), picked;
}
function turned(numbers2, rows, columns) {
  return numbers2.map((_, i) => numbers2[i % rows * columns + Math.floor(i / rows)] ?? Number.NaN);
}
function roundToEven(number2) {
  let below = Math.floor(number2);
  return number2 - below !== 0.5 ? Math.round(number2) : below % 2 === 0 ? below : below + 1;
}
var withData = (leaves, data, tables) => new Map([...leaves, ...leavesOf(data, tables, data.learned)]);

// src/scale.ts
var HUES = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f6a00", "#7a4fd0", "#8a8a8a", "#000000"];
function coloursOf(element2) {
  let style = getComputedStyle(element2), [minus = "", plus = "", paper = "", ink = ""] = ["--minus", "--plus", "--paper", "--ink"].map((one) => style.getPropertyValue(one).trim());
  return { minus, plus, paper, ink };
}
function shadesOf({ minus, plus, paper }) {
  let shades = new Uint32Array(257);
  for (let i = -128; i <= 128; i += 1) {
    let share2 = (Math.abs(i) / 128) ** 0.6 * 0.85;
    shades[i + 128] = pixel(mixed(rgb(paper), rgb(i < 0 ? minus : plus), share2));
  }
  return shades;
}
function paint(pixels, across, values, shades) {
  let reach = 0, above = 0;
  for (let value of values) {
    let size2 = Math.abs(value);
    size2 > reach && size2 < 1 / 0 && (reach = size2), value > 0 && (above += 1);
  }
  let unit = 128 / (reach || 1);
  for (let i = 0; i < values.length; i += 1) {
    let shade = Math.max(-128, Math.min(128, Math.round((values[i] ?? 0) * unit))), row = Math.floor(i / across);
    pixels[values.length - (row + 1) * across + (i - row * across)] = shades[shade + 128] ?? 0;
  }
  return above / values.length;
}
function paintLargest(pixels, across, rows, count, paper) {
  let points = rows.length / count, won = Array.from({ length: count }, () => 0), below = rgb(paper), hues = Array.from({ length: count }, (_, k) => rgb(HUES[k % HUES.length] ?? "#000000"));
  for (let i = 0; i < points; i += 1) {
    let best = 0;
    for (let k = 1; k < count; k += 1) (rows[k * points + i] ?? 0) > (rows[best * points + i] ?? 0) && (best = k);
    won[best] = (won[best] ?? 0) + 1;
    let row = Math.floor(i / across), share2 = 0.2 + 0.6 * Math.min(1, Math.max(0, rows[best * points + i] ?? 0));
    pixels[points - (row + 1) * across + (i - row * across)] = pixel(mixed(below, hues[best] ?? below, share2));
  }
  return won.map((one) => one / points);
}
function rgb(hex) {
  let digits = hex.length === 4 ? [...hex.slice(1)].map((one) => one + one).join("") : hex.slice(1), number2 = Number.parseInt(digits, 16);
  return [number2 >> 16 & 255, number2 >> 8 & 255, number2 & 255];
}
var mixed = (from, to, share2) => [0, 1, 2].map((i) => Math.round((from[i] ?? 0) + share2 * ((to[i] ?? 0) - (from[i] ?? 0)))), pixel = ([red, green, blue]) => (255 << 24 | blue << 16 | green << 8 | red) >>> 0;

// src/outputs.ts
function targetOf({ answers }, row) {
  return answers === "columns" ? largest(row) : row[0] ?? Number.NaN;
}
var hasTwoSides = ({ answers, classes }) => answers === "numbers" || classes.length === 2;
function sideOf({ answers }, outputs, points) {
  if (answers === "numbers") return outputs.subarray(0, points);
  let one = outputs.length === points;
  return Float64Array.from(
    { length: points },
    (_, i) => one ? (outputs[i] ?? 0) - 0.5 : (outputs[points + i] ?? 0) - (outputs[i] ?? 0)
  );
}
function classOf(outputs, points, i) {
  let count = outputs.length / points;
  return count === 1 ? (outputs[i] ?? 0) > 0.5 ? 1 : 0 : largest(Float64Array.from({ length: count }, (_, k) => outputs[k * points + i] ?? 0));
}
function colourOf(neurons, target, colours) {
  return neurons.answers === "numbers" ? target > 0 ? colours.plus : colours.minus : neurons.classes.length === 2 ? target === 1 ? colours.plus : colours.minus : HUES[target % HUES.length] ?? colours.ink;
}
function rowOf({ answers, targets }, target) {
  return answers === "columns" ? Array.from({ length: targets }, (_, k) => k === target ? 1 : 0) : [target];
}
var largest = (row) => row.reduce((best, one, k) => one > (row[best] ?? 0) ? k : best, 0);

// src/csv.ts
var MOST_ROWS2 = 5e3;
function readCsv(text, neurons) {
  let lines = text.split(/\r?\n/u).map((line) => line.trim()).filter(Boolean).map(cellsOf), first = lines[0];
  if (first && first.slice(0, -1).some((cell2) => !isNumber(cell2)) && lines.shift(), !lines.length) return "there are no rows; paste one line for each example, its target last";
  if (lines.length > MOST_ROWS2) return `${lines.length} rows are more than a page takes; paste up to ${MOST_ROWS2}`;
  let needed = neurons.inputs + 1, inputs = [];
  for (let [i, cells] of lines.entries()) {
    if (cells.length !== needed) return `row ${i + 1} has ${cells.length} columns; ${needed} are needed: ${neurons.inputs} inputs and the target`;
    let wrong = cells.slice(0, -1).find((cell2) => !isNumber(cell2));
    if (wrong !== void 0) return `row ${i + 1} has ${wrong || "nothing"} where an input is to be; write a number`;
    inputs.push(...cells.slice(0, -1).map(Number));
  }
  let targets = targetsOf(lines.map((cells) => cells.at(-1) ?? ""), neurons);
  return typeof targets == "string" ? targets : { columns: /* @__PURE__ */ new Map([[neurons.input, Float64Array.from(inputs)], [neurons.target, Float64Array.from(targets.numbers)]]), rows: lines.length, said: targets.said };
}
function targetsOf(texts2, neurons) {
  if (neurons.answers === "numbers") {
    if (neurons.targets !== 1) return `a row has ${neurons.targets} targets here, and a table one; change the cells instead`;
    let wrong = texts2.findIndex((one) => !isNumber(one));
    return wrong < 0 ? { numbers: texts2.map(Number), said: "" } : `row ${wrong + 1} has ${texts2[wrong] || "no target"}; write a number`;
  }
  let { classes } = neurons, known = texts2.every((one) => classes.includes(one)), names = known ? classes : [...new Set(texts2)].sort();
  if (names.length > classes.length) return `there are ${names.length} classes, and the model tells ${classes.length} apart; leave some out`;
  let said = known ? "" : names.map((name, k) => `${name} is class ${classes[k]}`).join(", ");
  return { numbers: texts2.flatMap((one) => rowOf(neurons, names.indexOf(one))), said };
}
var cellsOf = (line) => {
  let mark2 = [";", "	", ","].find((one) => line.includes(one));
  return (mark2 ? line.split(mark2) : line.split(/\s+/u)).map((cell2) => cell2.trim().replace(/^"(.*)"$/u, "$1"));
}, isNumber = (cell2) => cell2 !== "" && Number.isFinite(Number(cell2));

// src/examples.ts
var SHARES = [0, 0.1, 0.2, 0.3, 0.5];
function examples(panel, neurons, samples, deal, changes) {
  let page = panel.ownerDocument, chosen = { add: 1 }, now = null, heldOut = (data) => split(data, Number(share2.value), now?.seed ?? 0, deal), field = (label, input) => element(page, "label", {}, label, input), options = (all) => all.map(([value, text2]) => element(page, "option", { value }, text2)), set = element(page, "select", {}, ...options([["", "rows of one's own"], ...samples.sets.map(({ name }) => [name, name])])), noise = element(page, "input", { inputmode: "decimal", autocomplete: "off" }), share2 = element(page, "select", {}, ...options(SHARES.map((one) => [String(one), `${100 * one}%`]))), sampled = () => samples.sets.find(({ name }) => name === set.value), draw = () => {
    let found = sampled(), size2 = Number(noise.value), fits = noise.value.trim() !== "" && size2 >= 0 && Number.isFinite(size2);
    noise.setAttribute("aria-invalid", String(!fits)), found && fits && changes.anew(heldOut(drawn(neurons, samples, found, size2)));
  };
  set.addEventListener("change", () => {
    noise.value = formatNumber(sampled()?.noise ?? 0), draw();
  }), noise.addEventListener("change", draw), share2.addEventListener("change", () => now && changes.on(heldOut(now.data)));
  let text = element(page, "textarea", { rows: "4", spellcheck: "false", placeholder: placeholder(neurons) }), file = element(page, "input", { type: "file", accept: ".csv,.tsv,.txt,text/csv" }), use = element(page, "button", { type: "button", class: "text" }, "Use these rows"), problem = element(page, "p", { class: "wrong", role: "alert" }), read2 = (given, name) => {
    let found = readCsv(given, neurons);
    if (write(problem, typeof found == "string" ? `These rows are not used: ${found}.` : ""), typeof found == "string") return;
    set.value = "";
    let said2 = [name, found.said].filter(Boolean).join("; ");
    changes.anew(heldOut(whole(said2, found.columns, found.rows)));
  };
  use.addEventListener("click", () => read2(text.value, "rows that were pasted"));
  let load = async (one) => one && read2(await one.text(), one.name);
  file.addEventListener("change", () => {
    load(file.files?.[0]);
  }), panel.addEventListener("dragover", (event) => event.preventDefault()), panel.addEventListener("drop", (event) => {
    event.preventDefault(), load(event.dataTransfer?.files[0]);
  });
  let said = element(page, "output"), pasted = element(page, "details", {}, element(page, "summary", {}, "Rows of one's own"));
  pasted.append(element(page, "div", { class: "pasted" }, text, use, field("Or a file, which may be dropped here", file), problem));
  let sets = samples.sets.length ? [field("Sample set", set), field("Noise", noise)] : [], fields = element(page, "div", { class: "fields" }, ...sets, field("Held out", share2));
  fields.append(...adding(page, neurons, (target) => chosen.add = target));
  let hint = neurons.inputs > 1 ? ["A click on an example removes it."] : [];
  return panel.append(fields, element(page, "p", {}, said, " ", ...hint), pasted), { view: ({ state }) => {
    state.data && (now = { data: state.data, seed: state.run?.settings.seed ?? 0 }, noise.disabled = sampled() === void 0, write(said, sentence(state.data)));
  }, chosen };
}
function drawn(neurons, { spread: spread2 }, set, noise) {
  let moved2 = (still) => Float64Array.from(still, (one, i) => one + noise * (spread2[i] ?? 0)), targets = set.moves === "targets" ? moved2(set.targets) : Float64Array.from(set.targets.flatMap((one) => rowOf(neurons, one))), rows = set.moves === "rows" ? moved2(set.rows) : Float64Array.from(set.rows), columns = /* @__PURE__ */ new Map([[neurons.input, rows], [neurons.target, targets]]);
  return whole(`${set.said}, noise ${formatNumber(noise)}`, columns, set.targets.length);
}
function adding(page, neurons, choose) {
  if (neurons.inputs < 2) return [];
  let isNumber2 = neurons.answers === "numbers", texts2 = isNumber2 ? ["target 1", "target −1"] : neurons.classes.map((name) => `class ${name}`), values = isNumber2 ? [1, -1] : neurons.classes.map((_, k) => k), options = texts2.map((text, i) => element(page, "option", { value: String(values[i]) }, text)), select = element(page, "select", {}, ...options);
  return select.value = "1", select.addEventListener("change", () => choose(Number(select.value))), [element(page, "label", {}, "A click on the plane adds", select)];
}
var placeholder = ({ inputs, answers, classes }) => `${Array.from({ length: inputs }, (_, i) => `x${i}`).slice(0, 4).join(", ")}${inputs > 4 ? ", …" : ""}, ${answers === "numbers" ? "y" : classes[0] ?? "class"}`;
function sentence({ said, learned, heldOut, rows }) {
  let held = heldOut.length ? `, ${learned.length} of them learned from and ${heldOut.length} held out, told apart by the seed` : "";
  return `${rows} examples (${said})${held}.`;
}

// src/pad.ts
var SIZE = 256, FINE = 4, STEP = 1 / 16, EDGES = /* @__PURE__ */ new Map([[8, 0], [28, 4]]);
function sideOfImages(inputs) {
  let side = Math.round(Math.sqrt(inputs));
  return side * side === inputs && side >= 8 ? side : 0;
}
function imageOf(strokes, side) {
  let image = new Float64Array(side * side), all = strokes.flat();
  if (!all.length) return image;
  let edge = EDGES.get(side) ?? Math.round(side / 7), thick = side > 16 ? 1.3 : 1, [low, high] = [0, 1].map((axis) => all.map((one) => one[axis])).reduce(
    ([lows, highs], one) => [[...lows, Math.min(...one)], [...highs, Math.max(...one)]],
    [[], []]
  ), scale = (side - 2 * edge - 2 * thick) / Math.max((high[0] ?? 0) - (low[0] ?? 0), (high[1] ?? 0) - (low[1] ?? 0), 0.1), placed = (one) => [0, 1].map((axis) => side / 2 + scale * ((one[axis] ?? 0) - ((low[axis] ?? 0) + (high[axis] ?? 0)) / 2)), lines = strokes.map((one) => one.map(placed));
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1) {
      let ink = 0;
      for (let k = 0; k < FINE * FINE; k += 1) {
        let at = [column + (k % FINE + 0.5) / FINE, row + (Math.floor(k / FINE) + 0.5) / FINE];
        lines.some((line) => isOn(line, at, thick)) && (ink += 1);
      }
      image[row * side + column] = ink / (FINE * FINE);
    }
  return image;
}
function isOn(line, [x, y], thick) {
  return line.some(([x1, y1], i) => {
    let [x0, y0] = line[i - 1] ?? [x1, y1], [dx, dy] = [x1 - x0, y1 - y0], t = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)));
    return (x - x0 - t * dx) ** 2 + (y - y0 - t * dy) ** 2 <= thick * thick;
  });
}
function pad(panel, neurons, call, add) {
  let page = panel.ownerDocument, side = sideOfImages(neurons.inputs), prediction = neurons.arrays.at(-1)?.name ?? "", canvas = element(page, "canvas", { width: String(SIZE), height: String(SIZE), class: "pad", tabindex: "0", role: "application", "aria-label": "pad: arrow keys move the pen, the space bar puts it down or lifts it" }), small = element(page, "canvas", { width: String(side), height: String(side), class: "image", "aria-hidden": "true" }), clear = element(page, "button", { type: "button", class: "text" }, "Clear"), options = neurons.classes.map((name, k) => element(page, "option", { value: String(k) }, name)), target = element(page, "select", { "aria-label": "class of the drawn example" }, ...options), use = element(page, "button", { type: "button", class: "text" }, "Learn it as"), bars = neurons.classes.map((name) => ({ bar: element(page, "meter", { min: "0", max: "1", "aria-label": `class ${name}` }), text: element(page, "td") })), rows = bars.map(({ bar, text }, k) => element(page, "tr", {}, element(page, "th", { scope: "row" }, neurons.classes[k] ?? ""), element(page, "td", {}, bar), text)), said = element(page, "output", { class: "said" }), buttons = element(page, "div", { class: "fields" }, clear, ...options.length ? [use, target] : []);
  panel.append(element(page, "div", { class: "surfaces drawing" }, element(page, "div", {}, canvas, buttons), small, element(page, "table", { class: "odds" }, ...rows)), element(page, "p", {}, said));
  let strokes = [], image = new Float64Array(neurons.inputs), now = null, isDown = !1, pen = [0.5, 0.5], changed = () => {
    draw(), image = Float64Array.from(imageOf(strokes, side), (one) => one * largestOf(now?.data, neurons.input)), show();
  }, put = (begins) => {
    begins || !strokes.length ? strokes.push([pen]) : strokes.at(-1)?.push(pen), changed();
  }, at = (event) => {
    let box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId), isDown = !0, pen = at(event), put(!0);
  }), canvas.addEventListener("pointermove", (event) => {
    !isDown || event.buttons === 0 || (pen = at(event), put(!1));
  }), canvas.addEventListener("pointerup", () => isDown = !1), canvas.addEventListener("keydown", (event) => {
    let by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!(!by && event.key !== " " || event.ctrlKey || event.metaKey || event.altKey)) {
      if (event.preventDefault(), event.stopPropagation(), !by)
        return isDown = !isDown, isDown && put(!0), draw();
      pen = [0, 1].map((axis) => Math.max(0.05, Math.min(0.95, (pen[axis] ?? 0) + STEP * (by[axis] ?? 0)))), isDown ? put(!1) : draw();
    }
  }), canvas.addEventListener("focus", () => draw()), canvas.addEventListener("blur", () => (isDown = !1, draw())), clear.addEventListener("click", () => (strokes = [], changed())), use.addEventListener("click", () => {
    strokes.length && add(/* @__PURE__ */ new Map([[neurons.input, [...image]], [neurons.target, rowOf(neurons, Number(target.value))]]));
  });
  function draw() {
    let brush = canvas.getContext("2d");
    if (!brush) return;
    let { ink, plus } = coloursOf(panel);
    brush.clearRect(0, 0, SIZE, SIZE), brush.strokeStyle = ink, brush.lineWidth = 18, brush.lineCap = "round", brush.lineJoin = "round";
    for (let stroke of strokes) {
      brush.beginPath();
      let [first] = stroke;
      first && brush.moveTo(first[0] * SIZE, first[1] * SIZE - 0.01);
      for (let [x, y] of stroke) brush.lineTo(x * SIZE, y * SIZE);
      brush.stroke();
    }
    page.activeElement === canvas && (brush.beginPath(), brush.arc(pen[0] * SIZE, pen[1] * SIZE, 7, 0, 2 * Math.PI), brush.fillStyle = plus, brush.fill());
  }
  function show() {
    if (!now) return;
    paintImage(small, image, coloursOf(panel).ink);
    let outputs = call(new Map([...now.leaves, [neurons.input, image]]), 1)[prediction];
    bars.forEach(({ bar, text }, k) => {
      let value = outputs[k] ?? (k === 1 ? outputs[0] ?? 0 : 1 - (outputs[0] ?? 0));
      bar.value = value, write(text, formatNumber(value, 3).replaceAll("-", "−"));
    });
    let best = outputs.length > 1 ? outputs.reduce((most, one, k) => one > (outputs[most] ?? 0) ? k : most, 0) : (outputs[0] ?? 0) > 0.5 ? 1 : 0, name = neurons.classes[best];
    write(said, strokes.length && name !== void 0 ? `The drawing is taken for class ${name}.` : `Draw an image of ${side} × ${side} pixels.`);
  }
  return ({ state }) => {
    state.data && (now = { data: state.data, leaves: state.leaves }, show());
  };
}
var largestOf = (data, input) => data?.columns.get(input)?.reduce((most, one) => Math.max(most, one), 0) || 1;
function paintImage(canvas, image, ink) {
  let brush = canvas.getContext("2d"), most = image.reduce((one, other) => Math.max(one, other), 0) || 1;
  brush && (brush.clearRect(0, 0, canvas.width, canvas.height), brush.fillStyle = ink, image.forEach((one, i) => {
    brush.globalAlpha = Math.max(0, one / most), brush.fillRect(i % canvas.width, Math.floor(i / canvas.width), 1, 1);
  }));
}

// src/grid.ts
function gridAround(table3, width, columns) {
  let [x, y] = columns.map((column) => around(table3.filter((_, i) => i % width === column)));
  return { x: x ?? new Float64Array(41), y: y ?? new Float64Array(41) };
}
function around(numbers2) {
  let low = numbers2.reduce((least, one) => Math.min(least, one), 1 / 0), high = numbers2.reduce((most, one) => Math.max(most, one), -1 / 0), room = 0.15 * (high - low) || 1;
  return between(low - room, high + room);
}
function between(start, stop) {
  let step = (stop - start) / 40;
  return Float64Array.from({ length: 41 }, (_, i) => i === 40 ? stop : i * step + start);
}
function leafOver({ x, y }, row, columns) {
  let count = x.length * y.length, leaf = new Float64Array(row.length * count);
  row.forEach((one, i) => leaf.fill(one, i * count, (i + 1) * count));
  let [first, second] = columns;
  for (let i = 0; i < count; i += 1)
    leaf[first * count + i] = x[i % x.length] ?? 0, leaf[second * count + i] = y[Math.floor(i / x.length)] ?? 0;
  return leaf;
}
function zeroLine(values, across) {
  let pieces = [], down = values.length / across, at = (i, j) => values[j * across + i] ?? 0, crossing = (a, b) => a / (a - b);
  for (let j = 0; j + 1 < down; j += 1)
    for (let i = 0; i + 1 < across; i += 1) {
      let [a, b, c, d] = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)], points = [];
      a > 0 != b > 0 && points.push(i + crossing(a, b), j), b > 0 != c > 0 && points.push(i + 1, j + crossing(b, c)), d > 0 != c > 0 && points.push(i + crossing(d, c), j + 1), a > 0 != d > 0 && points.push(i, j + crossing(a, d));
      for (let k = 0; k + 3 < points.length; k += 4) pieces.push(points.slice(k, k + 4));
    }
  return pieces;
}

// src/plane.ts
var SIZE2 = 520, LEFT2 = 46, SIDE = SIZE2 - LEFT2 - 8, TOP = 8, HIT = 12, Plane = class {
  // for keys, in points of the grid
  constructor(page, touches) {
    this.touches = touches;
    let size2 = { width: String(SIZE2), height: String(SIZE2) };
    this.surface = element(page, "canvas", { ...size2, "aria-hidden": "true" });
    let role = { role: "application", tabindex: "0", "aria-roledescription": "plane of two inputs" };
    this.marks = element(page, "canvas", { ...size2, ...role }), this.root = element(page, "div", { class: "plane" }, this.surface, this.marks), this.marks.addEventListener("pointermove", (event) => this.pointed(event, (x, y) => touches.look(x, y))), this.marks.addEventListener("click", (event) => this.pointed(event, (x, y) => touches.touch(x, y, this.near(x, y)))), this.marks.addEventListener("keydown", (event) => this.pressed(event)), this.marks.addEventListener("blur", () => this.moveTo(null));
  }
  touches;
  root;
  marks;
  surface;
  grid = null;
  colours = null;
  examples = [];
  cursor = null;
  /* Axes and examples, if they are others. */
  mark(grid2, examples2, colours, titles) {
    this.grid = grid2, this.examples = examples2, this.colours = colours, this.titles = titles, this.drawMarks();
  }
  titles = ["", ""];
  /* A surface whose pixels are those of the grid, and the line where it is zero. */
  draw(picture, across, values) {
    let pen = this.surface.getContext("2d");
    if (!pen || !this.colours || (pen.imageSmoothingEnabled = values !== null, pen.drawImage(picture, LEFT2, TOP, SIDE, SIDE), !values)) return;
    let unit = SIDE / (across - 1);
    pen.strokeStyle = this.colours.ink, pen.lineWidth = 2.5, pen.beginPath();
    for (let [a = 0, b = 0, c = 0, d = 0] of zeroLine(values, across))
      pen.moveTo(LEFT2 + a * unit, TOP + SIDE - b * unit), pen.lineTo(LEFT2 + c * unit, TOP + SIDE - d * unit);
    pen.stroke();
  }
  drawMarks() {
    let pen = this.marks.getContext("2d");
    if (!pen || !this.grid || !this.colours) return;
    pen.clearRect(0, 0, SIZE2, SIZE2), pen.font = '15px system-ui, "Segoe UI", "DejaVu Sans", sans-serif', pen.fillStyle = this.colours.ink, pen.strokeStyle = this.colours.ink, pen.lineWidth = 1, pen.strokeRect(LEFT2 - 0.5, TOP - 0.5, SIDE + 1, SIDE + 1), this.drawTicks(pen, this.grid);
    for (let { x, y, colour, heldOut } of this.examples) this.drawExample(pen, this.place(x, y), colour, heldOut);
    let at = this.cursor && this.place(this.grid.x[this.cursor[0]] ?? 0, this.grid.y[this.cursor[1]] ?? 0);
    at && (pen.strokeStyle = this.colours.ink, pen.lineWidth = 2, pen.strokeRect(at[0] - 9, at[1] - 9, 18, 18));
  }
  drawExample(pen, [x, y], colour, heldOut) {
    pen.beginPath(), pen.arc(x, y, 5, 0, 2 * Math.PI), pen.lineWidth = heldOut ? 3 : 1.5, pen.fillStyle = heldOut ? this.colours?.paper ?? "" : colour, pen.strokeStyle = heldOut ? colour : this.colours?.paper ?? "", pen.fill(), pen.stroke();
  }
  drawTicks(pen, { x, y }) {
    pen.textAlign = "center";
    for (let one of ticks(x)) pen.fillText(formatNumber(one, 3).replaceAll("-", "−"), this.place(one, 0)[0], SIZE2 - 12);
    pen.textAlign = "right";
    for (let one of ticks(y)) pen.fillText(formatNumber(one, 3).replaceAll("-", "−"), LEFT2 - 6, this.place(0, one)[1] + 5);
    pen.fillText(this.titles[0], SIZE2 - 8, SIZE2 - 12), pen.fillText(this.titles[1], LEFT2 - 6, TOP + 14);
  }
  /* Where a point of the plane lies on the canvas. */
  place(x, y) {
    let { x: across, y: up } = this.grid ?? { x: [0, 1], y: [0, 1] }, share2 = (one, along) => (one - (along[0] ?? 0)) / ((along[along.length - 1] ?? 1) - (along[0] ?? 0));
    return [LEFT2 + SIDE * share2(x, across), TOP + SIDE * (1 - share2(y, up))];
  }
  pointed(event, then) {
    let box = this.marks.getBoundingClientRect();
    if (!this.grid || !box.width) return;
    let along = (share2, axis) => (axis[0] ?? 0) + share2 * ((axis.at(-1) ?? 1) - (axis[0] ?? 0)), across = ((event.clientX - box.left) / box.width * SIZE2 - LEFT2) / SIDE, up = 1 - ((event.clientY - box.top) / box.height * SIZE2 - TOP) / SIDE;
    across >= 0 && across <= 1 && up >= 0 && up <= 1 && then(along(across, this.grid.x), along(up, this.grid.y));
  }
  near(x, y) {
    let [left, top] = this.place(x, y), far = (one) => Math.hypot(this.place(one.x, one.y)[0] - left, this.place(one.x, one.y)[1] - top), nearest = this.examples.reduce((best, one) => best && far(best) <= far(one) ? best : one, null);
    return nearest && far(nearest) <= HIT ? nearest : null;
  }
  pressed(event) {
    let move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!this.grid || event.ctrlKey || event.metaKey || event.altKey || !move && event.key !== "Enter") return;
    event.preventDefault(), event.stopPropagation();
    let { x, y } = this.grid, [i, j] = this.cursor ?? [Math.floor(x.length / 2), Math.floor(y.length / 2)], within3 = (one, axis) => Math.max(0, Math.min(axis.length - 1, one));
    this.moveTo([within3(i + (move?.[0] ?? 0), x), within3(j + (move?.[1] ?? 0), y)]), event.key === "Enter" && this.touches.touch(x[i] ?? 0, y[j] ?? 0, this.near(x[i] ?? 0, y[j] ?? 0));
  }
  moveTo(cursor) {
    this.cursor = cursor, cursor && this.grid && this.touches.look(this.grid.x[cursor[0]] ?? 0, this.grid.y[cursor[1]] ?? 0), this.drawMarks();
  }
};
function ticks(axis, most = 5) {
  let [low, high] = [axis[0] ?? 0, axis[axis.length - 1] ?? 1], raw = (high - low) / most, power = 10 ** Math.floor(Math.log10(raw)), step = ([1, 2, 5, 10].find((one) => one * power >= raw) ?? 10) * power, found = [];
  for (let k = Math.ceil(low / step); k * step <= high; k += 1) found.push(Number((k * step).toPrecision(12)));
  return found;
}

// src/chart.ts
var NAMES = "http://www.w3.org/2000/svg", [WIDTH2, HEIGHT2, LEFT3, BELOW2, TOP2] = [480, 260, 58, 30, 10], Chart = class {
  constructor(page) {
    this.page = page;
    this.root = this.mark("svg", { viewBox: `0 0 ${WIDTH2} ${HEIGHT2}`, role: "img", class: "chart" });
  }
  page;
  root;
  /* Everything that a chart shows. */
  draw({ lines = [], dots = [], bars = [], titles, said, floor = !1 }) {
    let points = [...lines, ...dots].flatMap((one) => one.points).concat(bars.flatMap(([from, to, height]) => [[from, height], [to, 0]])), [across, up] = [0, 1].map((axis) => span(points.map((one) => one[axis]), axis === 1 && floor)), x = (one) => LEFT3 + (WIDTH2 - LEFT3 - 10) * share(one, across), y = (one) => TOP2 + (HEIGHT2 - TOP2 - BELOW2) * (1 - share(one, up)), marks = [this.mark("path", { class: "axis", d: `M${LEFT3} ${TOP2}V${HEIGHT2 - BELOW2}H${WIDTH2 - 10}` })];
    for (let one of ticks(across)) marks.push(this.text(formatNumber(one, 3), x(one), HEIGHT2 - BELOW2 + 16, "middle"));
    for (let one of ticks(up, 4)) marks.push(this.text(formatNumber(one, 3), LEFT3 - 6, y(one) + 4, "end"));
    marks.push(this.text(titles[0], WIDTH2 - 10, HEIGHT2 - 2, "end"), this.text(titles[1], LEFT3 + 6, TOP2 + 8, "start"));
    for (let [from, to, height] of bars) {
      let box = { x: x(from) + 0.5, y: y(height), width: Math.max(1, x(to) - x(from) - 1), height: y(0) - y(height) };
      marks.push(this.mark("rect", { class: "bar", ...box, "data-value": height }));
    }
    for (let { css, points: all } of lines)
      marks.push(this.mark("polyline", { class: css, points: all.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ") }));
    for (let { css, points: all } of dots)
      for (let [a, b] of all) marks.push(this.mark("circle", { class: css, cx: x(a).toFixed(1), cy: y(b).toFixed(1), r: 4, "data-x": a, "data-y": b }));
    this.root.replaceChildren(...marks), this.root.setAttribute("aria-label", said);
  }
  text(text, x, y, anchor) {
    let made = this.mark("text", { x, y, "text-anchor": anchor });
    return made.textContent = text.replaceAll("-", "−"), made;
  }
  mark(tag, attributes) {
    let made = this.page.createElementNS(NAMES, tag);
    for (let [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    return made;
  }
};
function span(numbers2, floor) {
  let finite = numbers2.filter(Number.isFinite), low = finite.reduce((a, b) => Math.min(a, b), floor ? 0 : 1 / 0), high = finite.reduce((a, b) => Math.max(a, b), floor ? 0 : -1 / 0);
  if (!(high >= low)) return [0, 1];
  let room = high === low ? 1 : 0.04 * (high - low);
  return [floor && low === 0 ? 0 : low - room, high + room];
}
var share = (one, [low = 0, high = 1]) => (one - low) / (high - low);

// src/gradients.ts
var BINS = 21;
function gradients(panel, slopes) {
  let page = panel.ownerDocument, chart = new Chart(page), said = element(page, "p", { class: "said" });
  return panel.append(chart.root, said), ({ numbers: numbers2 }) => {
    let all = slopes.flatMap((one) => [...numbers2.get(one.name) ?? []]), reach = all.reduce((most, one) => Math.max(most, Math.abs(one)), 0) || 1, width = 2 * reach / BINS, counts = Array.from({ length: BINS }, () => 0);
    for (let one of all) {
      let bin = Math.min(BINS - 1, Math.floor((one + reach) / width));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    let sizes = all.map(Math.abs).sort((one, other) => one - other), number2 = (one) => formatNumber(one ?? Number.NaN).replaceAll("-", "−"), zeros = all.filter((one) => one === 0).length, norm = Math.hypot(...all), text = `${all.length} entries, ${zeros} of them zero; the middle one has the size ${number2(sizes[Math.floor(sizes.length / 2)])}, the largest ${number2(sizes.at(-1))}; their norm is ${number2(norm)}.`, bars = counts.map((count, i) => [i * width - reach, (i + 1) * width - reach, count]);
    chart.draw({ bars, titles: ["entry of the gradient", "entries"], said: text, floor: !0 }), write(said, text);
  };
}

// src/ground.ts
function moved(leaves, entries, to) {
  let found = new Map(leaves);
  return entries.forEach(({ name, place }, i) => {
    let numbers2 = Float64Array.from(found.get(name) ?? []);
    numbers2[place] = to[i] ?? Number.NaN, found.set(name, numbers2);
  }), found;
}
function axisAround(numbers2) {
  let [low, high] = [Math.min(...numbers2), Math.max(...numbers2)], room = Math.max(0.6 * (high - low), 1);
  return Float64Array.from({ length: 31 }, (_, i) => low - room + (high - low + 2 * room) * i / 30);
}
function* surveyed(cost, name, rows, leaves, entries, x, y) {
  let costs = new Float64Array(x.length * y.length);
  for (let j = 0; j < y.length; j += 1)
    for (let i = 0; i < x.length; i += 1)
      costs[j * x.length + i] = costAt(cost, name, rows, moved(leaves, entries, [x[i] ?? 0, y[j] ?? 0])), i % 8 === 7 && (yield);
  return { x, y, costs };
}
function costAt(cost, name, rows, leaves) {
  let found = cost(leaves, rows)[name];
  return typeof found == "number" ? found : found?.[0] ?? Number.NaN;
}
var Work = class {
  job = 0;
  begin(steps, done) {
    clearTimeout(this.job);
    let go = () => {
      let end = performance.now() + 8;
      for (; ; ) {
        let next = steps.next();
        if (next.done) return done(next.value);
        if (performance.now() > end) break;
      }
      this.job = window.setTimeout(go, 0);
    };
    this.job = window.setTimeout(go, 0);
  }
};
function levelsOf(costs, count = 10) {
  let finite = costs.filter(Number.isFinite), [low, high] = [finite.reduce((a, b) => Math.min(a, b), 1 / 0), finite.reduce((a, b) => Math.max(a, b), -1 / 0)];
  if (!(high > low)) return [];
  let first = (high - low) * 1e-3;
  return Array.from({ length: count }, (_, i) => low + first * (high - low === 0 ? 1 : ((high - low) / first) ** ((i + 1) / (count + 1))));
}

// src/racing.ts
var USUAL = ["sgd", "momentum", "adam"], STEPS = 100, STRETCH = 10;
function racing(page, rules, changed) {
  let lines = rules.map((rule) => {
    let tick = element(page, "input", { type: "checkbox", "aria-label": `${rule.label} races` }), rate = element(page, "input", { value: formatNumber(rule.learning_rate), size: "7", inputmode: "decimal", "aria-label": `learning rate of ${rule.label}` });
    tick.checked = USUAL.includes(rule.optimizer);
    let cost = element(page, "td"), name = element(page, "span", { class: "runner" }, rule.label), row = element(page, "tr", {}, element(page, "td", {}, element(page, "label", { class: "tick" }, tick, name)), element(page, "td", {}, rate), cost);
    return { rule, tick, rate, cost, name, row };
  }), on = element(page, "input", { type: "checkbox", name: "race" }), head = element(page, "tr", {}, ...["", "η", `cost of the batch after ${STEPS} steps`].map((text) => element(page, "th", { scope: "col" }, text))), table3 = element(page, "table", { class: "race", hidden: "" }, element(page, "thead", {}, head), element(page, "tbody", {}, ...lines.map(({ row }) => row))), root = element(page, "div", {}, element(page, "label", { class: "tick" }, on, "Race optimizers from this start"), table3), work = new Work(), finished = [], raced = null, key = "";
  for (let one of [on, ...lines.flatMap(({ tick, rate }) => [tick, rate])])
    one.addEventListener("change", () => {
      table3.toggleAttribute("hidden", !on.checked), changed();
    });
  let runners = () => lines.filter(({ tick, rate }) => tick.checked && Number.isFinite(Number(rate.value)) && rate.value.trim()).map(({ rule, rate }) => ({ ...rule, rate: Number(rate.value) }));
  return { root, run: (from, make, done) => {
    let now = on.checked ? JSON.stringify(runners()) : "";
    if (!(raced === from && key === now)) {
      if (raced = from, key = now, !on.checked) {
        finished.length && (finished = [], done());
        return;
      }
      work.begin(raceOf(runners(), make), (found) => {
        finished = found, lines.forEach(({ rule, cost, name }) => {
          let place = found.findIndex(({ optimizer }) => optimizer === rule.optimizer);
          write(cost, place < 0 ? "" : formatNumber(found[place]?.cost ?? Number.NaN).replaceAll("-", "−")), name.style.setProperty("--hue", place < 0 ? "transparent" : HUES[(place + 2) % HUES.length] ?? "");
        }), done();
      });
    }
  }, finished: () => finished };
}
function* raceOf(runners, make) {
  let found = [];
  for (let runner of runners) {
    let run = make(runner);
    for (let step2 = STRETCH; step2 <= STEPS; step2 += STRETCH)
      run.at(step2), yield;
    let { step } = run.at(STEPS), thetas = run.recorded(step, STEPS + 1), path = (entries) => thetas.map((theta) => entries.map(({ name, place }) => theta[run.placeOf(name) + place] ?? Number.NaN));
    found.push({ ...runner, path, cost: run.costs.at(-1) ?? Number.NaN });
  }
  return found;
}

// src/landscape.ts
var [SIZE3, LEFT4, TOP3] = [520, 58, 8], SIDE2 = SIZE3 - LEFT4 - 8, MOST_POINTS2 = 400, DOTS = 120;
function landscape(panel, land) {
  let page = panel.ownerDocument, canvas = (attributes) => element(page, "canvas", { width: String(SIZE3), height: String(SIZE3), ...attributes }), below = canvas({ "aria-hidden": "true" }), above = canvas({ role: "application", tabindex: "0", "aria-roledescription": "landscape" }), said = element(page, "p", { class: "said" }), selects = [0, Math.min(1, land.entries.length - 1)].map((chosen, axis) => {
    let options = land.entries.map(({ written: written2 }, i) => element(page, "option", { value: String(i) }, written2)), select = element(page, "select", {}, ...options);
    return select.value = String(chosen), select.addEventListener("change", () => (key = "", moment && view(moment))), { select, label: element(page, "label", {}, axis ? "Up" : "Across", select) };
  }), race = racing(page, land.rules, () => moment && view(moment)), beside = element(page, "div", { class: "neurons" }, element(page, "div", { class: "fields" }, ...selects.map(({ label }) => label)), said, race.root);
  panel.append(element(page, "div", { class: "surfaces" }, element(page, "div", { class: "plane" }, below, above), beside));
  let moment = null, ground = null, key = "", made = null, work = new Work(), entries = () => selects.flatMap(({ select }) => land.entries.slice(Number(select.value), Number(select.value) + 1)), at = (leaves) => entries().map(({ name, place: place2 }) => leaves.get(name)?.[place2] ?? Number.NaN), across = (value, axis) => (value - (axis[0] ?? 0)) / ((axis.at(-1) ?? 1) - (axis[0] ?? 0)), place = ([a = 0, b = 0]) => {
    let { x, y } = ground ?? { x: new Float64Array([0, 1]), y: new Float64Array([0, 1]) };
    return [LEFT4 + SIDE2 * across(a, x), TOP3 + SIDE2 * (1 - across(b, y))];
  }, view = (now) => {
    moment = now;
    let { run, data, rows } = now.state;
    if (!run) return;
    let start = land.start(run), path = pathOf(run, now.state.step);
    isSame(start, data) || survey(start, data, rows, path), draw(path), tell(now, path), race.run(run, (one) => land.race(start, now.state, one.optimizer, one.rate), () => moment && draw(pathOf(run, moment.state.step)));
  };
  function isSame(start, data) {
    let [a = 0, b = 0] = at(start), inside = ground && within(a, ground.x) && within(b, ground.y), others = made && [...start].every(([name, one]) => sameBut(one, made?.start.get(name), entries().filter((x) => x.name === name)));
    return !!(inside && others && made?.data === data && key === selects.map(({ select }) => select.value).join());
  }
  function survey(start, data, rows, path) {
    key = selects.map(({ select }) => select.value).join(), made = { data, start };
    let points = [at(start), ...path], [x, y] = [0, 1].map((axis) => axisAround(points.map((one) => one[axis] ?? 0))), begun = surveyed(land.cost, land.name, rows, start, entries(), x ?? new Float64Array(), y ?? new Float64Array());
    work.begin(begun, (found) => {
      ground = found, drawGround(found), moment && view(moment);
    });
  }
  function pathOf(run, step) {
    let windows = entries().map(({ name, place: one }) => run.placeOf(name) + one);
    return run.recorded(step, MOST_POINTS2).map((theta) => windows.map((one) => theta[one] ?? Number.NaN));
  }
  function drawGround({ x, y, costs }) {
    let pen = below.getContext("2d"), colours = coloursOf(panel);
    if (!pen) return;
    pen.clearRect(0, 0, SIZE3, SIZE3);
    let levels = levelsOf(costs), cell2 = SIDE2 / 30;
    pen.fillStyle = colours.plus;
    for (let j = 0; j + 1 < 31; j += 1)
      for (let i = 0; i + 1 < 31; i += 1) {
        let mean = ((costs[j * 31 + i] ?? 0) + (costs[(j + 1) * 31 + i + 1] ?? 0)) / 2;
        pen.globalAlpha = 0.55 * (levels.filter((level) => mean > level).length / (levels.length || 1));
        let [left, right] = [Math.round(LEFT4 + i * cell2), Math.round(LEFT4 + (i + 1) * cell2)], [top, bottom] = [Math.round(TOP3 + SIDE2 - (j + 1) * cell2), Math.round(TOP3 + SIDE2 - j * cell2)];
        pen.fillRect(left, top, right - left, bottom - top);
      }
    pen.globalAlpha = 0.6, pen.strokeStyle = colours.ink, pen.lineWidth = 1, pen.beginPath();
    for (let level of levels)
      for (let [a = 0, b = 0, c = 0, d = 0] of zeroLine(costs.map((one) => one - level), 31))
        pen.moveTo(LEFT4 + a * cell2, TOP3 + SIDE2 - b * cell2), pen.lineTo(LEFT4 + c * cell2, TOP3 + SIDE2 - d * cell2);
    pen.stroke(), pen.globalAlpha = 1, pen.strokeRect(LEFT4 - 0.5, TOP3 - 0.5, SIDE2 + 1, SIDE2 + 1), pen.font = '15px system-ui, "Segoe UI", "DejaVu Sans", sans-serif', pen.fillStyle = colours.ink, pen.textAlign = "center";
    for (let one of ticks(x)) pen.fillText(formatNumber(one, 3).replaceAll("-", "−"), place([one, 0])[0], SIZE3 - 12);
    pen.textAlign = "right";
    for (let one of ticks(y)) pen.fillText(formatNumber(one, 3).replaceAll("-", "−"), LEFT4 - 6, place([0, one])[1] + 5);
  }
  function draw(path) {
    let pen = above.getContext("2d");
    if (!pen || !ground) return;
    let colours = coloursOf(panel);
    pen.clearRect(0, 0, SIZE3, SIZE3), race.finished().forEach(({ path: one }, i) => stroke(pen, one(entries()), HUES[(i + 2) % HUES.length] ?? colours.ink)), stroke(pen, path, colours.minus);
    let [x, y] = place(path[0] ?? []);
    pen.beginPath(), pen.arc(x, y, 9, 0, 2 * Math.PI), pen.fillStyle = colours.paper, pen.strokeStyle = colours.minus, pen.lineWidth = 4, pen.fill(), pen.stroke();
  }
  function stroke(pen, path, colour) {
    if (pen.strokeStyle = colour, pen.fillStyle = colour, pen.lineWidth = 2.5, pen.beginPath(), path.forEach((one, i) => i ? pen.lineTo(...place(one)) : pen.moveTo(...place(one))), pen.stroke(), !(path.length > DOTS))
      for (let one of path)
        pen.beginPath(), pen.arc(...place(one), 3, 0, 2 * Math.PI), pen.fill();
  }
  function tell({ state }, path) {
    if (!state.run) return;
    let written2 = (one) => formatNumber(one).replaceAll("-", "−"), here = costAt(land.cost, land.name, state.rows, state.leaves), start = land.start(state.run), [first, second] = entries(), plane = costAt(land.cost, land.name, state.rows, moved(start, entries(), path.at(-1) ?? [])), [a = 0, b = 0] = at(start), text = `Start at ${first?.written} = ${written2(a)}, ${second?.written} = ${written2(b)}; after ${state.step} steps the cost is ${written2(here)}`, differs = land.entries.length > 2 ? `, on this plane through the start ${written2(plane)}` : "";
    write(said, `${text}${differs}. Drag the start, or move it by arrow keys.`), above.setAttribute("aria-label", text);
  }
  let begin = (to, isDragged) => {
    moment?.state.run && land.placed(moved(land.start(moment.state.run), entries(), to), isDragged);
  }, pointed = (event) => {
    let box = above.getBoundingClientRect(), { x, y } = ground ?? { x: new Float64Array([0, 1]), y: new Float64Array([0, 1]) }, share2 = [((event.clientX - box.left) / box.width * SIZE3 - LEFT4) / SIDE2, 1 - ((event.clientY - box.top) / box.height * SIZE3 - TOP3) / SIDE2];
    return [x, y].map((axis, i) => (axis[0] ?? 0) + Math.max(0, Math.min(1, share2[i] ?? 0)) * ((axis.at(-1) ?? 1) - (axis[0] ?? 0)));
  }, dragging = !1;
  return above.addEventListener("pointerdown", (event) => {
    dragging = !0, above.setPointerCapture(event.pointerId), begin(pointed(event), !0);
  }), above.addEventListener("pointermove", (event) => dragging && begin(pointed(event), !0)), above.addEventListener("pointerup", (event) => {
    dragging && begin(pointed(event), !1), dragging = !1;
  }), above.addEventListener("keydown", (event) => {
    let by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!by || !ground || !moment?.state.run || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(), event.stopPropagation();
    let axes = [ground.x, ground.y];
    begin(at(land.start(moment.state.run)).map((one, i) => one + (by[i] ?? 0) * ((axes[i]?.[1] ?? 0) - (axes[i]?.[0] ?? 0))), !1);
  }), page.defaultView?.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => ground && drawGround(ground)), view;
}
var within = (one, axis) => one >= (axis[0] ?? 0) && one <= (axis.at(-1) ?? 0);
function sameBut(one, other, free) {
  return one === other || other !== void 0 && one.every((x, i) => x === other[i] || free.some(({ place }) => place === i));
}

// src/programs.ts
async function importShown(page, id) {
  let text = page.getElementById(id)?.textContent ?? "", address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}
function callOf(module, leaves) {
  let known = -1, memory = new Float64Array(0), slots = [], windows = [];
  return (numbers2, rows) => {
    if (rows !== known) {
      slots = module.places(rows);
      let room = slots.at(-1) ?? 0, sizes = leaves.map((leaf) => countOf(leaf, rows)), all = module.new_memory(room + sizes.reduce((sum, size2) => sum + aligned(size2), 0)), end = room;
      windows = sizes.map((size2) => all.subarray((end += aligned(size2)) - aligned(size2), end - aligned(size2) + size2)), memory = all.subarray(0, room), known = rows;
    }
    let given = leaves.map((leaf, i) => argument(leaf, numbers2.get(leaf.name), windows[i]));
    return module.compute(...given, memory, slots);
  };
}
var aligned = (size2) => Math.max(8, Math.ceil(size2 / 8) * 8);
function passesOf(module, payload) {
  let call = callOf(module, payload.leaves);
  return (leaves, rows) => new Map([...leaves, ...copied(call(leaves, rows))]);
}
function copied(found) {
  return new Map(Object.entries(found).map(([name, one]) => [name, Float64Array.from(typeof one == "number" ? [one] : one)]));
}
function argument(leaf, numbers2, window2) {
  return leaf.shape.length === 0 || window2 === void 0 ? numbers2?.[0] ?? Number.NaN : (window2.set(numbers2 ?? []), window2);
}
function gatesOf(module, entries, payload) {
  let arrays = new Map(payload.leaves.map((one) => [one.name, one])), reads = entries.map((name) => [name, reader(name, arrays)]), leaves = entries.map((name) => ({ name, written: name, shape: [], examples: [], kind: "input", of: "" })), call = callOf(module, leaves);
  return (numbers2) => {
    let given = new Map(reads.map(([name, read2]) => [name, Float64Array.of(read2(numbers2, payload.rows) ?? Number.NaN)])), found = Object.entries(call(given, payload.rows));
    return new Map([...numbers2, ...found.map(([name, one]) => [name, Float64Array.of(Number(one))])]);
  };
}
function costOf(module, payload) {
  let call = callOf(module, payload.leaves);
  return (leaves, rows) => (leaf, place, by) => {
    let moved2 = Float64Array.from(leaves.get(leaf) ?? []);
    moved2[place] = (moved2[place] ?? Number.NaN) + by;
    let found = call(new Map(leaves).set(leaf, moved2), rows)[payload.cost];
    return typeof found == "number" ? found : found?.[0] ?? Number.NaN;
  };
}

// src/slices.ts
var POINTS = 61;
function slice(panel, cost, name, entries, slopes) {
  let page = panel.ownerDocument, options = entries.map(({ written: written2 }, i) => element(page, "option", { value: String(i) }, written2)), select = element(page, "select", {}, ...options), reach = element(page, "select", {}, ...["0.1", "1", "3", "10"].map((one) => element(page, "option", { value: one }, `± ${one}`)));
  reach.value = "3";
  let chart = new Chart(page), said = element(page, "p", { class: "said" }), fields = element(page, "div", { class: "fields" }, element(page, "label", {}, "Along", select), element(page, "label", {}, "Reach", reach));
  panel.append(fields, chart.root, said);
  let last = null;
  for (let one of [select, reach]) one.addEventListener("change", () => last && view(last));
  let view = (moment) => {
    last = moment;
    let { state, numbers: numbers2 } = moment, entry2 = entries[Number(select.value)];
    if (!entry2) return;
    let here = state.leaves.get(entry2.name)?.[entry2.place] ?? Number.NaN, slope = numbers2.get(slopes.get(entry2.name) ?? "")?.[entry2.place] ?? Number.NaN, height = costAt(cost, name, state.rows, state.leaves), far = Number(reach.value), along = Array.from({ length: POINTS }, (_, i) => here - far + 2 * far * i / (POINTS - 1)), points = along.map((at) => [at, costAt(cost, name, state.rows, moved(state.leaves, [entry2], [at]))]), [low, high] = [Math.min(...points.map(([, one]) => one)), Math.max(...points.map(([, one]) => one))], tangent = along.map((at) => [at, height + slope * (at - here)]).filter(([, one]) => one >= low && one <= high), number2 = (one) => formatNumber(one).replaceAll("-", "−"), text = `At ${entry2.written} = ${number2(here)} the cost is ${number2(height)} and its slope ${number2(slope)}.`;
    chart.draw({ lines: [{ css: "tangent", points: tangent }, { css: "line", points }], dots: [{ css: "dot", points: [[here, height]] }], titles: [entry2.written, name], said: text }), write(said, text);
  };
  return view;
}

// src/thumbnails.ts
function thumbnails(page, neurons, enlarge) {
  let root = element(page, "div", { class: "layers" }), all = [], pinned = 0, pointed = null, chosen = () => all[pointed ?? pinned], point = (place) => {
    pointed = place, enlarge(chosen());
  }, buttons = [], add = (row, made) => {
    let [button, one] = made, place = all.push(one) - 1;
    buttons.push(button), button.addEventListener("pointerenter", () => point(place)), button.addEventListener("pointerleave", () => point(null)), button.addEventListener("click", () => {
      pinned = place, buttons.forEach((other, i) => other.setAttribute("aria-pressed", String(i === place))), point(null);
    }), row.append(button);
  }, last = neurons.arrays.at(-1);
  for (let layer of last ? [last, ...neurons.arrays.slice(0, -1)] : []) {
    let isPrediction = layer === last, row = element(page, "div", { class: "layer", "data-part": layer.name }, element(page, "b", {}, isPrediction ? "Prediction" : layer.written));
    for (let unit = 0; unit < (isPrediction ? 1 : layer.units); unit += 1)
      add(row, thumbnail(page, layer.name, unit, isPrediction ? "Prediction" : `${layer.written}[${unit}]`));
    root.append(row);
  }
  return buttons[0]?.setAttribute("aria-pressed", "true"), { root, all, chosen };
}
function thumbnail(page, array, unit, written2) {
  let size2 = { width: String(41), height: String(41), "aria-hidden": "true" }, canvas = element(page, "canvas", size2), button = element(page, "button", { type: "button", class: "thumbnail", "aria-pressed": "false" }, canvas), image = new ImageData(41, 41), pen = canvas.getContext("2d", { willReadFrequently: !0 }), text = "", say = (said) => {
    said !== text && button.setAttribute("aria-label", said), text = said;
  }, tell = (above) => say(`${written2}: above 0 on ${(100 * above).toFixed(0)}% of the plane`), pixels = new Uint32Array(image.data.buffer);
  return [button, { array, unit, written: written2, canvas, pixels, put: () => pen?.putImageData(image, 0, 0), tell, say, label: () => text }];
}

// src/surfaces.ts
function surfaces(panel, neurons, calls, touch) {
  let page = panel.ownerDocument, prediction = neurons.arrays.at(-1)?.name ?? "", columns = [0, 1], moment = null, looked = null, known = { data: null, columns, leaf: new Float64Array(0), examples: new Float64Array(0) }, surface = {}, plane = new Plane(page, {
    look: (x, y) => (looked = [x, y], read2()),
    touch: (x, y, near) => touch(/* @__PURE__ */ new Map([[columns[0], x], [columns[1], y]]), near?.row ?? null)
  }), shown2 = thumbnails(page, neurons, enlarge), readout = element(page, "output", { class: "readout" }), said = element(page, "p", { class: "quiet said" }), beside = element(page, "div", { class: "neurons" }, ...axesOf(), shown2.root);
  panel.append(element(page, "div", { class: "surfaces" }, element(page, "div", {}, plane.root, readout), beside), said);
  let colours = coloursOf(panel), shades = shadesOf(colours);
  page.defaultView?.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    colours = coloursOf(panel), shades = shadesOf(colours), known = { ...known, data: null }, moment && view(moment);
  });
  function axesOf() {
    return neurons.inputs === 2 ? [] : ["Across", "Up"].map((label, axis) => {
      let options = Array.from({ length: neurons.inputs }, (_, i) => element(page, "option", { value: String(i) }, `x${i}`)), select = element(page, "select", {}, ...options);
      return select.value = String(columns[axis]), select.addEventListener("change", () => {
        let other = columns[1 - axis] ?? 0, chosen = Number(select.value);
        chosen !== other && (columns = axis === 0 ? [chosen, other] : [other, chosen]), select.value = String(columns[axis]), moment && view(moment);
      }), element(page, "label", {}, label, select);
    });
  }
  function lay(data) {
    if (known.data === data && known.columns === columns) return;
    let table3 = data.columns.get(neurons.input) ?? new Float64Array(0), grid2 = gridAround(table3, neurons.inputs, columns), examples2 = table3.map((_, i) => table3[i % data.rows * neurons.inputs + Math.floor(i / data.rows)] ?? 0);
    known = { data, columns, leaf: leafOver(grid2, table3.subarray(0, neurons.inputs), columns), examples: examples2 }, plane.mark(grid2, examplesOf(data), colours, [`x${columns[0]}`, `x${columns[1]}`]);
  }
  function examplesOf(data) {
    let table3 = data.columns.get(neurons.input) ?? new Float64Array(0), targets = data.columns.get(neurons.target) ?? new Float64Array(0), held = new Set(data.heldOut);
    return Array.from({ length: data.rows }, (_, row) => ({
      row,
      x: table3[row * neurons.inputs + columns[0]] ?? 0,
      y: table3[row * neurons.inputs + columns[1]] ?? 0,
      colour: colourOf(neurons, targetOf(neurons, targets.subarray(row * neurons.targets, (row + 1) * neurons.targets)), colours),
      heldOut: held.has(row)
    }));
  }
  let view = (now) => {
    moment = now;
    let { data, leaves } = now.state;
    if (data) {
      lay(data), surface = calls.grid(new Map([...leaves, [neurons.input, known.leaf]]), 1681);
      for (let one of shown2.all) {
        let values = surface[one.array];
        one.array === prediction ? predicted(one, values) : one.tell(paint(one.pixels, 41, values.subarray(one.unit * 41 ** 2, (one.unit + 1) * 41 ** 2), shades)), one.put();
      }
      enlarge(shown2.chosen()), write(said, sentence4(now.state.leaves, data)), read2();
    }
  };
  function predicted(one, values) {
    if (hasTwoSides(neurons)) one.tell(paint(one.pixels, 41, sideOf(neurons, values, 41 ** 2), shades));
    else {
      let shares = paintLargest(one.pixels, 41, values, neurons.classes.length, colours.paper);
      one.say(`Prediction: ${neurons.classes.map((name, k) => `${name} on ${percent(shares[k] ?? 0)}`).join(", ")} of the plane`);
    }
  }
  function enlarge(one) {
    if (!moment) return;
    let values = surface[one.array], line = one.array === prediction ? hasTwoSides(neurons) ? sideOf(neurons, values, 41 ** 2) : null : values.subarray(one.unit * 41 ** 2, (one.unit + 1) * 41 ** 2);
    plane.draw(one.canvas, 41, line), plane.marks.setAttribute("aria-label", `${one.label()}. Arrow keys move over it; Enter adds an example or removes it.`), read2();
  }
  function read2() {
    if (!moment?.state.data) return;
    let one = shown2.chosen(), name = one.array === prediction ? "Prediction" : one.written;
    if (!looked) return write(readout, name);
    let row = known.leaf.filter((_, i) => i % 41 ** 2 === 0);
    [row[columns[0]], row[columns[1]]] = looked;
    let values = calls.point(new Map([...moment.state.leaves, [neurons.input, row]]), 1)[one.array], numbers2 = one.array === prediction ? [...values] : [values[one.unit] ?? Number.NaN], [x, y] = looked.map((at) => formatNumber(at, 3));
    write(readout, `${name} at (${x}, ${y}): ${numbers2.map((at) => formatNumber(at)).join(", ")}`.replaceAll("-", "−"));
  }
  function sentence4(leaves, data) {
    let others = neurons.inputs > 2 ? " The other inputs are those of the first row." : "";
    if (neurons.answers === "numbers") return `${data.rows} examples.${others}`;
    let outputs = calls.examples(new Map([...leaves, [neurons.input, known.examples]]), data.rows)[prediction], targets = data.columns.get(neurons.target) ?? new Float64Array(0), isRight = (row) => classOf(outputs, data.rows, row) === targetOf(neurons, targets.subarray(row * neurons.targets, (row + 1) * neurons.targets)), count = (rows) => `${rows.filter(isRight).length} of ${rows.length}`, held = data.heldOut.length ? `, and ${count(data.heldOut)} that are held out (rings)` : "";
    return `${count(data.learned)} examples are predicted right${held}.${others}`;
  }
  return view;
}
var percent = (share2) => `${(100 * share2).toFixed(0)}%`;

// src/truth.ts
var MOST_DOTS = 400;
function truth(panel, neurons, call) {
  let page = panel.ownerDocument, prediction = neurons.arrays.at(-1)?.name ?? "", chart = new Chart(page), counts = element(page, "table", { class: "counts" }), said = element(page, "p", { class: "said" });
  panel.append(neurons.answers === "numbers" ? chart.root : counts, said);
  let cells = neurons.answers === "numbers" ? [] : laid(page, counts, neurons.classes), known = { data: null, leaf: new Float64Array(0) };
  return ({ state: { data, leaves } }) => {
    if (!data) return;
    known.data !== data && (known = { data, leaf: leafOf(data, neurons) });
    let outputs = call(new Map([...leaves, [neurons.input, known.leaf]]), data.rows)[prediction], targets = data.columns.get(neurons.target) ?? new Float64Array(0), target = (row) => targetOf(neurons, targets.subarray(row * neurons.targets, (row + 1) * neurons.targets));
    if (neurons.answers !== "numbers") return write(said, counted(cells, data, neurons, target, (row) => classOf(outputs, data.rows, row)));
    let pairs = Array.from({ length: data.rows }, (_, row) => [target(row), outputs[row] ?? Number.NaN]), middle = Math.sqrt(pairs.reduce((sum, [one, other]) => sum + (one - other) ** 2, 0) / data.rows), ends = [Math.min(...pairs.map(([one]) => one)), Math.max(...pairs.map(([one]) => one))].map((one) => [one, one]), text = `Root mean square of prediction − truth over ${data.rows} examples: ${formatNumber(middle)}. On the line both are equal.`;
    chart.draw({ lines: [{ css: "tangent", points: ends }], dots: [{ css: "dot", points: pairs.slice(0, MOST_DOTS) }], titles: ["true", "predicted"], said: text }), write(said, text);
  };
}
function leafOf(data, { input, inputs }) {
  let table3 = data.columns.get(input) ?? new Float64Array(0);
  return table3.map((_, i) => table3[i % data.rows * inputs + Math.floor(i / data.rows)] ?? 0);
}
function laid(page, table3, classes) {
  let cells = classes.map(() => classes.map(() => element(page, "td"))), head = classes.map((name) => element(page, "th", { scope: "col" }, `predicted ${name}`)), rows = cells.map((row, k) => element(page, "tr", {}, element(page, "th", { scope: "row" }, `class ${classes[k]}`), ...row));
  return table3.append(element(page, "thead", {}, element(page, "tr", {}, element(page, "td"), ...head)), element(page, "tbody", {}, ...rows)), cells;
}
function counted(cells, data, { classes }, target, found) {
  let counts = classes.map(() => classes.map(() => 0));
  for (let row = 0; row < data.rows; row += 1) {
    let line = counts[target(row)];
    line && (line[found(row)] = (line[found(row)] ?? 0) + 1);
  }
  let most = Math.max(...counts.flat(), 1);
  counts.forEach(
    (line, k) => line.forEach((count, j) => {
      let cell2 = cells[k]?.[j];
      cell2 && (write(cell2, String(count)), cell2.style.setProperty("--share", `${Math.round(100 * count / most)}%`), cell2.dataset.sign = k === j ? "plus" : "minus");
    })
  );
  let right = counts.reduce((sum, line, k) => sum + (line[k] ?? 0), 0);
  return `${right} of ${data.rows} examples are predicted right, ${formatNumber(100 * right / data.rows, 3)}%.`;
}

// src/movement.ts
var MOST_ENTRIES = 64;
async function movement(page, payload, panels, stage) {
  let { neurons } = payload, { machine, now, still } = stage;
  if (payload.training && payload.landscape && await grounds(page, payload, payload.training, panels, stage), !neurons) return;
  let module = await importShown(page, "neurons"), named2 = neurons.leaves.flatMap((name) => payload.leaves.filter((leaf) => leaf.name === name)), call = () => callOf(module, named2), changes = {
    anew: (data) => still(machine.redrawn(machine.reset(now()), data)),
    on: (data) => still(machine.redrawn(now(), data))
  }, added = () => 1;
  panels.add("examples", (panel) => {
    let { view, chosen } = examples(panel, neurons, payload.samples ?? { spread: [], sets: [] }, machine.deal, changes);
    return added = () => chosen.add, view;
  }), panels.add("pad", (panel) => pad(panel, neurons, call(), (row) => {
    let { data } = now();
    data && still(machine.redrawn(now(), withRow(data, row)));
  })), panels.add("truth", (panel) => truth(panel, neurons, call())), panels.add(
    "surfaces",
    (panel) => surfaces(
      panel,
      neurons,
      { grid: call(), examples: call(), point: call() },
      (place, near) => still(machine.touched(now(), neurons, place, near, added()))
    )
  );
}
async function grounds(page, payload, training, panels, stage) {
  let { machine, now, still, drag } = stage, module = await importShown(page, "cost"), named2 = (payload.landscape ?? []).flatMap((name) => payload.leaves.filter((leaf) => leaf.name === name)), order = training.windows.map(({ name }) => name), parameters2 = payload.leaves.filter(({ name }) => order.includes(name)).sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name)), entries = parameters2.flatMap(entriesOf), land = {
    cost: callOf(module, named2),
    name: payload.cost,
    entries,
    start: (run) => machine.startOf(now(), run),
    placed: (to, isDragged) => (isDragged ? drag : still)(machine.movedTo(now(), to)),
    race: (leaves, state, optimizer, rate) => machine.beside(state, leaves, optimizer, rate),
    rules: [training, ...training.others]
  };
  entries.length > 1 && panels.add("landscape", (panel) => landscape(panel, land));
  let slopes = payload.results.filter((one) => parameters2.some(({ name }) => name === one.of)), of = new Map(slopes.map((one) => [one.of, one.name]));
  panels.add("slice", (panel) => slice(panel, callOf(module, named2), payload.cost, entries, of)), panels.add("gradients", (panel) => gradients(panel, slopes));
}
function entriesOf(leaf) {
  let columns = leaf.shape.at(-1) ?? 1, count = Math.min(MOST_ENTRIES, countOf(leaf, 1)), index = (place) => leaf.shape.length > 1 ? `[${Math.floor(place / columns)},${place % columns}]` : leaf.shape.length ? `[${place}]` : "";
  return Array.from({ length: count }, (_, place) => ({ name: leaf.name, place, written: `${leaf.written}${index(place)}` }));
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

// src/guess.ts
function readGuess(text, place) {
  let plain2 = text.trim().replaceAll("−", "-").replace(",", "."), found = /^[+-]?(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/iu.exec(plain2), value = Number(plain2);
  return !found || plain2 === "" || !Number.isFinite(value) ? null : { place, value, half: 0.5 * 10 ** (Number(found[3] ?? 0) - (found[2]?.length ?? 0)) };
}
function judge(guess, truth2) {
  if (!within2(guess, truth2)) return "wrong";
  let largest2 = size(truth2);
  return !(Math.abs(guess.value - (truth2[guess.place] ?? Number.NaN)) <= 1e-12 * (1 + largest2)) && 2 * guess.half > 1.000001 * 10 ** Math.floor(Math.log10(largest2)) ? "coarse" : "right";
}
var explains = (guesses, slip) => guesses.every((one) => within2(one, slip));
function within2({ place, value, half }, truth2) {
  return Math.abs(value - (truth2[place] ?? Number.NaN)) <= 1.000001 * half + 1e-12 * (1 + size(truth2));
}
var size = (truth2) => truth2.reduce((largest2, one) => Math.max(largest2, Math.abs(one)), 0);

// src/predict.ts
var MOST = 36;
function predict(panel, arrays, slips, wrong, reveal) {
  let [room, said] = [panel.querySelector(".guesses"), panel.querySelector(".verdict")], select = panel.querySelector("select"), fields = [], asked = "", last = null, answer = async () => {
    if (!last || !said) return;
    let moment = last, truth2 = moment.numbers.get(asked) ?? new Float64Array(0), guesses = fields.flatMap((one) => readGuess(one.input.value, one.place) ?? []);
    for (let { input, place } of fields) {
      let guess = guesses.find((one) => one.place === place);
      input.dataset.judged = guess ? judge(guess, truth2) : "", input.setAttribute("aria-invalid", String(guess ? judge(guess, truth2) === "wrong" : input.value.trim() !== ""));
    }
    let others = guesses.length ? await wrong(moment) : /* @__PURE__ */ new Map();
    moment === last && write(said, sentence2(guesses, fields.length, truth2, others, slips[asked] ?? {}));
  };
  return (moment) => {
    last = moment;
    let name = moment.looking.choices.hide ?? "", key = `${name} ${moment.state.rows} ${[...moment.numbers.get(name) ?? []].join()}`;
    if (select && select.value !== name && (select.value = name), !room || !said || panel.dataset.asked === key) return;
    panel.dataset.asked = key, asked = name, write(said, "");
    let array = arrays.find((one) => one.name === name), shape = array ? shapeFor(array, moment.state.rows) : [];
    fields = array ? questions(room.ownerDocument, array.written, shape) : [], room.replaceChildren(...array ? [grid(room.ownerDocument, fields, shape), shown(room.ownerDocument, reveal)] : []);
    for (let { input } of fields) input.addEventListener("change", () => {
      answer();
    });
  };
}
function questions(page, written2, shape) {
  let columns = shape.at(-1) ?? 1, count = Math.min(MOST, shape.reduce((product, one) => product * one, 1));
  return Array.from({ length: count }, (_, place) => {
    let where3 = shape.length ? `, row ${Math.floor(place / columns) + 1}, column ${place % columns + 1}` : "", input = element(page, "input", { "aria-label": `your ${written2}${where3}`, inputmode: "decimal", autocomplete: "off", size: "7" });
    return { place, input };
  });
}
function grid(page, fields, shape) {
  let made = element(page, "div", { class: "grid" }, ...fields.map((one) => one.input));
  return made.style.setProperty("--columns", String(Math.min(shape.at(-1) ?? 1, fields.length))), made;
}
function shown(page, reveal) {
  let button = element(page, "button", { type: "button", class: "words" }, "Show it");
  return button.addEventListener("click", reveal), button;
}
function sentence2(guesses, asked, truth2, others, slips) {
  if (guesses.length === 0) return "";
  let judged2 = guesses.map((one) => judge(one, truth2)), right = judged2.filter((one) => one === "right").length;
  if (right === asked) return "Right, to the digits that are written.";
  if (judged2.includes("wrong")) {
    let slip = Object.keys(slips).find((key) => explains(guesses, others.get(key) ?? new Float64Array(0)));
    return slip ? slips[slip] ?? "" : `Not these numbers: ${judged2.length - right} of ${judged2.length} are others.`;
  }
  return judged2.includes("coarse") ? "So few digits say nothing; write about three." : `Right so far: ${right} of ${asked}.`;
}

// src/rules.ts
async function loadRules(page, training) {
  let by = /* @__PURE__ */ new Map();
  if (!training) return { by, any: null, shareOf: () => 1 };
  let own = page.getElementById("training"), lines = (own?.textContent ?? "").split(`
`);
  for (let rule of training.others) {
    let text = rule.told.map((one) => typeof one == "string" ? one : lines.slice(...one).join(`
`)).join(`
`), id = `training-${rule.optimizer}`, code = element(page, "pre", { class: "code", tabindex: "0", id }, `${text}
`), folded = element(page, "details", {}, element(page, "summary", {}, `The program of a step of ${rule.label}`), code);
    own?.closest("details")?.parentElement?.append(folded);
  }
  let ids = [[training, "training"], ...training.others.map((rule) => [rule, `training-${rule.optimizer}`])], modules = await Promise.all(ids.map(([, id]) => importShown(page, id)));
  ids.forEach(([rule], i) => by.set(rule.optimizer, { rule, module: modules[i] }));
  let schedules = await importShown(page, "schedules"), shareOf = (name, ...moment) => schedules.compute(...moment)[`${name} share`] ?? Number.NaN;
  return { by, any: modules[0] ?? null, shareOf };
}

// src/shared.ts
var MARK = "state=1.";
var WRITTEN_ANEW = "gradient", NotOpened = class extends Error {
};
function writeShared(payload, state, selection) {
  let { run, data } = state, far = state.step > 1e5, vectors = (step) => run ? named(ruleOf(payload, run.settings.optimizer), run.vectorsAt(step)) : {}, now = state.step ? vectors(state.step) : {}, shared = {
    format: 1,
    title: payload.title,
    model: payload.model,
    optimizer: run && optimizerSaid(payload, run.settings),
    settings: run && settingsSaid(run.settings),
    data: data && dataSaid(data),
    leaves: Object.fromEntries(
      apart(payload).map(({ name, shape }) => [name, { shape, numbers: [...state.leaves.get(name) ?? []] }])
    ),
    step: far ? 0 : state.step,
    start: far ? now : vectors(0),
    now: far ? {} : now,
    selection
  };
  return JSON.stringify(shared);
}
function apart({ leaves, training }) {
  let others = new Set([...training?.windows ?? [], ...training?.tables ?? []].map((one) => one.name));
  return leaves.filter((leaf) => !others.has(leaf.name));
}
var settingsSaid = ({ batchSize, seed, keepLast, epochs }) => ({
  batch_size: batchSize,
  seed,
  keep_last: keepLast,
  epochs
}), optimizerSaid = ({ optimizers, schedules }, { optimizer, learningRate, schedule }) => ({
  name: optimizer,
  ...optimizers?.[optimizer],
  learning_rate: { rate: learningRate, schedule, settings: schedules?.[schedule] ?? [] }
});
function ruleOf({ training }, name) {
  return training ? [training, ...training.others].find((one) => one.optimizer === name) : void 0;
}
var dataSaid = ({ said, rows, columns, learned, heldOut }) => ({
  said,
  rows,
  tables: Object.fromEntries([...columns].map(([name, one]) => [name, [...one]])),
  learned: [...learned],
  held_out: [...heldOut]
});
function named(rule, vectors) {
  let pairs = (rule?.vectors ?? []).map(({ name }, i) => [name, [...vectors[i] ?? []]]);
  return Object.fromEntries(pairs.filter(([name]) => name !== WRITTEN_ANEW));
}
function readShared(text, payload) {
  let shared = parse(text);
  require2(shared.format === 1, "it is of another version of chainrule"), require2(same(shared.model, payload.model), "it is of another model; cr.open(link) in Python makes its board");
  let rule = ruleOf(payload, shared.optimizer?.name), own = payload.optimizers?.[rule?.optimizer ?? ""];
  require2(!payload.training || rule !== void 0 && same(withoutRate(shared.optimizer), withoutRate(own)), "it trains by another rule");
  let leaves = new Map(payload.leaves.map((leaf) => [leaf.name, Float64Array.from(leaf.numbers)]));
  for (let { name, shape } of apart(payload)) {
    let found = shared.leaves?.[name];
    require2(same(found?.shape, shape), `${name} has another size`), leaves.set(name, numbers(found?.numbers, leaves.get(name)?.length ?? 0, name));
  }
  let { step = -1, selection } = shared;
  require2(Number.isInteger(step) && step >= 0 && step <= 1e5, "its step is no step");
  let start = vectorsOf(shared.start, rule), now = step ? vectorsOf(shared.now, rule) : start, data = dataOf(shared, payload), settings = settingsOf(shared, payload, data?.learned.length ?? payload.rows);
  return { leaves, data, settings, step, start, now, selection: typeof selection == "string" ? selection : "" };
}
function dataOf({ data }, { training }) {
  let tables = training?.tables ?? [];
  if (tables.length === 0) return null;
  let { said, rows = 0, learned = [], held_out = [] } = data ?? {};
  require2(Number.isInteger(rows) && rows >= 1, "its examples have no rows"), require2(Array.isArray(learned) && Array.isArray(held_out) && learned.length > 0, "no example of it is learned from");
  let places = [...learned, ...held_out].sort((one, other) => one - other);
  return require2(places.length === rows && places.every((one, i) => one === i), "its examples do not stand once each"), {
    said: typeof said == "string" ? said.slice(0, 200) : "",
    rows,
    columns: new Map(tables.map(({ name, width }) => [name, numbers(data?.tables[name], rows * width, name)])),
    learned: Int32Array.from(learned),
    heldOut: Int32Array.from(held_out)
  };
}
function vectorsOf(lists, rule) {
  return (rule?.vectors ?? []).map(
    ({ name, numbers: own }) => name === WRITTEN_ANEW ? new Float64Array(own.length) : numbers(lists?.[name], own.length, name)
  );
}
function settingsOf({ settings, optimizer }, payload, rows) {
  if (!payload.training) return null;
  let { batch_size: batchSize = 0, seed = -1, keep_last: keepLast, epochs = 0 } = settings ?? {}, { rate: learningRate = Number.NaN, schedule = "", settings: ofSchedule } = optimizer?.learning_rate ?? {};
  return require2(Number.isFinite(learningRate), "its learning rate is no number"), require2(same(ofSchedule, payload.schedules?.[schedule]), "its learning rate has another schedule"), require2(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= Math.max(rows, 1), "its batch size is none"), require2(Number.isSafeInteger(seed) && seed >= 0, "its seed is none"), require2(Number.isSafeInteger(epochs) && epochs >= 1, "its epochs are none"), require2(typeof keepLast == "boolean", "it does not say what becomes of a short last batch"), { optimizer: optimizer?.name ?? "", learningRate, schedule, epochs, batchSize, seed, keepLast: keepLast === !0 };
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
  let reader2 = stream.getReader(), decoder = new TextDecoder("utf-8", { fatal: !0 }), text = "";
  for (; ; ) {
    let { done, value } = await reader2.read();
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
], SHARPNESS = 2;
function filled({ text }, leaves, state) {
  let shapes = new Map(leaves.map((leaf) => [leaf.name, shapeFor(leaf, state.rows)])), settings = { learning_rate: state.run?.settings.learningRate, seed: state.run?.settings.seed };
  return text.replace(HOLE, (_, name) => {
    let shape = shapes.get(name);
    return shape ? literal(state.leaves, name, shape) : String(settings[name] ?? "None");
  });
}
function literal(leaves, name, shape) {
  let numbers2 = leaves.get(name) ?? new Float64Array(0), nested = (from, [size2, ...rest]) => {
    if (size2 === void 0) return written(numbers2[from] ?? Number.NaN);
    let width = rest.reduce((product, one) => product * one, 1);
    return `[${Array.from({ length: size2 }, (_, i) => nested(from + i * width, rest)).join(", ")}]`;
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
  canvas.width = Math.ceil(width * SHARPNESS), canvas.height = Math.ceil(height * SHARPNESS);
  let pen = canvas.getContext("2d");
  return pen ? (pen.fillStyle = getComputedStyle(picture.ownerDocument.body).backgroundColor, pen.fillRect(0, 0, canvas.width, canvas.height), pen.drawImage(picture instanceof HTMLCanvasElement ? picture : await imageOf2(asSvg(picture)), 0, 0, canvas.width, canvas.height), new Promise((done) => canvas.toBlob(done, "image/png"))) : null;
}
async function imageOf2(svg) {
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
    link2 && (link2.value = address), link2?.select(), say(await copied2(page, address) ? `Copied: ${address.length} characters.` : "The link is selected, to be copied.");
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
async function copied2(page, text) {
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

// src/player.ts
var Player = class {
  /* `press` says whether there is more to come; `speed` is in presses a second. */
  constructor(press, speed) {
    this.press = press;
    this.speed = speed;
  }
  press;
  speed;
  frame = 0;
  // the one that is waited for
  due = 0;
  start() {
    this.stop(), this.due = 0, this.frame = requestAnimationFrame((now) => this.play(now));
  }
  stop() {
    cancelAnimationFrame(this.frame);
  }
  play(now) {
    if (now >= this.due) {
      let speed = this.speed();
      if (this.due = speed >= 60 ? 0 : Math.max(this.due, now - 1e3 / speed) + 1e3 / speed, !this.press()) return;
    }
    this.frame = requestAnimationFrame((next) => this.play(next));
  }
};

// src/stage.ts
var Stage = class {
  constructor(page, machine, panels, walks, passes, costs) {
    this.page = page;
    this.machine = machine;
    this.panels = panels;
    this.walks = walks;
    this.passes = passes;
    this.costs = costs;
    this.state = machine.start(), this.looking = lookingAt(page), this.player = new Player(() => this.playOn(), () => 2 ** Number(this.field("speed") || 6));
  }
  page;
  machine;
  panels;
  walks;
  passes;
  costs;
  state;
  looking;
  beside = [];
  // views that are no panel
  player;
  cost = Number.NaN;
  /* Draws another state: every panel, or those in sight. */
  show(next, everything = !next.playing) {
    this.state = next;
    let moment = { state: next, looking: this.looking, numbers: this.passes(next.leaves, next.rows) };
    this.cost = moment.numbers.get(this.costs)?.[0] ?? Number.NaN, this.panels.draw(moment, everything);
    for (let view of this.beside) view(moment);
  }
  still(next) {
    this.show({ ...next, playing: !1 });
  }
  /* An option that somebody chose; who chooses gates is led to the circuit. */
  choose(name, option) {
    this.looking = { ...this.looking, choices: { ...this.looking.choices, [name]: option } }, (name === "grain" || name === "zoom") && this.walkTo(isWalked(this.looking) ? 0 : null), this.still(this.again()), name === "grain" && isWalked(this.looking) && this.panels.find("circuit")?.scrollIntoView({ block: "start" });
  }
  /* What the transport does. */
  get moves() {
    return {
      reset: () => this.end(0, 0),
      back: () => this.still(this.pressed(-1)),
      toggle: () => this.toggle(),
      forward: () => this.still(this.pressed(1)),
      last: () => this.end(Math.max(this.state.step, this.state.run?.costs.length ?? 0), this.walk?.length ?? 0),
      drag: (step) => this.show({ ...this.machine.at(this.state, step), playing: !1 }, !1),
      seek: (step) => this.still(this.machine.at(this.state, step))
    };
  }
  toggle() {
    this.show({ ...this.again(), playing: !this.state.playing }), this.player.start();
  }
  /* One press of a run that plays: whether there is more to come. */
  playOn() {
    if (!this.state.playing) return !1;
    let { step } = this.state, { place } = this.looking, next = this.pressed(1);
    return this.show({ ...next, playing: next.step !== step || this.looking.place !== place }), this.cost < Number(this.field("until") || -1 / 0) && this.still(this.again()), this.state.playing;
  }
  /* One press, on or back: a gate, a number with a name, an update, or an epoch. */
  pressed(by) {
    let { walk, state, machine } = this;
    if (!walk || !isWalked(this.looking)) return machine.at(state, this.stepFrom(by));
    let place = this.looking.place ?? walk.length, grain = this.looking.choices.grain ?? "gate";
    if (by > 0 ? place < walk.length : place > 0)
      return this.walkTo(by > 0 ? walk.after(place, grain) : walk.before(place, grain)), this.again();
    let next = machine.at(state, state.step + by);
    return next.step !== state.step && this.walkTo(by > 0 ? 0 : walk.length), next;
  }
  /* The next step of training, or the last; that an epoch ends with, where these are pressed. */
  stepFrom(by) {
    let { step, run } = this.state, size2 = this.looking.choices.grain === "epoch" ? run?.dealt.steps ?? 1 : 1;
    return ((by > 0 ? Math.floor(step / size2) : Math.ceil(step / size2)) + by) * size2;
  }
  end(step, place) {
    this.looking.place !== null && this.walkTo(place), this.still({ ...this.machine.at(this.state, step), revision: this.state.revision + 1 });
  }
  get walk() {
    return this.walks.get(this.looking.choices.zoom ?? "");
  }
  walkTo(place) {
    this.looking = { ...this.looking, place };
  }
  /* The same state, to be drawn anew. */
  again() {
    return { ...this.state, revision: this.state.revision + 1 };
  }
  field(name) {
    return this.page.querySelector(`input[name="${name}"]`)?.value.trim() ?? "";
  }
};

// src/run.ts
var Dealt = class {
  constructor(rows, asked, keepsLast) {
    this.rows = rows;
    this.asked = asked;
    this.keepsLast = keepsLast;
  }
  rows;
  asked;
  keepsLast;
  /* How many rows a full batch has. */
  get size() {
    return Math.min(this.asked, this.rows);
  }
  /* How many rows are left for a short last batch. */
  get left() {
    return this.rows % this.size;
  }
  /* How many steps an epoch has. */
  get steps() {
    return Math.floor(this.rows / this.size) + (this.left && this.keepsLast ? 1 : 0);
  }
  /* Where in the order of its epoch the batch of a step begins and ends. */
  bounds(step) {
    let start = step % this.steps * this.size;
    return [start, Math.min(start + this.size, this.rows)];
  }
}, Run = class {
  // by the size of a batch
  constructor(module, shareOf, settings, start, tables, rows, windows) {
    this.module = module;
    this.shareOf = shareOf;
    this.settings = settings;
    this.tables = tables;
    this.windows = windows;
    this.records.set(0, start), this.dealt = new Dealt(rows, settings.batchSize, settings.keepLast);
    let room = this.placesFor(this.dealt.size).at(-1) ?? 0, size2 = Math.ceil((start[0]?.length ?? 0) / 8) * 8, all = module.new_memory(room + size2 * start.length);
    this.memory = all.subarray(0, room), this.vectors = start.map((one, i) => all.subarray(room + i * size2, room + i * size2 + one.length));
  }
  module;
  shareOf;
  settings;
  tables;
  windows;
  costs = [];
  // of each batch, before its step
  dealt;
  diverged = !1;
  records = /* @__PURE__ */ new Map();
  given = /* @__PURE__ */ new Map();
  // records that were made elsewhere, the last ones
  every = 1;
  epoch = { number: -1, order: new Int32Array(0) };
  vectors;
  // where the program reads and writes them
  memory;
  slots = /* @__PURE__ */ new Map();
  /* How many steps were made, and theta after them: fewer than were asked for where a cost is not finite. */
  at(step) {
    let made = step - step % this.every;
    for (; !this.records.has(made); ) made -= this.every;
    for (let one of this.given.keys()) one <= step && one > made && (made = one);
    for ((this.given.get(made) ?? this.records.get(made))?.forEach((one, i) => this.vectors[i]?.set(one)); made < step && this.makeStep(made); )
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
    this.give(step, known);
  }
  /* Steps up to another one, which were made elsewhere. */
  take(step, costs, vectors) {
    if (step - costs.length === this.costs.length) for (let one of costs) this.costs.push(one);
    this.give(step, vectors);
  }
  give(step, vectors) {
    this.given.set(step, vectors);
    let [oldest = step] = this.given.keys();
    this.given.size > 400 && this.given.delete(oldest);
  }
  /* Theta at up to so many recorded steps, the first and the last of those before a step among them. */
  recorded(step, most) {
    let known = [...this.records.keys()].filter((one) => one <= step).sort((one, other) => one - other), every = Math.max(1, Math.ceil(known.length / most)), kept = known.filter((_, i) => i % every === 0), last = this.records.get(step) ? step : null;
    return last !== null && kept.at(-1) !== last && kept.push(last), kept.flatMap((one) => this.records.get(one)?.[0] ?? []);
  }
  /* Where a parameter begins in theta. */
  placeOf(name) {
    return this.windows.find((one) => one.name === name)?.start ?? Number.NaN;
  }
  /* The learning rate of a step. */
  rate(step) {
    let { learningRate, schedule, epochs } = this.settings, epoch = Math.floor(step / this.dealt.steps), progress = (epoch + step % this.dealt.steps / this.dealt.steps) / epochs;
    return learningRate * this.shareOf(schedule, step, epoch, Math.min(1, progress));
  }
  record(step) {
    if (this.records.set(step, this.vectors.map((one) => one.slice())), !(this.records.size * this.vectors.length * (this.vectors[0]?.length ?? 1) <= 4e6)) {
      this.every *= 2;
      for (let one of this.records.keys()) one % this.every !== 0 && this.records.delete(one);
    }
  }
  makeStep(step) {
    let { seed } = this.settings, [start, stop] = this.dealt.bounds(step), order = this.order(Math.floor(step / this.dealt.steps)).subarray(start, stop), m = stop - start, costs = new Float64Array(1), clock = [Float64Array.of(this.rate(step)), step + 1, seed], done = this.module.run_steps(
      ...this.tables,
      order,
      m,
      ...clock,
      ...this.vectors,
      this.memory,
      this.placesFor(m),
      costs
    );
    return done === 1 && step === this.costs.length && this.costs.push(costs[0] ?? Number.NaN), this.diverged ||= done === 0, done === 1;
  }
  placesFor(m) {
    let found = this.slots.get(m) ?? this.module.places(m);
    return this.slots.set(m, found), found;
  }
  /* The rows of an epoch; a full batch is a sum over all of them, whose order says nothing. */
  order(epoch) {
    if (this.epoch.number !== epoch) {
      let { rows, size: size2 } = this.dealt, order = size2 === rows ? Int32Array.from({ length: rows }, (_, i) => i) : this.module.permutation(this.settings.seed, epoch, rows);
      this.epoch = { number: epoch, order };
    }
    return this.epoch.order;
  }
};

// src/state.ts
var MOST_STEPS = 300, EPOCHS = 100, Machine = class {
  constructor(payload, rules) {
    this.payload = payload;
    this.rules = rules;
    this.tables = payload.training?.tables ?? [];
  }
  payload;
  rules;
  tables;
  /* The page as Python made it. */
  start() {
    let { leaves, rows, training } = this.payload, { optimizer = "", learning_rate = 0, schedule = "", batch_size = 1, seed = 0 } = training ?? {}, settings = { optimizer, learningRate: learning_rate, schedule, epochs: EPOCHS, batchSize: batch_size, seed, keepLast: !1 }, data = this.tables.length ? datasetOf(this.tables, leaves, rows) : null;
    return this.begun(new Map(leaves.map((leaf) => [leaf.name, Float64Array.from(leaf.numbers)])), data, settings, 0);
  }
  /* The order of rows that a seed and an epoch give. */
  deal = (...given) => this.rules.any?.permutation(...given) ?? new Int32Array(0);
  /* Whether every number is one that the page began with. */
  isAtStart({ leaves }) {
    return this.payload.leaves.every(({ name, numbers: numbers2 }) => {
      let now = leaves.get(name);
      return now?.length === numbers2.length && numbers2.every((one, i) => now[i] === one);
    });
  }
  /* What somebody shared, a run that stands where it stood there. */
  async opened(opening, revision) {
    let begun = this.begun(opening.leaves, opening.data, opening.settings ?? void 0, revision, opening.start);
    return await begun.run?.openedAt(opening.step, opening.now), { ...this.at(begun, opening.step), revision };
  }
  /* The same run, some steps of which were made elsewhere. */
  streamed(state, { step, costs, vectors }) {
    let known = this.rules.by.get(state.run?.settings.optimizer ?? "")?.rule?.vectors.map((one) => Float64Array.from(vectors[one.name] ?? one.numbers)) ?? [];
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
    let table3 = this.tables.find((one) => one.name === name);
    if (table3 && state.data) return this.redrawn(state, withEntry(state.data, table3, place, value));
    let numbers2 = Float64Array.from(state.leaves.get(name) ?? []);
    numbers2[place] = value;
    let leaves = new Map(state.leaves).set(name, numbers2);
    return this.begun(leaves, state.data, state.run?.settings, state.revision + 1);
  }
  /* The leaves where a run began. */
  startOf(state, run) {
    let theta = run.recorded(0, 1)[0] ?? new Float64Array(0), leaves = new Map(state.leaves);
    for (let { name, start, stop } of this.payload.training?.windows ?? [])
      leaves.has(name) && leaves.set(name, theta.slice(start, stop));
    return leaves;
  }
  /* A run that begins elsewhere, as far as the old one had come. */
  movedTo(state, start) {
    return this.at(this.begun(start, state.data, state.run?.settings, state.revision + 1), Math.min(state.step, MOST_STEPS));
  }
  /* Another run from these leaves, beside that of the state. */
  beside(state, leaves, optimizer, learningRate) {
    let settings = state.run && { ...state.run.settings, optimizer, learningRate }, { run } = this.begun(leaves, state.data, settings ?? void 0, state.revision);
    if (!run) throw new Error(`there is no rule called ${optimizer}`);
    return run;
  }
  /* An example is added at a place of some inputs, the others those of the first row; or the one that is near goes. */
  touched(state, neurons, place, near, target) {
    if (!state.data) return state;
    if (near !== null) return this.redrawn(state, withoutRow(state.data, near));
    let inputs = [...state.data.columns.get(neurons.input)?.subarray(0, neurons.inputs) ?? []];
    for (let [column, value] of place) inputs[column] = value;
    return this.redrawn(state, withRow(state.data, /* @__PURE__ */ new Map([[neurons.input, inputs], [neurons.target, rowOf(neurons, target)]])));
  }
  /* Other examples: a new run begins with them where the old one stands. */
  redrawn(state, data) {
    return this.begun(state.leaves, data, state.run?.settings, state.revision + 1);
  }
  /* Other settings: a new run begins at the start of the old one. */
  retuned(state, settings) {
    let first = this.at(state, 0);
    return this.begun(first.leaves, state.data, settings, state.revision + 1);
  }
  begun(leaves, data, settings, revision, start) {
    let { training } = this.payload, rows = data ? data.learned.length : this.payload.rows, now = data ? withData(leaves, data, this.tables) : leaves, still = { revision, leaves: now, rows, data, run: null, step: 0, playing: !1 }, rule = settings && this.rules.by.get(settings.optimizer);
    if (!training || !rule || !settings) return still;
    let tables = data ? learnedTables(data, this.tables) : [], vectors = start ?? this.vectorsFrom(now, rule.rule);
    return { ...still, run: new Run(rule.module, this.rules.shareOf, settings, vectors, tables, rows, training.windows) };
  }
  /* All vectors of a run that begins at these parameters. */
  vectorsFrom(leaves, rule) {
    let vectors = rule.vectors.map((one) => Float64Array.from(one.numbers));
    for (let { name, start } of this.payload.training?.windows ?? []) vectors[0]?.set(leaves.get(name) ?? [], start);
    return vectors;
  }
};

// src/transport.ts
var BUTTONS = ["reset", "back", "toggle", "forward", "last"];
function transport(panel, moves, walks) {
  let [reset, back, toggle, forward, last] = BUTTONS.map((name) => {
    let button = panel.querySelector(`[data-move="${name}"]`);
    return button?.addEventListener("click", moves[name]), button;
  }), slider = panel.querySelector('input[name="step"]'), said = panel.querySelector("output");
  return slider?.addEventListener("input", () => moves.drag(Number(slider.value))), slider?.addEventListener("change", () => moves.seek(Number(slider.value))), keys(panel.ownerDocument, moves), ({ state, looking }) => {
    let walk = walks.get(looking.choices.zoom ?? ""), { place } = looking, made = state.run?.costs.length ?? 0, isOver = state.run ? state.run.diverged && state.step >= made : !0, stopped = isOver && (place === null || place >= (walk?.length ?? 0)), atStart = state.step === 0 && (place === null || place === 0);
    for (let one of [reset, back]) one && (one.disabled = atStart);
    for (let one of [forward, toggle]) one && (one.disabled = stopped);
    if (last && (last.disabled = state.step >= made && (place === null || place >= (walk?.length ?? 0))), toggle?.setAttribute("aria-label", state.playing ? "pause" : "play"), toggle && (toggle.dataset.playing = String(state.playing)), slider && (slider.max = String(Math.max(made, state.step)), slider.value = String(state.step), slider.disabled = made === 0), !said) return;
    let words = [...state.run ? [`step ${state.step}`, `epoch ${Math.floor(state.step / state.run.dealt.steps)}`] : [], ...walk && place !== null ? [where2(walk, place)] : []].join(", "), ended = isOver && state.run;
    write(said, ended ? `${words}: the next cost is not finite; choose a smaller learning rate` : words);
  };
}
function where2(walk, place) {
  let turn = walk.turns[place - 1];
  if (!turn) return "before the first gate";
  let own = walk.turns.filter((one) => one.phase === turn.phase);
  return `${turn.phase}, ${own.indexOf(turn) + 1} of ${own.length}`;
}
function keys(page, moves) {
  page.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLElement && event.target.closest("input, button, summary, select, [tabindex]")) return;
    let move = { ArrowLeft: moves.back, ArrowRight: moves.forward, " ": moves.toggle, Home: moves.reset, End: moves.last }[event.key];
    !move || event.ctrlKey || event.metaKey || event.altKey || (event.preventDefault(), move());
  });
}

// src/tuning.ts
var WHOLE = ["batch_size", "seed", "epochs"];
function tuning(panel, training, retune) {
  let field = (name) => panel.querySelector(`input[name="${name}"]`), select = (name) => panel.querySelector(`select[name="${name}"]`), inputs = new Map(["learning_rate", ...WHOLE].map((name) => [name, field(name)])), [optimizer, schedule, keep] = [select("optimizer"), select("schedule"), field("keep_last")], number2 = (name) => inputs.get(name)?.value.trim() ? Number(inputs.get(name)?.value) : Number.NaN, rules = new Map([training, ...training.others].map((rule) => [rule.optimizer, rule])), current = null, changed = () => {
    let most = { batch_size: current?.dealt.rows ?? 1, seed: Number.MAX_SAFE_INTEGER, epochs: 1e6 }, least = { batch_size: 1, seed: 0, epochs: 1 }, fits = (name) => {
      let value = number2(name);
      return name === "learning_rate" ? Number.isFinite(value) : Number.isSafeInteger(value) && value >= least[name] && value <= most[name];
    };
    for (let [name, one] of inputs) one?.setAttribute("aria-invalid", String(!fits(name)));
    [...inputs.keys()].every(fits) && retune({
      optimizer: optimizer?.value ?? training.optimizer,
      learningRate: number2("learning_rate"),
      schedule: schedule?.value ?? training.schedule,
      epochs: number2("epochs"),
      batchSize: number2("batch_size"),
      seed: number2("seed"),
      keepLast: keep?.checked === !0
    });
  };
  return [...inputs.values(), schedule, keep].forEach((one) => one?.addEventListener("change", changed)), optimizer?.addEventListener("change", () => {
    let rate = inputs.get("learning_rate");
    rate && (rate.value = formatNumber(rules.get(optimizer.value)?.learning_rate ?? Number.NaN)), changed();
  }), ({ state }) => {
    if (current = state.run, !current) return;
    let { settings } = current;
    keep && (keep.checked = settings.keepLast), optimizer && (optimizer.value = settings.optimizer), schedule && (schedule.value = settings.schedule);
    let texts2 = { learning_rate: formatNumber(settings.learningRate), batch_size: String(settings.batchSize), seed: String(settings.seed), epochs: String(settings.epochs) };
    for (let [name, one] of inputs)
      one && one !== panel.ownerDocument.activeElement && (one.value = texts2[name]);
    inputs.get("epochs")?.closest("label")?.toggleAttribute("hidden", settings.schedule === "constant");
    for (let one of panel.ownerDocument.querySelectorAll("[data-optimizer]"))
      one.hidden = one.dataset.optimizer !== settings.optimizer;
    let said = panel.querySelector("output"), rate = settings.schedule === "constant" ? "" : `, η = ${formatNumber(current.rate(state.step))} at this step`;
    said && write(said, sentence3(`${rules.get(settings.optimizer)?.label ?? ""}${rate}`, current.dealt));
  };
}
function sentence3(optimizer, { rows, size: size2, steps, left }) {
  if (size2 === rows) return `${optimizer}: all ${rows} rows in every step`;
  let kept = steps * size2 > rows, short = left ? `, ${kept ? "and" : ""} a short last one of ${left}${kept ? "" : " dropped"}` : "";
  return `${optimizer}: ${rows} rows shuffled every epoch, ${kept ? steps - 1 : steps} batches of ${size2}${short}`;
}

// src/veil.ts
function veil(page, walks) {
  let isDrawn = !1;
  return ({ looking }) => {
    let walk = looking.place === null ? void 0 : walks.get(looking.choices.zoom ?? ""), asked = looking.choices.hide ?? "";
    if (!(!walk && !asked && !isDrawn)) {
      isDrawn = !!(walk || asked), page.documentElement.toggleAttribute("data-asked", asked !== "");
      for (let one of page.querySelectorAll("[data-name],[data-entry]")) {
        let name = one.dataset.name ?? one.dataset.entry ?? "";
        one.classList.toggle("later", !one.closest(".walk") && isLater(name, walk, looking) || asked !== "" && parts(name).array === asked);
      }
    }
  };
}
var isLater = (name, walk, { place }) => walk !== void 0 && place !== null && walk.isLater(name, place);

// src/main.ts
async function open(page) {
  let payload = readPayload(page), module = await importShown(page, "passes"), machine = new Machine(payload, await loadRules(page, payload.training)), stage = new Stage(page, machine, new Panels(page), walksOf(page), passesOf(module, payload), payload.cost);
  await addViews(page, payload, stage), addChecks(page, payload, stage, module), await movement(page, payload, stage.panels, {
    machine,
    now: () => stage.state,
    still: (next) => stage.still(next),
    drag: (next) => stage.show({ ...next, playing: !1 }, !1)
  });
  let tryToOpen = addSharing(page, payload, stage), stills = [...page.querySelectorAll("[data-still]")];
  stills.length && stage.beside.push(({ state }) => standStill(stills, machine.isAtStart(state))), choosing(page, (name, option) => stage.choose(name, option)), markCode(page, [...payload.leaves, ...payload.results].filter((one) => !one.of && one.kind !== "further").map((one) => one.name)), link(page);
  let unknown = hide(page, page.location.search), fragment = () => tryToOpen(() => unfold(page.location.hash));
  page.defaultView?.addEventListener("hashchange", fragment), stage.show(stage.state), await fragment(), unknown.length && sayOpened(stage.panels.find("share"), `There is no panel called ${unknown.join(", ")}.`);
}
async function addViews(page, payload, stage) {
  let { panels, machine, walks } = stage, gates = payload.gates && gatesOf(await importShown(page, "gates"), payload.gates, payload), extend = (numbers2) => gates && stage.state.rows === payload.rows ? gates(numbers2) : numbers2, arrays = new Map([...payload.leaves, ...payload.results].map((one) => [one.name, one]));
  for (let [name, all] of groups(payload))
    panels.add(name, (panel) => matrices(panel, all, payload, (...edit) => stage.still(machine.edited(stage.state, ...edit))));
  panels.add("equations", (panel) => equations(panel, arrays, payload.rows)), panels.add("circuit", (panel) => circuit(panel, arrays, walks, extend)), panels.add("curve", curve), panels.add("transport", (panel) => transport(panel, stage.moves, walks)), stage.beside.push(veil(page, walks));
  let { training } = payload;
  training && panels.add("settings", (panel) => tuning(panel, training, (settings) => stage.still(machine.retuned(stage.state, settings))));
}
function addChecks(page, payload, stage, module) {
  let slopes = new Map(payload.results.filter((one) => one.of).map((one) => [one.of, one])), pairs = payload.leaves.filter((one) => one.kind === "parameter").flatMap((one) => [slopes.get(one.name)].flatMap((slope) => slope ? [[one, slope]] : [])), cost = costOf(module, payload);
  stage.panels.add("parameters", (panel) => badges(panel, pairs, payload.check, ({ state }) => cost(state.leaves, state.rows), payload.cost));
  let slips = null, wrong = async ({ state }) => Object.keys(payload.slips).length === 0 ? /* @__PURE__ */ new Map() : (slips ??= importShown(page, "slips"), copied(callOf(await slips, payload.leaves)(state.leaves, state.rows)));
  stage.panels.add("predict", (panel) => predict(panel, payload.results, payload.slips, wrong, () => stage.choose("hide", "")));
}
function addSharing(page, payload, stage) {
  let { machine, panels } = stage, tryToOpen = async (read2) => {
    try {
      let text = await read2();
      text !== null && stage.still(await machine.opened(readShared(text, payload), stage.state.revision + 1)), sayOpened(panels.find("share"), "");
    } catch (error) {
      if (!(error instanceof NotOpened)) throw error;
      sayOpened(panels.find("share"), `What was shared could not be opened: ${error.message}.`);
    }
  };
  panels.add("share", (panel) => sharing(panel, payload, { open: (text) => tryToOpen(async () => text), selection: () => "" }));
  let told = bridge(page, {
    shared: (now) => writeShared(payload, now, ""),
    open: (text) => tryToOpen(async () => text),
    seek: (step) => stage.still(machine.at(stage.state, step)),
    take: (streamed) => stage.still(machine.streamed(stage.state, streamed))
  });
  return told && stage.beside.push(told), tryToOpen;
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
