"""What can go wrong, one class per situation.

    ChainruleError
    ├── ShapeError              operands do not fit together
    ├── GraphError              a name, a leaf or a node that the graph cannot use
    ├── WhiteboardError         a line of a board that cannot be read
    ├── SettingError            a choice (activation, loss, optimizer, …) that does not exist or does not fit
    │   └── ArgumentError       an argument that does not fit the data, or another argument
    ├── DataError               a table, a column or a value that cannot be learned from
    ├── ModelFileError          a model file that is damaged, foreign or from another version
    ├── WriteError              a file, of a model or a table, that cannot be written: a full disk, say
    ├── DivergenceError         the cost left the finite numbers
    └── MissingPackageError     an optional package is needed and not installed

A message says what was found, what was needed, where, and the next move. What it quotes may be foreign (names, paths,
labels), so no message has signs that would steer a terminal.
"""

from collections.abc import Callable

from chainrule.wording import printable


class ChainruleError(Exception):
    """Every error that chainrule raises on purpose."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*(printable(one) if isinstance(one, str) else one for one in arguments))


class ShapeError(ChainruleError, ValueError):
    """Operands whose shapes do not fit together."""


class GraphError(ChainruleError, ValueError):
    """A name, a leaf or a node that the graph cannot use."""


class NoValueError(GraphError):
    """A leaf without the number that is needed of it."""


class WhiteboardError(ChainruleError, ValueError):
    """A line of a board that cannot be read; the message shows it, with a caret under the place."""


class SettingError(ChainruleError, ValueError):
    """A choice that does not exist, or does not fit the other choices."""


class ArgumentError(SettingError):
    """An argument that does not fit the data or another one; `told` spells the names as an interface has them.

    >>> error = ArgumentError("patience", "early stopping needs rows; give {} a share", "validation")
    >>> print(error, "|", error.told("--{}".format))
    patience: early stopping needs rows; give validation a share | --patience: early stopping needs rows; give
    --validation a share
    """

    def __init__(self, argument: str, sentence: str, *others: str) -> None:
        self.argument = argument
        self.sentence = sentence  # with {} where it speaks of the others
        self.others = others
        super().__init__(self.told(str))

    def told(self, spelled: Callable[[str], str]) -> str:
        """The message, each argument spelled."""
        sentence = self.sentence.format(*map(spelled, self.others)) if self.others else self.sentence
        return printable(f"{spelled(self.argument)}: {sentence}")


class DataError(ChainruleError, ValueError):
    """A table, a column or a value that cannot be learned from."""


class ModelFileError(ChainruleError, ValueError):
    """A model file that is damaged, foreign or from another version."""


class WriteError(ModelFileError, DataError):
    """A file that cannot be written; whoever asked for a model file or a table catches it as one of theirs."""


class DivergenceError(ChainruleError, ArithmeticError):
    """The cost or theta left the finite numbers; theta is finite again."""

    def __init__(self, message: str, step: int, first: str, learning_rate: float) -> None:
        super().__init__(message)
        self.step = step  # the step that was not finite, counted from 1
        self.first = first  # the name of the first node that was not finite
        self.learning_rate = learning_rate  # one to try instead
        self.record: object | None = None  # the Record of the steps before, if the run was recorded


class MissingPackageError(ChainruleError, ImportError):
    """An optional package is needed and not installed."""


# ---- notes: work goes on ----


class CacheNote(UserWarning):
    """Compiled modules cannot be kept."""


class CheckpointNote(UserWarning):
    """A checkpoint that could not be written; training goes on, and what was written before stays."""
