"""The payload: what a page's program is handed, as JSON: names, shapes, numbers and settings."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from chainrule.engines.memory import BATCH
from chainrule.graph.node import Array, Node
from chainrule.graph.passes import Derivative
from chainrule.live.asked import FURTHER
from chainrule.live.exports import exports
from chainrule.live.lesson import Lesson, Pace
from chainrule.live.neurons import Neurons
from chainrule.live.programs import Passes
from chainrule.live.rules import Rule, schedules_of, told_by
from chainrule.live.sample_sets import sample_sets
from chainrule.live.slipped import Slipped
from chainrule.movement.attempt import Stand
from chainrule.readers.check.entry_check import BEND, OTHER_STEPS, TOLERANCE
from chainrule.readers.check.measured_slopes import STEP
from chainrule.readers.typeset.text import write_name
from chainrule.training.checkpoint import describe_model
from chainrule.training.optimizer_description import describe_optimizer
from chainrule.training.program import TrainingProgram

CHECKED = 25  # entries of each gradient that a page checks
FEW = 64  # numbers, which are written out, whatever they are
PLANE = 2  # inputs, of the sample sets at most


@dataclass(frozen=True)
class Programs:
    """Everything that a page runs: both passes, gates, slips, steps of training, neurons, and the cost alone."""

    passes: Passes
    gates: Passes | None
    slips: Slipped | None
    training: Sequence[Rule]  # the page's own first; none where it does not train
    neurons: Neurons | None
    cost: Passes | None


def write_payload(lesson: Lesson, programs: Programs) -> str:
    """The payload as JSON that may stand in a script element."""
    sheet, passes, neurons = lesson.sheet, programs.passes, programs.neurons
    assert sheet.values is not None  # noqa: S101 - a lesson has numbers
    free = _editable(passes, programs.training[0].program if programs.training else None)
    numbers = {name: np.asarray(sheet.values[name], dtype=np.float64) for name in passes.leaves}
    pace = lesson.pace
    rows = sheet.values.sizes[lesson.letter] if lesson.letter else 1
    said = {
        "title": sheet.title,
        "model": _model(pace.stand) if pace else {"text": lesson.text},
        **(_described(pace, programs.training) if pace else {}),
        "exports": exports(lesson),
        "cost": sheet.cost,
        "rows": rows,
        "leaves": [
            {**_array(name, node, rows), "editable": name in free, "numbers": _flat(numbers[name])}
            for name, node in passes.leaves.items()
        ],
        "results": [_array(name, node, rows) for name, node in _in_order(passes, sheet.cost)],
        "gates": [*programs.gates.leaves] if programs.gates else None,
        "slips": programs.slips.sentences if programs.slips else {},
        "check": {"tolerance": TOLERANCE, "steps": [STEP, *OTHER_STEPS], "bend": BEND, "most": CHECKED},
        "training": _training(pace, programs.training) if pace else None,
        "neurons": _neurons(neurons) if neurons else None,
        "landscape": [*programs.cost.leaves] if programs.cost else None,
        "samples": sample_sets(neurons) if neurons and neurons.inputs <= PLANE else None,
    }
    return json.dumps(said, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def _model(stand: Stand) -> Mapping[str, object]:
    """What trains, as a file describes it; classes that only these rows show are known too."""
    known = stand.checkpoint
    return describe_model(known if known.classes is not None else replace(known, classes=stand.examples.classes))


def _described(pace: Pace, rules: Sequence[Rule]) -> Mapping[str, object]:
    """The optimizers that a page may take, and its schedules, as files describe them; a person's own by its name."""
    names = {one.optimizer.name: one.optimizer for one in rules}
    described = {name: describe_optimizer(one) or {"name": name} for name, one in names.items()}
    schedules = {
        name: [[*pair] for pair in one.settings] for name, one in schedules_of(pace.optimizer.schedule).items()
    }
    return {"optimizers": described, "schedules": schedules}


