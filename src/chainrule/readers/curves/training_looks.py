"""The looks of a training run's lines: steps, epochs and validation are told apart without colours."""

from chainrule.readers.plot import Look

STEP_LOOK = Look("blue")
FAINT_STEP_LOOK = Look("blue faint")
EPOCH_LOOK = Look("blue", marker="circle", joined=False)
VALIDATION_LOOK = Look("vermillion", "7 4", "square")
STRIP_LOOK = Look("ink")
