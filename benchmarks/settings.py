"""How thoroughly everything is measured: the whole, or a quick look."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What a run of the benchmarks takes part in and how often it repeats."""

    contenders: tuple[str, ...]
    quick: bool = False
    mnist: Path | None = None

    @property
    def rounds(self) -> int:
        """How often each contender has its turn."""
        return 3 if self.quick else 7

    @property
    def block(self) -> float:
        """About how many seconds of steps a turn is."""
        return 0.1 if self.quick else 0.4

    @property
    def repeats(self) -> int:
        """How many processes are started afresh for each figure."""
        return 2 if self.quick else 5
