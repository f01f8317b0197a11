"""Printed JavaScript where it runs: a process of Node, or a page of a browser, that answers one request after another.

A request is a module's text, a function of that module and of numbers, as source, and the numbers. Arrays go both ways
as bytes, so that no bit is lost.
"""

import json
import subprocess
from base64 import b64decode, b64encode
from shutil import which

import numpy as np

from chainrule.engines.engine import Engine
from chainrule.engines.javascript_program import javascript_function, javascript_training
from chainrule.graph.evaluate import bind_leaf, sizes_of

ANSWER = """async ({ text, script, given }) => {
  const bytes = (one) => Uint8Array.from(atob(one), (letter) => letter.charCodeAt(0)).buffer;
  const types = { Float64Array, Int32Array };
  const read = (one) => typeof one === "object" ? new types[one.type](bytes(one.bytes)) : one;
  const write = (one) => {
    let letters = "";
    for (const byte of new Uint8Array(Float64Array.from(typeof one === "number" ? [one] : one).buffer)) {
      letters += String.fromCharCode(byte);
    }
    return btoa(letters);
  };
  const module = await import("data:text/javascript;charset=utf-8," + encodeURIComponent(text));
  const numbers = Object.fromEntries(Object.entries(given).map(([name, one]) => [name, read(one)]));
  const results = await (0, eval)(script)(module, numbers);
  return Object.fromEntries(Object.entries(results).map(([name, one]) => [name, write(one)]));
}"""
SERVE = f"""const answer = {ANSWER};
require("readline").createInterface({{ input: process.stdin }}).on("line", async (line) => {{
  let reply;
  try {{ reply = {{ results: await answer(JSON.parse(line)) }}; }} catch (error) {{ reply = {{ error: error.stack }}; }}
  process.stdout.write(JSON.stringify(reply) + "\\n");
}});"""


def _sent(one):
    """A number, or an array as bytes: whole numbers of 32 bits, all others in double precision."""
    array = np.asarray(one)
    if array.shape == () and np.isfinite(array):
        return array.item()
    kind = (np.int32, "Int32Array") if array.dtype.kind in "iu" else (np.float64, "Float64Array")
    return {"type": kind[1], "bytes": b64encode(np.ascontiguousarray(array, dtype=kind[0]).tobytes()).decode()}


class Place:
    """Where JavaScript runs: `answers` takes a request, and gives results by name."""

    def __init__(self, answers):
        self._answers = answers

    def run(self, text, script, **given):
        """What a function, as source, makes of a module and of numbers: flat arrays by name."""
        request = {"text": text, "script": script, "given": {name: _sent(one) for name, one in given.items()}}
        return {name: np.frombuffer(b64decode(one), dtype=np.float64) for name, one in self._answers(request).items()}


class Node(Place):
    """A process of Node."""

    def __init__(self):
        command = [which("node"), "-e", SERVE]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        super().__init__(self._ask)

    def _ask(self, request):
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        reply = json.loads(self._process.stdout.readline())
        assert "error" not in reply, reply["error"]
        return reply["results"]

    def close(self):
        """End it."""
        self._process.communicate()


class JavascriptFunction:
    """A graph as a function of its leaves' arrays, computed in a place."""

    def __init__(self, graph, place):
        self.source, self._graph, self._place = javascript_function(graph), graph, place

    def __call__(self, numbers):
        """Each output."""
        bound = {leaf: bind_leaf(leaf, numbers[name], np.float64) for name, leaf in self._graph.leaves.items()}
        m = sizes_of(bound).get("m", 1)
        given = {f"x{i}": float(one) if one.shape == () else one.astype(float) for i, one in enumerate(bound.values())}
        script = f"""(module, given) => {{
          const slots = module.places({m});
          const numbers = [{", ".join(f"given.x{i}" + ("[0]" if not_finite(one) else "") for i, one in enumerate(bound.values()))}];
          return module.compute(...numbers, new Float64Array(slots[slots.length - 1]), slots);
        }}"""
        found = self._place.run(self.source, script, **given)
        sizes = {**sizes_of(bound), "m": m}
        return {
            name: found[name].reshape([sizes.get(size, size) for size in node.shape])
            for name, node in self._graph.outputs.items()
        }


def not_finite(one):
    """Whether it is a number that JSON has no word for."""
    return one.shape == () and not np.isfinite(one)


class JavascriptTraining:
    """A task, trained in a place: a call for each run of batches of one size."""

    def __init__(self, task, place):
        self.source, self._place = javascript_training(task), place

    def memory(self, m):
        """The text has its own."""
        return []

    def run(self, stretch):
        """Make these steps."""
        step, seed = stretch.clock
        names = list(stretch.vectors)
        for i, rate in enumerate(stretch.rates):
            rows = stretch.order[stretch.bounds[i] : stretch.bounds[i + 1]]
            given = {f"table{j}": np.asarray(one).astype(float) for j, one in enumerate(stretch.tables)}
            given |= {f"vector{j}": stretch.vectors[name] for j, name in enumerate(names)}
            tables, vectors = (
                [f"given.{kind}{j}" for j in range(n)]
                for kind, n in (("table", len(stretch.tables)), ("vector", len(names)))
            )
            script = f"""(module, given) => {{
              const slots = module.places({len(rows)}), memory = new Float64Array(slots[slots.length - 1]);
              const costs = new Float64Array(1);
              const done = module.run_steps({", ".join(tables)}, given.rows, {len(rows)}, [given.rate], {step + i}, {seed},
                {", ".join(vectors)}, memory, slots, costs);
              return {{ done, costs, {", ".join(f"vector{j}: given.vector{j}" for j in range(len(names)))} }};
            }}"""
            found = self._place.run(self.source, script, rows=rows, rate=float(rate), **given)
            stretch.costs[i] = found["costs"][0]
            for j, name in enumerate(names):
                stretch.vectors[name][:] = found[f"vector{j}"]
            if not found["done"][0]:
                return i
        return len(stretch.rates)


def training_in(place):
    """An engine that trains there."""
    return Engine("javascript", lambda task: JavascriptTraining(task, place))
