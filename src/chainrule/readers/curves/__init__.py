"""Curves as pictures, each an SVG that needs nothing else: a training run, or lines that are compared."""

from chainrule.readers.curves.comparison import curves
from chainrule.readers.curves.training_figure import training_curves

__all__ = ["curves", "training_curves"]
