"""Curves as pictures, each an SVG that needs nothing else: a training run, or lines that are compared."""

from chainrule.readers.curves.drawing import training_curves
from chainrule.readers.curves.lines import curves

__all__ = ["curves", "training_curves"]
