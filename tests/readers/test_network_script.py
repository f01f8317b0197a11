"""The script of a network deals rows as the training that it stands for does."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError
from chainrule.readers.script import network_script  # chainrule.readers.script.network_script
from chainrule.training.batches import SHUFFLES, Batches, constant_size


@pytest.mark.parametrize("order", network_script.ORDERS)
def test_rows_stand_in_the_order_of_the_training(order):
    """In every epoch, from the seed: shuffled anew, shuffled once, as they are, or drawn."""
    dealt = {"shuffle": order} if order in SHUFFLES else {order: True}
    batches = Batches(constant_size(2), rows=7, seed=3, **dealt)
    for epoch in range(3):
        names = {"np": np, "seed": 3, "epoch": epoch, "examples": 7}
        assert eval(network_script.ORDERS[order], names).tolist() == batches.order(epoch).tolist()  # noqa: S307


def test_every_way_to_deal_rows_has_its_line():
    """Those of a training that holds all rows, and rows that are drawn; what is for larger tables is refused."""
    assert {*network_script.ORDERS} == {*SHUFFLES, "replacement"} - {"blocks"}
    with pytest.raises(SettingError, match="a script holds all rows"):
        cr.Network([1, 1]).script([[1.0]], [1.0], shuffle="blocks")
