"""Session: one contender with one workload, warmed up and ready to be timed."""

from typing import Protocol

from benchmarks.workloads import Array, Examples, Workload


class Session(Protocol):
    """What every contender can do."""

    def restart(self, theta: Array) -> None:
        """Stand at theta, before the first epoch, with the optimizer's state at zero."""

    def train(self, epochs: int) -> float:
        """Go on for so many epochs, rows shuffled by index in each; the seconds that it took."""

    def theta(self) -> Array:
        """All parameters, in the order W1, b1, W2, b2, …"""


class Start(Protocol):
    """How a contender's session is made."""

    def __call__(self, workload: Workload, examples: Examples, cores: int) -> Session:
        """A session for this workload and these rows."""
