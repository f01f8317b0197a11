"""Who takes part: a name, what people call it, where its session is made, and what it needs."""

import shutil
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from benchmarks.contenders.session import Start


@dataclass(frozen=True)
class Contender:
    """One way of computing the same steps."""

    name: str
    label: str
    place: str  # module and function, or class
    packages: tuple[str, ...]
    cores: int = 1
    program: str = ""

    @property
    def missing(self) -> str:
        """What is missing here to run it; empty where it runs."""
        packages = [f"the package {name}" for name in self.packages if find_spec(name) is None]
        programs = [f"the program {name}" for name in [self.program] if name and not shutil.which(name)]
        return ", ".join(packages + programs)

    def start(self) -> Start:
        """What makes a session; importing it imports the package."""
        module, name = self.place.split(":")
        start: Start = getattr(import_module(f"benchmarks.contenders.{module}"), name)
        return start


COMPILER = ("numba", "scipy", "platformdirs")

CONTENDERS = {
    contender.name: contender
    for contender in (
        Contender("floor", "matrix products and gather alone", "floor:both", ("numpy",)),
        Contender("gather", "gather alone", "floor:gather", ("numpy",)),
        Contender("products", "matrix products alone", "floor:products", ("numpy",)),
        Contender("numba", "chainrule, Numba", "chainrule:numba", COMPILER),
        Contender("numpy", "chainrule, NumPy", "chainrule:numpy", ("numpy",)),
        Contender("jax", "JAX", "jax:JaxSession", ("jax",)),
        Contender("pytorch", "PyTorch", "pytorch:Eager", ("torch",)),
        Contender("compiled", "PyTorch, compiled", "pytorch:Compiled", ("torch",), program="g++"),
        Contender("sklearn", "scikit-learn", "sklearn:SklearnSession", ("sklearn",)),
        Contender("numba2", "chainrule, Numba, two cores", "chainrule:numba", COMPILER, 2),
        Contender("numpy2", "chainrule, NumPy, two cores", "chainrule:numpy", ("numpy",), 2),
        Contender("sklearn-told", "scikit-learn, told the order", "sklearn:told", ("sklearn",)),
    )
}
