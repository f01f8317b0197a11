"""What becomes a line of its own in a script, and what is opened where it is used."""

import numpy as np
import pytest
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.ops.convolution import CONVOLUTION
from chainrule.ops.losses import LOSSES
from chainrule.ops.windows import unfold
from chainrule.readers.script.intermediates import prepare  # by its tables OPENED and DEAR

x, W = cr.input("x", (4, "m")), cr.parameter("W", (3, 4))
seed, step = (cr.input(name, kind="index") for name in ("s", "t"))
READ = {
    "matmul": W @ x,
    "sigmoid": cr.sigmoid(x),
    "softmax": cr.softmax(x),
    "log_softmax": cr.log_softmax(x),
    "dropout_mask": cr.dropout_mask(seed, step, ("n", "m"), 0.5),
    "unfold": unfold(cr.input("X", ("m", 1, 4, 4)), size=(2, 2), stride=(1, 1), padding=(0, 0)),
    "exp": cr.exp(x),
    "relu": cr.relu(x),
}


@pytest.mark.parametrize("name", READ)
def test_what_costs_much_is_computed_once(name):
    """Where two lines read it; an exponential is written twice."""
    prepared = prepare(cr.Graph({"a": cr.sin(READ[name]), "b": cr.cos(READ[name])}))
    assert [*prepared.names] == ([] if name in ("exp", "relu") else ["t1"])


@pytest.mark.parametrize("name", ["relu", *(op.name for op in (*LOSSES, *CONVOLUTION))])
def test_what_has_no_word_in_a_script_is_written_out(name):
    """The losses, what filters and windows do, and the larger of 0 and x."""
    node = SAMPLERS[name](np.random.default_rng(0)).node
    assert name not in {one.op.name for one in prepare(cr.Graph({"result": node})).order}
