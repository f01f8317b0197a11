/* Drives an open page through random sequences of edits, and looks after each whether any number is older than it. */

([seed, sequences, actions]) => {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (all) => all[Math.floor(random() * all.length)];
  const every = (selector) => [...document.querySelectorAll(selector)];
  const number = () => ((random() - 0.5) * 4).toFixed(3);
  const change = (one, value) => {
    one.value = value;
    one.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const field = (name, value) => {
    const one = document.querySelector(`[name=${name}]`);
    if (one) change(one, value);
  };
  const option = (one) => one && change(one, pick([...one.options]).value);

  const acts = {
    edit: () => change(pick(every("table.matrix input")), number()),
    press: () => pick(every("[data-move]:enabled:not([data-move=toggle])")).click(),
    again: () => document.querySelector("[data-move=forward]").click(),
    drag: () => {
      const slider = document.querySelector("input[name=step]");
      slider.value = Math.floor(random() * (Number(slider.max) + 1));
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      slider.dispatchEvent(new Event("change", { bubbles: true }));
    },
    look: () => {
      const radio = pick(every(".choice [type=radio]"));
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    },
    hide: () => option(document.querySelector("select[name=hide]")),
    show: () => field("hide", ""),
    rate: () => field("learning_rate", (random() * 0.1).toFixed(4)),
    seed: () => field("seed", String(Math.floor(random() * 100))),
    batch: () => field("batch_size", String(1 + Math.floor(random() * 3))),
    rule: () => option(document.querySelector("select[name=optimizer]")),
    paste: () => {
      const [text, button] = [document.querySelector("textarea"), every("button").find((one) => one.textContent === "Use these rows")];
      if (!text || !button) return;
      text.value = Array.from({ length: 2 + Math.floor(random() * 7) }, (_, i) => `${number()},${number()},${i % 2}`).join("\n");
      button.click();
    },
  };

  /* The numbers of the tables, by every name that they may have elsewhere. */
  const told = () => {
    const known = new Map();
    for (const table of every("table.matrix")) {
      const lines = [...table.querySelectorAll("tbody tr")];
      lines.forEach((line, i) => [...line.cells].forEach((cell, j) => {
        const text = cell.querySelector("input")?.value ?? cell.textContent;
        const name = table.dataset.array;
        known.set(`${name}[${i},${j}]`, text);
        if (lines.length === 1) known.set(`${name}[${j}]`, text);
        if (lines.length === 1 && line.cells.length === 1) known.set(name, text);
      }));
    }
    return known;
  };
  const plain = (text) => Number(text.replaceAll("−", "-"));
  const faults = [];
  const look = (what) => {
    const { revision } = document.documentElement.dataset;
    for (const one of every("[data-panel]")) if (one.dataset.revision !== revision) faults.push([what, one.dataset.panel, one.dataset.revision, revision]);
    const known = told();
    for (const one of every("[data-name]")) {
      const text = known.get(one.dataset.name);
      if (text === undefined || one.closest("[hidden]")) continue;
      const drawn = "value" in one.dataset ? Number(one.dataset.value) : plain(one.textContent);
      const far = Math.abs(drawn - plain(text)) > 1e-5 * Math.abs(drawn) + 1e-14;
      if ("value" in one.dataset ? far : one.textContent !== text) faults.push([what, one.dataset.name, one.textContent, text]);
    }
  };

  const link = async () => {
    const place = document.querySelector("[name=link]");
    document.querySelector("[data-share=copy]").click();
    while (!place.value) await new Promise((done) => setTimeout(done));
    return place.value;
  };
  const tables = () => every("table.matrix").map((one) => [
    one.dataset.array, [...one.querySelectorAll("td")].map((cell) => cell.querySelector("input")?.value ?? cell.textContent),
  ]);
  const run = async () => {
    const ends = [];
    for (let k = 0; k < sequences; k += 1) {
      const done = [];
      for (let i = 0; i < actions; i += 1) {
        const name = pick(Object.keys(acts));
        acts[name]();
        done.push(name);
        look(`${k}: ${done.join(" ")}`);
      }
      ends.push([done.join(" "), await link(), tables()]);
    }
    return { faults: faults.slice(0, 20), ends };
  };
  return run();
}
