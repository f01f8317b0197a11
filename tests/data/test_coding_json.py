"""The encoding as JSON."""

import copy
import json

import pytest

from chainrule.data import Encoding
from chainrule.data.codings import CategoryCoding, DroppedCoding, NumberCoding
from chainrule.errors import DataError

NUMBER = NumberCoding("age", 1 / 3, 2 / 7, 1e-300, True)
ENCODING = Encoding(
    "y",
    "classes",
    ("no", "yes"),
    0.0,
    1.0,
    (NUMBER, CategoryCoding("job", ("a",), True, False, "a note"), DroppedCoding("id", "constant")),
)
REGRESSION = Encoding("y", "regression", None, 1 / 3, 2 / 3, (NUMBER,))


@pytest.mark.parametrize("encoding", [ENCODING, REGRESSION])
def test_round_trip_is_exact(encoding):
    """An encoding that went through JSON text is equal to the one before."""
    assert Encoding.from_json(json.loads(json.dumps(encoding.to_json()))) == encoding


DAMAGE = "the encoding of columns is damaged: "
REFUSALS = [
    (("task",), "ranking", "'task' must be 'classes' or 'regression', not 'ranking'"),
    (("task",), "regression", "'classes' must be null in a regression, not ['no', 'yes']"),
    (("classes",), None, "'classes' must be a list, not None"),
    (("classes",), ["a"], "'classes' must be a list of at least two texts, not ['a']"),
    (("classes",), ["a", "a"], "'classes' must be a list of different texts, not ['a', 'a']"),
    (("mean",), float("nan"), "'mean' must be a finite number, not nan"),
    (("mean",), True, "'mean' must be a finite number, not True"),
    (("sd",), 0.0, "'sd' must be above 0, not 0.0"),
    (("sd",), 1e308, "'sd' must be at most 1.34e+154, not 1e+308"),
    (("mean",), -1e308, "'mean' must be at most 6e+175, not -1e+308"),
    (
        ("columns", 0, "median"),
        1e308,
        "'median' must be within a deviation of the mean 0.333333, not 1e+308",
    ),
    (("target",), 3, "'target' must be a text, not 3"),
    (
        ("target",),
        "age",
        "'columns' must be different from each other and from the target, not ['age', 'job', 'id', 'age']",
    ),
    (("columns",), {}, "'columns' must be a list, not {}"),
    (("columns",), [], "'columns' must be a list with at least one that is used, not ['y']"),
    (("columns", 0), 7, "a column must be of kind number, categories, date or dropped, not 7"),
    (("columns", 0, "kind"), "dropped", "a column lacks 'reason'"),
    (("columns", 0, "flagged"), 1, "'flagged' must be true or false, not 1"),
    (("columns", 0, "sd"), -1.0, "'sd' must be above 0 (0 only for a column that is flagged), not -1.0"),
    (("columns", 1, "categories"), "ab", "'categories' must be a list, not 'ab'"),
]


@pytest.mark.parametrize(("path", "value", "message"), REFUSALS)
def test_damage_is_refused(path, value, message):
    """A damaged field is refused with what it must be."""
    damaged = copy.deepcopy(ENCODING.to_json())
    fields = damaged
    for key in path[:-1]:
        fields = fields[key]
    fields[path[-1]] = value
    with pytest.raises(DataError) as caught:
        Encoding.from_json(damaged)
    assert str(caught.value) == DAMAGE + message


def places(value, path=()):
    """The path of every value within a value."""
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


@pytest.mark.parametrize("value", [None, True, -1, 10**400, float("inf"), "x", [], {}, [[]], {"kind": []}], ids=repr)
def test_any_damage_is_a_data_error_or_harmless(value):
    """Whatever stands in the place of any field, the answer is an encoding or a DataError."""
    for path in places(ENCODING.to_json()):
        damaged = {"all": copy.deepcopy(ENCODING.to_json())}
        fields, keys = damaged, ("all", *path)
        for key in keys[:-1]:
            fields = fields[key]
        fields[keys[-1]] = value
        try:
            assert Encoding.from_json(damaged["all"]).feature_names
        except DataError:
            continue