def _in_order(passes: Passes, cost: str) -> Iterable[tuple[str, Node]]:
    """What is on the way first, each followed by its cotangent."""
    for name, node in passes.results.items():
        if not isinstance(name, Derivative):
            yield name, node
    for name, node in passes.results.items():
        if isinstance(name, Derivative) and name.cost == cost:
            yield name, node


def _editable(passes: Passes, program: TrainingProgram | None) -> set[str]:
    """The leaves that may be changed: numbers that no program holds in its text, and no labels."""
    reals = {name for name, leaf in passes.leaves.items() if leaf.attributes.get("kind") != "index"}
    if program is None:
        return reals
    handed = {table.leaf for table in program.tables} | {window.name for window in program.task.windows}
    return reals & handed


def _array(name: str, node: Node, rows: int) -> dict[str, object]:
    """An array: its key, how it is written, its shape, where examples lie in it, what it is, and whose cotangent."""
    return {
        "name": str(name),
        "written": write_name(name),
        "shape": [rows if size == BATCH else size for size in node.shape],
        "examples": [axis for axis, size in enumerate(node.shape) if size == BATCH],
        "kind": node.op.name if node.is_leaf else "further" if name[0] in FURTHER else "result",
        "of": str(name.by) if isinstance(name, Derivative) else "",
    }


def _training(pace: Pace, rules: Sequence[Rule]) -> Mapping[str, object]:
    """How a page trains, and how else it may."""
    own, *others = rules
    program = own.program
    leaves = [table.leaf for table in program.tables]
    windows = [one for one in program.task.windows if one.vector == "theta"]
    return {
        "windows": [{"name": one.name, "start": one.start, "stop": one.stop} for one in windows],
        "tables": [_table(leaf, program.graph.leaves[leaf]) for leaf in leaves],
        **_rule(pace, own),
        "others": [{**_rule(pace, one), "told": told_by(one.source, own.source)} for one in others],
        "schedule": pace.optimizer.schedule.name,
        "batch_size": min(pace.batches.size.same or 1, pace.batches.rows),
        "seed": pace.batches.seed,
    }


def _rule(pace: Pace, rule: Rule) -> Mapping[str, object]:
    """A rule's name, its usual rate, and the vectors that its program works on."""
    vectors = rule.program.new_vectors(pace.stand.theta, {})
    if not pace.stand.checkpoint.trainable.kept:
        vectors["theta"] = np.zeros_like(pace.stand.theta)  # the page has it already, parameter by parameter
    return {
        "optimizer": rule.optimizer.name,
        "label": rule.label,
        "learning_rate": rule.optimizer.schedule.rate,
        "vectors": [{"name": name, "numbers": _flat(vector)} for name, vector in vectors.items()],
    }


def _neurons(neurons: Neurons) -> Mapping[str, object]:
    """The arrays of the neurons' program, and what a target is."""
    return {
        "leaves": neurons.leaves,
        "input": neurons.input,
        "inputs": neurons.inputs,
        "arrays": [{"name": one, "written": write_name(one), "units": units} for one, units in neurons.units.items()],
        "target": neurons.target,
        "targets": neurons.targets,
        "answers": neurons.answers,
        "classes": neurons.classes,
    }


def _table(name: str, leaf: Node) -> Mapping[str, object]:
    """A leaf whose examples are rows: how many numbers one has, and whether it lies along its first axis of several."""
    width = prod(int(size) for size in leaf.shape if size != BATCH)
    return {"name": name, "width": width, "by_rows": leaf.rank > 1 and leaf.shape[0] == BATCH}


def _flat(array: Array) -> object:
    """Its numbers one after the other; many zeros as their count, many of single precision as their bits."""
    flat = np.asarray(array, dtype=np.float64).ravel()
    if flat.size > FEW and not flat.any():
        return {"zeros": flat.size}
    single = flat.astype("<f4")
    if flat.size > FEW and (single == flat).all() and (flat != np.rint(flat)).any():
        return {"single": b64encode(single.tobytes()).decode()}
    return [float(one) for one in flat]
