"""Training curves: a run as a picture, an SVG that needs nothing else."""

from chainrule.readers.curves.drawing import training_curves

__all__ = ["training_curves"]
