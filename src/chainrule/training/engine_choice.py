"""Which engine runs the steps. The rule looks at the problem alone: no timing, and not at what is in a cache."""

from dataclasses import dataclass
from importlib.util import find_spec
from os import environ

from chainrule.errors import SettingError

ENGINES = ("auto", "numba", "numpy")
WORTH_COMPILING = 10_000_000_000  # multiply-adds of all steps: some seconds of the NumPy engine on small batches
LARGEST_GRAPH = 600  # ops of gradient and update, some 40 layers: more take the compiler longer than 15 seconds


@dataclass(frozen=True)
class Hardware:
    """What a person asks for: an engine, and how many threads matrix products may take (None: as many as help)."""

    engine: str = "auto"
    threads: int | None = None


@dataclass(frozen=True)
class Choice:
    """An engine, and why it was taken."""

    engine: str
    why: str


NUMPY = Choice("numpy", "as asked for")


def choose_engine(asked: str, multiply_adds: int, ops: int) -> Choice:
    """The engine that was asked for; with "auto", Numba where it is installed and the work is worth compiling for.

    `multiply_adds` are those of all steps, `ops` those of a step's graph. Raises SettingError when what was asked for
    is not there.
    """
    if asked not in ENGINES:
        raise SettingError(f"engine is one of {', '.join(ENGINES)}, not {asked!r}")
    if asked == "numpy":
        return NUMPY
    if obstacle := _obstacle():
        why, sentence = obstacle
        if asked == "numba":
            raise SettingError(sentence)
        return Choice("numpy", why)
    if ops > LARGEST_GRAPH:
        return Choice("numpy", f"compiling a graph of {ops:,} ops would take too long")
    if asked == "numba":
        return Choice("numba", "as asked for")
    if multiply_adds < WORTH_COMPILING:
        return Choice("numpy", f"{multiply_adds:.1e} multiply-adds are not worth compiling for")
    return Choice("numba", f"{multiply_adds:.1e} multiply-adds are worth compiling for")


def _obstacle() -> tuple[str, str] | None:
    """Why Numba cannot be used, if it cannot, and the sentence for a person who asked for it."""
    if any(find_spec(package) is None for package in ("numba", "platformdirs", "scipy")):
        why = "numba and scipy are not installed"
        return why, "the Numba engine needs numba and scipy: pip install 'chainrule[fast]'"
    if environ.get("NUMBA_DISABLE_JIT", "").strip() not in ("", "0"):
        why = "NUMBA_DISABLE_JIT switches compiling off"
        return why, f"the Numba engine compiles, and {why}; unset it, or take the NumPy engine"
    return None
