"""Equations of a graph, forward and backward, to be set as text, LaTeX or MathML."""

from chainrule.readers.equations.details import DETAILS, equations
from chainrule.readers.equations.equation import Equation, Equations
from chainrule.readers.equations.running import with_running

__all__ = ["DETAILS", "Equation", "Equations", "equations", "with_running"]
