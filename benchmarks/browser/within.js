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

  /* Makes an epoch as Playground has it ready, on as many points. */
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
  },

  /* Makes so many epochs of one of the two. */
  epochs([whose, count]) {
    for (let n = 0; n < count; n++) window[whose](n);
  },

  /* Frames a second while a page plays with its surfaces in sight, and tasks of more than 50 ms. */
  async play(seconds) {
    const tasks = [];
    const note = (list) => list.getEntries().forEach((one) => tasks.push(one.duration));
    new PerformanceObserver(note).observe({ entryTypes: ["longtask"] });
    const toggle = document.querySelector("[data-move=toggle]");
    document.querySelector("[data-panel=surfaces]").scrollIntoView();
    await new Promise((done) => setTimeout(done, 2000));
    tasks.length = 0;
    toggle.click();
    let frames = 0;
    const start = performance.now();
    for (; performance.now() - start < 1000 * seconds; frames++) await new Promise(requestAnimationFrame);
    const rate = (1000 * frames) / (performance.now() - start);
    toggle.click();
    return [rate, tasks.length, Math.max(0, ...tasks)];
  },

  /* Milliseconds until a recorded step is there again, with its layout: median, 99 % and most. */
  async back(steps) {
    const slider = document.querySelector("input[name=step]");
    const press = document.querySelector("[data-move=forward]");
    const times = [];
    for (let i = 0; i < steps; i++) press.click();
    for (let i = 0; i < steps; i++) {
      slider.value = String((i * 617) % steps);
      const start = performance.now();
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      document.body.offsetHeight;
      times.push(performance.now() - start);
      await new Promise(requestAnimationFrame);
    }
    times.sort((a, b) => a - b);
    return [times[steps >> 1], times[Math.floor(0.99 * steps)], times.at(-1)];
  },

  /* Milliseconds until a start that is dragged is drawn elsewhere: median, 95 % and most. */
  async drag() {
    const canvas = [...document.querySelectorAll("[data-panel=landscape] canvas")].at(-1);
    canvas.scrollIntoView();
    await new Promise((done) => setTimeout(done, 1500));
    const box = canvas.getBoundingClientRect();
    canvas.setPointerCapture = () => {};
    const send = (type, i) => {
      const place = { clientX: box.left + 150 + i, clientY: box.top + 200 + (i % 40), pointerId: 1 };
      canvas.dispatchEvent(new PointerEvent(type, { ...place, bubbles: true }));
    };
    const times = [];
    send("pointerdown", 0);
    for (let i = 0; i < 100; i++) {
      const start = performance.now();
      send("pointermove", i);
      document.body.offsetHeight;
      times.push(performance.now() - start);
      await new Promise(requestAnimationFrame);
    }
    send("pointerup", 100);
    times.sort((a, b) => a - b);
    return [times[50], times[95], times.at(-1)];
  },
})
