"""What a step costs, counted and not timed: the same on every machine, so that a run repeats itself bit for bit."""

from math import prod

from chainrule.engines.memory import BATCH
from chainrule.training.batching.step_cost import StepCost
from chainrule.training.program import TrainingProgram

# Seconds of an op, of an entry that an op computes, and of a multiply-add: fitted to measured steps of one core.
OP, ENTRY, MULTIPLY_ADD = 4e-7, 5e-10, 3e-11


def counted_step_cost(program: TrainingProgram) -> StepCost:
    """The cost of a step from what it computes: ops, entries, multiply-adds; the same on every machine."""
    entries = shared = 0.0
    for node in (*program.graph.order, *program.update_graph.order):
        if node.is_leaf or node.op.name == "constant":
            continue
        count = prod(size for size in node.shape if isinstance(size, int))
        if BATCH in node.shape:
            entries += count
        else:
            shared += count if isinstance(count, int) else 0
    fixed = OP * program.ops + ENTRY * (shared + len(program.update_graph.order) * program.trainable.layout.size)
    return StepCost(fixed, ENTRY * entries + MULTIPLY_ADD * program.trainable.multiply_adds(1))
