"""A task: what a course or a person asked for, as a board, and the same cost in PyTorch."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import chainrule as cr

SIZES = {"N": 5, "D": 4, "C": 3, "H": 6, "m": 5, "n": 4, "k": 3, "d": 4, "c": 3, "h": 6, "v": 7, "r": 2, "b": 2, "t": 3}


@dataclass(frozen=True)
class Task:
    """A board's text; its cost in PyTorch, of torch and the leaves by name; the leaves that are above 0."""

    board: str
    cost: Callable[..., object]
    positive: tuple[str, ...] = ()


def numbers_of(task: Task, seed: int = 0) -> dict[str, np.ndarray]:
    """Random numbers for the leaves of a board that have none: labels are labels, places are places."""
    board, rng = cr.whiteboard(task.board), np.random.default_rng(seed)
    drawn = {
        name: rng.normal(size=[SIZES.get(size, size) for size in leaf.shape])
        for name, leaf in board.graph.leaves.items()
    }
    drawn |= {name: np.abs(drawn[name]) + 0.1 for name in task.positive}
    return {**board.whiteboard.obeying(drawn), **board.whiteboard.values}
