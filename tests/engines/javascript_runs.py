"""Printed JavaScript where it runs: a process of Node, or a page of a browser, that answers one request after another.

A request is a module's text, a function of that module and of numbers, as source, and the numbers. Arrays go both ways
as bytes, so that no bit is lost.
"""

import json
import subprocess
from base64 import b64decode, b64encode
from itertools import pairwise
from shutil import which

import numpy as np

from chainrule.engines.engine import Engine
from chainrule.engines.javascript.program import javascript_function, javascript_training
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
    if array.shape == ():
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


# what is handed in lies in the memory that products of WebAssembly share, or elsewhere, where JavaScript multiplies
PUT = """
  const slots = module.places({m}), room = slots[slots.length - 1];
  const all = module.new_memory(Object.values(given).reduce((sum, one) => sum + (one.length ?? 0), room));
  const memory = all.subarray(0, room);
  let end = room;
  const place = (one) => {{ all.set(one, end); end += one.length; return all.subarray(end - one.length, end); }};
  const put = {put};"""
COMPUTE = f"""(module, given) => {{{{{PUT}
  return module.compute({{leaves}}, memory, slots);
}}}}"""


class JavascriptFunction:
    """A graph as a function of its leaves' arrays, computed in a place."""

    def __init__(self, graph, place, shared=True):
        self.source, self._graph, self._place = javascript_function(graph), graph, place
        self._shared = shared

    def __call__(self, numbers):
        """Each output."""
        bound = {leaf: bind_leaf(leaf, numbers[name], np.float64) for name, leaf in self._graph.leaves.items()}
        sizes = {"m": 1, **sizes_of(bound)}
        given = {f"x{i}": one.ravel().astype(float) for i, one in enumerate(bound.values())}
        leaves = [f"given.x{i}[0]" if leaf.shape == () else f"put(given.x{i})" for i, leaf in enumerate(bound)]
        script = COMPUTE.format(m=sizes["m"], leaves=", ".join(leaves), put="place" if self._shared else "(one) => one")
        found = self._place.run(self.source, script, **given)
        return {
            name: found[name].reshape([sizes.get(size, size) for size in node.shape])
            for name, node in self._graph.outputs.items()
        }


RUN_STEPS = f"""(module, given) => {{{{{PUT}
  const vectors = [{{vectors}}].map(put);
  const costs = new Float64Array(given.rates.length), {{{{ order, m, rates, step, seed }}}} = given;
  const done = module.run_steps({{tables}}, order, m, rates, step, seed, ...vectors, memory, slots, costs);
  return {{{{ done, costs, ...Object.fromEntries(vectors.map((one, i) => [`vector${{{{i}}}}`, one])) }}}};
}}}}"""


class JavascriptTraining:
    """A task, trained in a place: a call for each run of batches of one size."""

    def __init__(self, task, place):
        self.source, self._place = javascript_training(task), place

    def memory(self, m):
        """The text has its own."""
        return []

    def run(self, stretch):
        """Make these steps."""
        bounds, sizes = stretch.bounds, np.diff(stretch.bounds)
        edges = [0, *(np.flatnonzero(np.diff(sizes)) + 1).tolist(), len(sizes)]
        given = {f"table{i}": one for i, one in enumerate(stretch.tables)}
        vectors = {f"vector{i}": vector for i, vector in enumerate(stretch.vectors.values())}
        texts = {
            kind: ", ".join(f"given.{name}" for name in names)
            for kind, names in (("tables", given), ("vectors", vectors))
        }
        done = 0
        for first, stop in pairwise(edges):
            order, rates = stretch.order[bounds[first] : bounds[stop]], np.asarray(stretch.rates[first:stop])
            clock = {"m": int(sizes[first]), "step": stretch.clock[0] + first, "seed": stretch.clock[1]}
            script = RUN_STEPS.format(m="given.m", put="place", **texts)
            found = self._place.run(self.source, script, **given, **vectors, **clock, order=order, rates=rates)
            stretch.costs[first:stop] = found["costs"]
            for name, vector in vectors.items():
                vector[:] = found[name]
            done += int(found["done"][0])
            if done < stop:
                break
        return done


def training_in(place):
    """An engine that trains there."""
    return Engine("javascript", lambda task: JavascriptTraining(task, place))
