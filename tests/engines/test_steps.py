"""Steps: what is fused, what is stored, and that nothing is read before it has been computed."""

from functools import cache

import pytest

import chainrule as cr
from chainrule.engines.memory import needs_memory
from chainrule.engines.plan import Stage, make_plan
from chainrule.engines.steps import ENTRYWISE, LARGEST_LOOP, REDUCTIONS, base_of, loop_domain
from chainrule.engines.task import TableType

from .random_graphs import random_graph

X, Y = cr.input("X", (3, "m")), cr.input("Y", (3, "m"))
COUNT = 150


def plan_of(**outputs):
    """The fused plan of one stage."""
    return make_plan([Stage(cr.Graph(outputs))], fused=True)


@cache
def random_plan(seed):
    """The fused plan of a random graph with its gradients."""
    return make_plan([Stage(random_graph(seed).graph)], fused=True)


def loops(plan):
    """Its loops."""
    return [step for stage in plan.steps for step in stage if step.domain is not None]


def training_plan(sizes, optimizer, labelled=False, **more):
    """The plan of a network's training."""
    types = TableType("X", "float32"), TableType("labels", "int64") if labelled else TableType("Y", "float32")
    task = cr.Network(sizes, **more)._model.program(optimizer, types).task
    return make_plan([task.gradient, task.update], fused=True)


# ---- what becomes one loop ----------------------------------------------------------------------------------------


def test_chain_of_entrywise_ops_is_one_loop_that_stores_its_end_only():
    """What one op alone reads never leaves the registers."""
    node = cr.exp(X)
    for _ in range(10):
        node = cr.tanh(node + 1)
    plan = plan_of(f=node)
    (loop,) = loops(plan)
    assert len(loop.nodes) == 21
    assert loop.written == (loop.nodes[-1],)
    assert len(plan.slots) == 1


def test_entrywise_op_with_one_reader_is_never_stored():
    """On random graphs: if a loop over the same entries reads it, and has room, it is part of that loop."""
    seen = 0
    for seed in range(COUNT):
        plan = random_plan(seed)
        home = {node: step for step in plan.steps[0] for node in step.nodes}
        readers = {}
        for node in cr.Graph(plan.outputs[0]).order:
            for operand in node.operands:
                readers.setdefault(operand, []).append(node)
        for node in home.keys() - set(plan.outputs[0].values()):
            reader = readers[node][0]
            alone = len(readers[node]) == 1 and node.op.name in ENTRYWISE and loop_domain(reader) == node.shape
            if alone and len(home[reader].nodes) < LARGEST_LOOP // 2:
                seen += 1
                assert home[node] is home[reader], f"graph {seed} stores {node!r}"
                assert node not in home[node].written
    assert seen > 5 * COUNT


def test_sums_and_maxima_ride_along():
    """The loop that computes what they add up passes over it once."""
    A = cr.exp(X) * Y
    plan = plan_of(A=A, total=cr.sum(A), rows=cr.sum(A, axis=1), largest=cr.max(A, axis=0))
    (loop,) = loops(plan)
    assert [node.op.name for node in loop.nodes if node.op.name in REDUCTIONS] == ["sum", "sum", "max"]


def test_loops_that_read_one_array_are_one():
    """Its entries are loaded once."""
    assert len(loops(plan_of(a=cr.exp(X), b=cr.tanh(X), c=cr.sum(X * X)))) == 1


def test_loops_over_different_entries_stay_apart():
    """Three rows and one are two domains."""
    plan = plan_of(a=cr.exp(X), b=cr.tanh(X[0:1]))
    assert sorted(str(loop.domain) for loop in loops(plan)) == ["(1, 'm')", "(3, 'm')"]


def test_result_of_a_sum_is_read_by_a_later_loop():
    """A softmax needs the maximum before it can subtract it, and the sum before it can divide."""
    plan = plan_of(P=cr.softmax(X))
    order = loops(plan)
    assert [any(node.op.name in REDUCTIONS for node in loop.nodes) for loop in order] == [True, True, False]


def test_product_is_no_loop():
    """It goes to the BLAS, between the loops that make its factor and read its result."""
    plan = plan_of(f=cr.tanh(cr.parameter("W", (3, 3)) @ cr.exp(X)))
    assert [step.domain is None for step in plan.steps[0]] == [False, True, False]
    assert [step.nodes[0].op.name for step in plan.steps[0] if step.domain is None] == ["matmul"]


def test_loop_is_no_longer_than_the_registers_and_the_compiler_bear():
    """A chain of 300 ops becomes several loops."""
    node = X
    for _ in range(150):
        node = cr.tanh(node + 1)
    sizes = [len(loop.nodes) for loop in loops(plan_of(f=node))]
    assert sum(sizes) == 300
    assert max(sizes) <= LARGEST_LOOP
    assert len(sizes) == 5


