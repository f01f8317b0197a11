"""Origins: the line of a person's own file that a node was made on, for messages."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from chainrule.errors import ShapeError

Line = tuple[str, int]  # a file and a line in it
P = ParamSpec("P")
T = TypeVar("T")

PACKAGE_FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")  # noqa: PTH118, PTH120


def write_line(line: Line | None) -> str:
    """Where something was made, as the end of a message; "" when nobody knows."""
    return f" (made at {os.path.basename(line[0])}:{line[1]})" if line else ""  # noqa: PTH119


def user_line() -> Line | None:
    """The innermost line on the stack that is not chainrule's own."""
    frame = sys._getframe(1)  # noqa: SLF001
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PACKAGE_FOLDER):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def naming_line(function: Callable[P, T]) -> Callable[P, T]:
    """`function`, whose ShapeErrors end with the user's line: for checks outside of `make_node`."""

    @wraps(function)
    def named(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except ShapeError as error:
            raise ShapeError(f"{error}{write_line(user_line())}") from None

    return named
