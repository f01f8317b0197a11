"""The engines, fastest first, and languages that run elsewhere. A new one is a name here."""

from collections.abc import Callable

from chainrule.engines.engine import Engine
from chainrule.engines.javascript.program import javascript_training
from chainrule.engines.numba_training import NUMBA
from chainrule.engines.numpy_training import NUMPY
from chainrule.engines.task import Task

ENGINES: dict[str, Engine] = {engine.name: engine for engine in (NUMBA, NUMPY)}
EVERYWHERE = NUMPY  # has no obstacles, and takes any graph
ELSEWHERE: dict[str, Callable[[Task], str]] = {"javascript": javascript_training}  # to the text that trains