def test_domain_is_what_a_loop_passes_over():
    """The entries of an entrywise op, the operand's of a sum; a product has none, and a number neither."""
    assert loop_domain(cr.exp(X)) == loop_domain(cr.sum(X)) == (3, "m")
    assert loop_domain(X @ X.T) is loop_domain(cr.exp(cr.input("x"))) is None


# ---- order and memory ---------------------------------------------------------------------------------------------


def test_no_step_reads_what_a_later_step_computes():
    """On random graphs with their gradients, each node stands once, after what it reads."""
    for seed in range(COUNT):
        (steps,) = random_plan(seed).steps
        every = {node for step in steps for node in step.nodes}
        assert len(every) == sum(len(step.nodes) for step in steps)
        done = set()
        for step in steps:
            for node in step.nodes:
                for base in map(base_of, node.operands):
                    assert base in done or base not in every, f"graph {seed} reads {base!r} too early"
                if step.domain is None:
                    done.add(node)
                else:
                    done |= {node} - {one for one in step.nodes if one.op.name in REDUCTIONS}
            done |= set(step.nodes)


def test_what_is_written_is_what_somebody_outside_reads():
    """On random graphs: nothing that is needed stays inside a loop, and nothing else comes out."""
    for seed in range(COUNT):
        plan = random_plan(seed)
        outputs = set(plan.outputs[0].values()) | {base_of(node) for node in plan.outputs[0].values()}
        for step in plan.steps[0]:
            others = [one for one in plan.steps[0] if one is not step]
            read = {operand for one in others for operand in one.operands}
            read |= {base_of(operand) for operand in read}
            if step.domain is not None:
                assert set(step.written) == {node for node in step.nodes if node in outputs or node in read}


def test_no_array_is_overwritten_before_its_last_reader():
    """On random graphs, each slot still holds what a step reads from it; a loop writes over what it reads itself."""
    for seed in range(COUNT):
        plan = random_plan(seed)
        holder = {}
        for step in plan.steps[0]:
            for base in map(base_of, step.operands):
                assert base not in plan.slot_of or holder[plan.slot_of[base]] is base
            holder |= {plan.slot_of[node]: node for node in step.written if node in plan.slot_of}
        for node in map(base_of, plan.outputs[0].values()):
            assert node not in plan.slot_of or holder[plan.slot_of[node]] is node


def test_arrays_that_a_step_writes_have_memory_of_their_own():
    """Two results of one loop never share it."""
    for seed in range(COUNT):
        plan = random_plan(seed)
        for step in plan.steps[0]:
            slots = [plan.slot_of[node] for node in step.written if needs_memory(node)]
            assert len(set(slots)) == len(slots)


def test_memory_is_used_again():
    """Fewer slots than arrays; and a fused plan stores fewer arrays than one of single steps."""
    graphs = [random_graph(seed).graph for seed in range(0, COUNT, 3)]
    fused = [make_plan([Stage(graph)], fused=True) for graph in graphs]
    single = [make_plan([Stage(graph)]) for graph in graphs]
    assert sum(len(plan.slots) for plan in fused) < sum(len(plan.slot_of) for plan in fused)
    # products, windows and places are arrays of their own in both
    stored, alone = (sum(node.op.entrywise for plan in plans for node in plan.slot_of) for plans in (fused, single))
    assert stored < alone / 2


# ---- networks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "hidden", "count"),
    [([1, 1], "relu", 2), ([2, 1], "relu", 2), ([2, 2, 1], "identity", 4), ([2, 2, 1], "sigmoid", 4)],
)
def test_loops_of_the_four_networks_of_the_lecture(sizes, hidden, count):
    """A line, a plane, two linear layers, two with σ between them: forward, cost and deltas, update."""
    assert len(loops(training_plan(sizes, cr.SGD(), hidden=hidden))) == count


@pytest.mark.parametrize(
    "optimizer", [cr.SGD(), cr.Momentum(), cr.Nesterov(), cr.AdaGrad(), cr.RMSprop(), cr.Adam(), cr.AdamW()]
)
def test_update_of_theta_is_one_loop(optimizer):
    """Gradient, state and theta are passed over once."""
    plan = training_plan([4, 8, 3], optimizer)
    assert len([step for step in plan.steps[1] if step.domain is not None]) == 1


def test_clipping_needs_the_norm_first():
    """One pass for the norm, one for the update."""
    plan = training_plan([4, 8, 3], cr.Adam(clip_norm=1.0))
    assert len([step for step in plan.steps[1] if step.domain is not None]) == 2
