"""The engines, fastest first. A new one is a name here."""

from chainrule.engines.engine import Engine
from chainrule.engines.numba_training import NUMBA
from chainrule.engines.numpy_training import NUMPY

ENGINES: dict[str, Engine] = {engine.name: engine for engine in (NUMBA, NUMPY)}
EVERYWHERE = NUMPY  # has no obstacles, and takes any graph
