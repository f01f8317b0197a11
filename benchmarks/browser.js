/* What is measured within a live page: benchmarks/browser.py calls it. */
({
  /* Milliseconds of a step, the lower quartile of many epochs. */
  async epoch([rows, size, wide]) {
    const text = document.getElementById("training").textContent;
    const module = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
    const { windows, tables } = JSON.parse(document.getElementById("payload").textContent).training;
    const slots = module.places(size);
    const room = slots.at(-1);
    const count = windows.at(-1).stop;
    const length = Math.ceil(count / 8) * 8;
    const all = module.new_memory(room + 2 * length);
    const theta = all.subarray(room, room + count).map((_, i) => Math.sin(i) / 3);
    all.set(theta, room);
    const vectors = [all.subarray(room, room + count), all.subarray(room + length, room + length + count)];
    const made = (width, k) => Float64Array.from({ length: rows * width }, (_, i) => (k ? i % 2 : Math.cos(i)));
    const given = tables.map(({ width }, k) => made(width, k));
    const steps = Math.floor(rows / size);
    const rates = new Float64Array(steps).fill(0.01);
    const costs = new Float64Array(steps);
    const times = [];
    for (let n = 0; n < 240; n++) {
      const start = performance.now();
      for (let k = 0; k < wide; k++) {
        const order = module.permutation(0, n * wide + k, rows);
        module.run_steps(...given, order, size, rates, 1, 0, ...vectors, all.subarray(0, room), slots, costs);
      }
      times.push((performance.now() - start) / wide);
    }
    return times.sort((a, b) => a - b)[60] / steps;
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
