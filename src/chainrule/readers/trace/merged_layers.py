"""Layers: what lies between two names of the graph, taken together as one step."""

from collections.abc import Iterator, Sequence

from chainrule.graph.graph import Graph
from chainrule.graph.values import Values
from chainrule.readers.equations.named import named_lines
from chainrule.readers.trace.sentences import is_handed_on
from chainrule.readers.trace.step import BACKWARD, FORWARD, GIVEN, Step


def merge_layers(steps: Sequence[Step], graph: Graph, values: Values) -> list[Step]:
    """A step for each name of the graph: its equation, and the sentences of all ops on the way to it."""
    found = {step.name: step for step in steps if step.phase != GIVEN}
    seeds = [step for step in steps if step.rule == "start"]
    lines = named_lines(graph, values)
    merged = [step for step in steps if step.phase == GIVEN]
    for phase, own in ((FORWARD, lines.forward), (BACKWARD, lines.backward)):
        merged += seeds if phase == BACKWARD else []
        for line in own:
            if line.name not in found:
                continue
            way = list(_way(found[line.name], found, graph))
            read = {name: array for step in way for name, array in step.operands if name in graph.all_names}
            said = dict.fromkeys(each.sentence for each in way)
            says = "; ".join([sentence for sentence in said if not is_handed_on(sentence)] or said)
            last = way[-1]
            numbers = line.sides[1] if len(line.sides) == 3 else None
            merged.append(
                Step(
                    phase,
                    line.name,
                    last.op,
                    tuple(read.items()),
                    values[line.name],
                    line.sides[0],
                    numbers,
                    last.rule,
                    says,
                    found[line.name].where,
                )
            )
    return merged


def _way(step: Step, found: dict[str, Step], graph: Graph) -> Iterator[Step]:
    """The steps that lead to a step from the names before it, first things first."""
    for name, _ in step.operands:
        before = found.get(name, step)
        if before.phase == step.phase and before.rule != "start" and name not in {*graph.all_names, step.name}:
            yield from _way(found[name], found, graph)
    yield step
