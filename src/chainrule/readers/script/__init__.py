"""The script: a standalone NumPy file of a board or of a network's training, commented with its equations."""

from chainrule.readers.script.arrays import Script
from chainrule.readers.script.board_script import script
from chainrule.readers.script.network_script import Training, training_script

__all__ = ["Script", "Training", "script", "training_script"]
