"""What the tests of tables share: a small table with a column of every kind, and models of it."""

import numpy as np
import pytest

import chainrule as cr

ROWS = 80
FAST = {"epochs": 3, "hidden": (4,)}


def people():
    """Columns whose `kind` and `cost` follow from `size`; a town and an age are missing here and there."""
    rng = np.random.default_rng(5)
    size = rng.normal(size=ROWS)
    town = rng.choice(["north", "south"], ROWS).astype(object)
    town[::9] = None
    age = rng.integers(1, 90, ROWS).astype(float)
    age[::11] = np.nan
    kind = np.where(size > 0, "big", "small")
    return {"size": size, "town": town.tolist(), "age": age, "ripe": size > 0.5, "kind": kind, "cost": 2 * size + 1}


@pytest.fixture(scope="session")
def table():
    """The table."""
    return people()


@pytest.fixture(scope="session")
def classifier(table):
    """A model of its classes."""
    return cr.TableModel("kind", ignore=["cost", "ripe"], loss="cross_entropy", **FAST).fit(table)


@pytest.fixture(scope="session")
def regression(table):
    """A model of its costs."""
    return cr.TableModel("cost", ignore=["kind", "ripe"], **FAST).fit(table)
