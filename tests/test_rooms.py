"""The house: imports go down the floors that docs/rooms.md names, and no two rooms of readers share a file's name."""

import ast
from collections import defaultdict

import pytest

from .house import MODULES, SOURCE, dotted, floors, goes_down, imported, imports, offenders

LAYERS, READERS = floors("Layers"), floors("Floors of the readers")
READER_MODULES = [path for path in MODULES if path.is_relative_to(SOURCE / "readers")]


def layer_of(name):
    """The layer that a dotted name lies in; a public name lies in the root."""
    second = [*name.split("."), ""][1]
    return second if second in {layer for row in LAYERS for layer in row} else "chainrule"


def room_of(name):
    """The reader that a dotted name lies in, or nothing."""
    first, second, third = [*name.split("."), "", "", ""][:3]
    return third if (first, second) == ("chainrule", "readers") else ""


# ---- the rule -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rooms", "source", "target", "right"),
    [
        *((LAYERS, "ops", "graph", True), (LAYERS, "ops", "ops", True), (LAYERS, "ops", "transforms", False)),
        *((LAYERS, "readers", "engines", False), (LAYERS, "graph", "chainrule", False)),
        *((LAYERS, "cli", "chainrule", True), (LAYERS, "tables", "chainrule", False)),
        *((READERS, "neurons", "drawing", True), (READERS, "neurons", "diagram", False)),
        *((READERS, "drawing", "diagram", False), (READERS, "page", "notation", True)),
    ],
)
def test_the_rule_tells_down_from_up_and_sideways(rooms, source, target, right):
    """Down and within is right; up and sideways is wrong."""
    assert goes_down(rooms, source, target) is right


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("import chainrule.readers.page, numpy", ["chainrule.readers.page", "numpy"]),
        ("from chainrule.readers import page", ["chainrule.readers.page"]),
        ("from chainrule.readers.page import Sheet", ["chainrule.readers.page.Sheet"]),
        ("from chainrule import errors, Node", ["chainrule.errors", "chainrule.Node"]),
        ("from . import page", ["chainrule.readers.page"]),
        ("from .page import Sheet", ["chainrule.readers.page.Sheet"]),
        ("from ..graph.node import Node", ["chainrule.graph.node.Node"]),
    ],
)
def test_every_way_to_import_is_seen(statement, names):
    """Whole modules, names out of them, and what is named from where the module stands."""
    assert imported(ast.parse(statement).body[0], "chainrule.readers") == names


# ---- imports ------------------------------------------------------------------------------------------------------


def test_the_layers_are_the_folders_of_the_package():
    """The page names each folder and module once, and nothing else."""
    modules = {path.stem for path in SOURCE.glob("*.py")} - {"__init__"}
    folders = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert sorted(layer for row in LAYERS for layer in row) == sorted({*modules, *folders, "chainrule"})


def test_the_rooms_are_the_folders_of_readers():
    """The page names each reader once, and nothing else."""
    there = {room_of(dotted(path)) for path in READER_MODULES} - {""}
    assert sorted(room for row in READERS for room in row) == sorted(there)


def test_imports_only_go_down():
    """No import points up or sideways in the list of layers."""

    def upwards(path):
        ours = [name for name in imports(path) if name.split(".")[0] == "chainrule"]
        return [name for name in ours if not goes_down(LAYERS, layer_of(dotted(path)), layer_of(name))]

    assert offenders(upwards) == {}


def test_readers_only_take_from_floors_below():
    """No reader imports from one on its own floor or above."""

    def upwards(path):
        own, others = room_of(dotted(path)), [name for name in imports(path) if room_of(name)]
        return [name for name in others if not own or not goes_down(READERS, own, room_of(name))]

    assert offenders(lambda path: upwards(path) if path in READER_MODULES else []) == {}


# ---- names --------------------------------------------------------------------------------------------------------


def test_a_name_of_a_file_stands_once():
    """What a reader's file is called tells which one it is: no two folders repeat a name."""
    where = defaultdict(list)
    for path in READER_MODULES:
        where[path.stem].append(str(path.relative_to(SOURCE)))
    assert {stem for stem, places in where.items() if len(places) > 1} == {"__init__"}


def test_a_file_is_not_called_as_its_folder():
    """A file in a folder of readers says more than the folder does."""
    assert [path for path in READER_MODULES if path.stem == path.parent.name] == []
