/* What is measured within a live page: chromium.py calls it. */
({
  /* Makes an epoch of printed training ready. */
  async ours({ text, vectors, widths, rows, size }) {
    const module = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    const slots = module.places(size);
    const room = slots.at(-1);
    const length = 8 * Math.ceil(vectors[0].length / 8);
    const all = module.new_memory(room + length * vectors.length);
    const placed = vectors.map((one, i) => all.subarray(room + i * length, room + i * length + one.length));
    placed.forEach((one, i) => one.set(vectors[i]));
    const [memory, steps] = [all.subarray(0, room), Math.floor(rows / size)];
    const tables = widths.map((width, k) => Float64Array.from({ length: rows * width }, (_, i) => (k ? i % 2 : Math.cos(i))));
    const [rates, costs] = [new Float64Array(steps).fill(0.01), new Float64Array(steps)];
    window.ours = (n) => {
      const order = module.permutation(0, n, rows);
      module.run_steps(...tables, order, size, rates, 1, 0, ...placed, memory, slots, costs);
    };
  },

  /* Makes an epoch as Playground has it ready, on as many points, and one with the loss that it then shows. */
  async playground([text, sizes, rows, size]) {
    const nn = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    const { TANH } = nn.Activations;
    const network = nn.buildNetwork(sizes, TANH, TANH, null, ["x", "y"], false);
    const points = Array.from({ length: rows }, (_, i) => ({ x: Math.cos(i), y: Math.sin(3 * i), label: i % 2 ? 1 : -1 }));
    window.playground = () =>
      points.forEach(({ x, y, label }, i) => {
        nn.forwardProp(network, [x, y]);
        nn.backProp(network, label, nn.Errors.SQUARE);
        if ((i + 1) % size === 0) nn.updateWeights(network, 0.03, 0);
      });
    window.playground_with_loss = () => {
      window.playground();
      return points.reduce((sum, { x, y, label }) => sum + nn.Errors.SQUARE.error(nn.forwardProp(network, [x, y]), label), 0);
    };
  },

  /* Makes so many epochs of one of the two. */
  epochs([whose, count]) {
    for (let n = 0; n < count; n++) window[whose](n);
  },

  /* Milliseconds until the page was loaded; every number is there a little later. */
  async loaded() {
    while (!document.documentElement.dataset.revision) await new Promise((done) => setTimeout(done, 10));
    return performance.timing.loadEventEnd - performance.timing.navigationStart;
  },

  /* Milliseconds from a key in the lab to another frame, which is shown when its page has computed. */
  async keys(count) {
    const text = document.querySelector("#text");
    const times = [];
    for (let i = 0; i < count; i++) {
      const before = document.querySelector("iframe:not([data-coming])");
      const start = performance.now();
      text.value = text.value.replace(/tanh\([^)]*Z\)/, `tanh(${i + 2}*Z)`);
      text.dispatchEvent(new Event("input", { bubbles: true }));
      while (before.isConnected) await new Promise((done) => setTimeout(done));
      times.push(performance.now() - start);
    }
    return times;
  },

  /* Brings a panel into sight. */
  show(panel) {
    document.querySelector(`[data-panel=${panel}]`).scrollIntoView();
  },

  /* Frames a second while a page plays so many. */
  async play(frames) {
    const toggle = document.querySelector("[data-move=toggle]");
    toggle.click();
    const start = performance.now();
    for (let i = 0; i < frames; i++) await new Promise(requestAnimationFrame);
    const rate = (1000 * frames) / (performance.now() - start);
    toggle.click();
    return rate;
  },

  /* Changes some numbers of parameters. */
  async edit(count) {
    const fields = [...document.querySelectorAll("[data-panel=parameters] td input")].slice(0, count);
    for (const [i, field] of fields.entries()) {
      field.value = String(i / 10);
      field.dispatchEvent(new Event("change", { bubbles: true }));
      await new Promise((done) => setTimeout(done, 100));
    }
  },

  /* Makes steps, and goes back to each of them, with its layout. */
  async back(steps) {
    const slider = document.querySelector("input[name=step]");
    const press = document.querySelector("[data-move=forward]");
    for (let i = 0; i < steps; i++) {
      press.click();
      if (i % 20 === 0) await new Promise((done) => setTimeout(done));
    }
    document.addEventListener("input", () => document.body.offsetHeight);
    for (let i = 0; i < steps; i++) {
      slider.value = String((i * 617) % steps);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise(requestAnimationFrame);
    }
  },

  /* Drags the start on the landscape, with its layout. */
  async drag(moves) {
    const canvas = [...document.querySelectorAll("[data-panel=landscape] canvas")].at(-1);
    canvas.scrollIntoView();
    await new Promise((done) => setTimeout(done, 3000)); // until the landscape is computed
    const box = canvas.getBoundingClientRect();
    canvas.setPointerCapture = () => {};
    document.addEventListener("pointermove", () => document.body.offsetHeight);
    const send = (type, i) => {
      const place = { clientX: box.left + 150 + (i % 100), clientY: box.top + 200 + (i % 40), pointerId: 1 };
      canvas.dispatchEvent(new PointerEvent(type, { ...place, bubbles: true }));
    };
    send("pointerdown", 0);
    for (let i = 0; i < moves; i++) {
      send("pointermove", i);
      await new Promise(requestAnimationFrame);
    }
    send("pointerup", moves);
  },
})
