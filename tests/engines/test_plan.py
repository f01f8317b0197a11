"""The plan: memory is used again, and nobody's operand is overwritten before its last reader has run."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.memory import needs_memory
from chainrule.engines.plan import Stage, make_plan
from chainrule.engines.steps import base_of
from chainrule.errors import GraphError

from .random_graphs import random_graph

X = cr.input("X", (3, "m"))


def plan_of(*outputs):
    """The plan of one stage."""
    return make_plan([Stage(cr.Graph({f"output {i}": node for i, node in enumerate(outputs)}))])


def test_chain_of_entrywise_ops_is_written_over_one_array():
    """Nobody reads an intermediate result again, so each op writes over its operand."""
    node = cr.exp(X)
    for _ in range(10):
        node = cr.tanh(node + 1)
    assert len(plan_of(node).slots) == 1


def test_chain_of_products_alternates_between_two_arrays():
    """A matrix product cannot write over its operand, but over the one before that."""
    W = cr.parameter("W", (3, 3))
    node = X
    for _ in range(10):
        node = W @ node
    plan = plan_of(node)
    assert len(plan.slots) == 2
    assert [(slot.count, slot.power) for slot in plan.slots] == [(3, 1), (3, 1)]


def test_array_that_is_read_again_keeps_its_memory():
    """exp(X) is read by the last op too, so no op in between may write over it."""
    first = cr.exp(X)
    second = cr.cos(first)
    plan = plan_of(cr.tanh(second) * first)
    slots = [plan.slot_of[node] for node in plan.stages[0] if needs_memory(node)]
    assert slots[1:3] == [slots[1]] * 2
    assert slots[0] != slots[1]


def test_slot_grows_to_the_largest_array_that_used_it():
    """The memory of a small array that nobody needs any more becomes part of a larger one."""
    wide, narrow = cr.parameter("A", (50, 3)), cr.parameter("B", (2, 50))
    plan = plan_of(narrow @ cr.exp(wide @ cr.exp(X)))
    assert sorted((slot.count, slot.power) for slot in plan.slots) == [(3, 1), (50, 1)]


def test_no_array_is_overwritten_before_its_last_reader():
    """On 150 random graphs with their gradients, each slot still holds what a node reads from it."""
    for seed in range(150):
        plan = make_plan([Stage(random_graph(seed).graph)])
        holder = {}
        for node in plan.stages[0]:
            for base in map(base_of, node.operands):
                assert base not in plan.slot_of or holder[plan.slot_of[base]] is base
            if node in plan.slot_of:
                holder[plan.slot_of[node]] = node
        for node in map(base_of, plan.outputs[0].values()):
            assert node not in plan.slot_of or holder[plan.slot_of[node]] is node


def test_plans_of_random_graphs_use_memory_again():
    """Fewer slots than arrays, all in all by more than a half."""
    plans = [make_plan([Stage(random_graph(seed).graph)]) for seed in range(0, 150, 3)]
    assert sum(len(plan.slots) for plan in plans) < sum(len(plan.slot_of) for plan in plans) / 2


def test_comparison_that_only_chooses_is_a_mask():
    """Truth values take a byte; a comparison that is also multiplied by is of real numbers."""
    chosen, scaled = X > 0, X > 1
    plan = plan_of(cr.where(chosen, X, 0) + scaled * cr.exp(X))
    masks = [node for node in plan.stages[0] if node in plan.masks]
    assert [node.operands[1].attributes["value"] for node in masks] == [0]
    assert [plan.slots[plan.slot_of[node]].is_mask for node in masks] == [True]


@pytest.mark.parametrize(
    "also", [lambda c: c, lambda c: c.T, lambda c: c + 1, lambda c: cr.where(X > 1, c, X), lambda c: cr.sum(c)]
)
def test_comparison_that_is_read_as_a_number_is_no_mask(also):
    """As an output, through a window, in a sum, or as what is chosen."""
    chosen = X > 0
    plan = plan_of(cr.where(chosen, X, 0), also(chosen))
    assert len(plan.masks) == (1 if also(chosen).op.name == "where" else 0)


def test_later_stage_may_use_the_memory_of_an_earlier_one():
    """The update runs after the gradient, whose temporary arrays nobody needs any more."""
    vector, gradient = cr.input("theta", (4,)), cr.input("gradient", (4,))
    first = Stage(cr.Graph({"slope": cr.exp(cr.tanh(cr.cos(vector) * 2) + vector)}), {"slope": "gradient"})
    second = Stage(cr.Graph({"new": vector - cr.sqrt(gradient * gradient)}), {"new": "theta"})
    assert len(make_plan([first, second]).slots) == 1


def test_last_op_of_a_stage_writes_straight_into_its_target():
    """No copy, and no memory for the result."""
    vector, gradient = cr.input("theta", (4,)), cr.input("gradient", (4,))
    plan = make_plan([Stage(cr.Graph({"new": vector - gradient}), {"new": "theta"})])
    assert list(plan.targets.values()) == ["theta"]
    assert (plan.slots, plan.copies) == ([], [[]])


def test_target_that_is_read_later_is_written_last():
    """The second output still wants the old theta: it is written at once, and the new theta is written after it."""
    theta, old = cr.input("theta", (4,)), cr.input("old", (4,))
    outputs = {"new theta": cr.exp(theta), "new old": old + theta}
    plan = make_plan([Stage(cr.Graph(outputs), {"new theta": "theta", "new old": "old"})])
    assert list(plan.targets.values()) == ["old"]
    assert [target for target, _ in plan.copies[0]] == ["theta"]


def test_product_that_reads_its_target_is_not_written_into_it():
    """A matrix product would read entries that it has overwritten already."""
    W = cr.input("W", (3, 3))
    plan = make_plan([Stage(cr.Graph({"new": W @ cr.exp(W)}), {"new": "W"})])
    assert plan.targets == {}
    assert len(plan.copies[0]) == 1


def test_size_with_another_letter_is_refused():
    """The one letter of a compiled graph is m."""
    with pytest.raises(GraphError, match=r"one letter, m; give numbers in \(k, m\)"):
        plan_of(cr.exp(cr.input("X", ("k", "m"))))


def test_names_of_a_graph_become_variables():
    """What has a name keeps it, what lies between is numbered, and what is written over shares it."""
    Z = X * 2
    A = cr.tanh(Z)
    plan = make_plan([Stage(cr.Graph({"L": cr.sum(cr.exp(A) + 3)}, {"Z1": Z, "A1": A}))])
    names = [plan.names[node] for node in plan.stages[0] if node in plan.names]
    assert names == ["Z1", "A1", "t1", "t1", "L"]


def test_plan_of_a_deep_graph_needs_no_recursion():
    """Three thousand ops one after the other."""
    node = X
    for i in range(3000):
        node = cr.tanh(node) if i % 2 else node + np.float64(i)
    assert len(plan_of(node).slots) == 1


def test_an_output_that_is_a_window_may_be_among_the_names():
    """As where a module returns everything that has a name: it is copied, and the name is that of the copy."""
    turned = X.T
    (step,) = make_plan([Stage(cr.Graph({"V": turned, "L": cr.sum(turned)}, {"V": turned}))], fused=True).outputs
    assert [step["V"].op.name, step["L"].shape] == ["broadcast", ()]
