"""Equations of a graph, forward and backward, to be set as text, LaTeX or MathML."""

from chainrule.readers.equations.details import DETAILS, equations
from chainrule.readers.equations.equation import Equation, Equations

__all__ = ["DETAILS", "Equation", "Equations", "equations"]
