"""The script: a standalone NumPy file of a board or of a network's training, commented with its equations."""

from chainrule.readers.script.arrays import Script
from chainrule.readers.script.board import script

__all__ = ["Script", "script"]
