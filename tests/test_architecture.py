"""The shape of the project: the package imports lightly, its names are those it lists."""

import ast
import subprocess
import sys
import types

import chainrule

from .house import SOURCE, imported, nodes, offenders, tree

# installed by choice, or slow to import and needed by few: imported where they are used
LAZY = {"pyarrow", "numba", "llvmlite", "platformdirs", "scipy", "threadpoolctl"}
LAZY |= {"sklearn", "onnx", "safetensors", "rich", "anywidget", "traitlets", "starlette", "uvicorn"}
SLOW = {"importlib.metadata", "statistics", "asyncio", "multiprocessing", "urllib.request"}  # 15 ms and more to load


def test_relative_imports_stay_in_their_folder():
    """A relative import climbs no folder, so that it cannot get around the layers."""

    def climbing(path):
        return [node.lineno for node in nodes(path) if isinstance(node, ast.ImportFrom) and node.level > 1]

    assert offenders(climbing) == {}


def test_only_slow_packages_are_imported_inside_of_functions():
    """An import inside a function dodges no cycle: it is of a package that is optional or slow."""

    def inside(path):
        functions = [node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        return {name.split(".")[0] for each in functions for node in ast.walk(each) for name in imported(node)} - LAZY

    assert offenders(inside) == {}


def test_nothing_slow_of_the_standard_library_is_loaded():
    """A command starts at once: what takes long to load and is needed little is done without."""
    assert offenders(lambda path: SLOW & {name for node in nodes(path) for name in imported(node)}) == {}


def test_every_module_has_a_docstring():
    """A file says first what it is about."""
    assert offenders(lambda path: [] if ast.get_docstring(tree(path)) else ["no docstring"]) == {}


def test_importing_chainrule_imports_numpy_only():
    """A first op brings in NumPy and nothing else that is installed: no rich, click, safetensors, pyarrow."""
    program = """
import sys
before = set(sys.modules)
import chainrule
chainrule.sigmoid(chainrule.input("x") * 2)
print(*sorted({name.split(".")[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)))
"""
    command = [sys.executable, "-c", program]
    found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert found.stdout.split() == ["chainrule", "numpy"]


def test_importing_chainrule_imports_nothing_installed():
    """`import chainrule` takes no time: NumPy comes with the first name that needs it."""
    program = "import sys, chainrule; print('numpy' in sys.modules, 'click' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert found.stdout.split() == ["False", "False"]


def test_public_names_are_those_that_are_listed():
    """`chainrule.__all__` is what the package holds beside its own modules, each name once."""
    for name in chainrule.__all__:
        assert getattr(chainrule, name).__module__.startswith("chainrule.")
    held = {name for name, value in vars(chainrule).items() if not isinstance(value, types.ModuleType)}
    own = {name for name in held if not name.startswith("_")} - {"import_module", "get_close_matches", "TYPE_CHECKING"}
    assert own == set(chainrule.__all__) - {"__version__"}
    assert len(set(chainrule.__all__)) == len(chainrule.__all__)


def test_public_names_are_sorted():
    """Constants, classes, functions, each in the order of the alphabet."""

    def place(name):
        return (0 if name.isupper() else 1 if name[0].isupper() else 2), name

    assert list(chainrule.__all__) == sorted(chainrule.__all__, key=place)


def test_no_package_has_the_name_of_something_public():
    """Importing a package of chainrule never replaces a public name."""
    at_the_top = {path.stem for path in SOURCE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert at_the_top.isdisjoint(chainrule.__all__)
