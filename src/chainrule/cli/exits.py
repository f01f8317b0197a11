"""How a command ends when something goes wrong: one sentence on standard error, and an exit code."""

import io
import os
import shlex
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import click

from chainrule.cli import INTERRUPTED
from chainrule.cli.console import say
from chainrule.errors import (
    ArgumentError,
    CacheNote,
    ChainruleError,
    CheckpointNote,
    DataError,
    DivergenceError,
    ModelFileError,
    SettingError,
    WhiteboardError,
    WriteError,
)

FAILED, USAGE, CHECK_FAILED = 1, 2, 5
SPELLED = {"sizes": "size", "text_encoding": "encoding", "header": "no-header"}  # options that have another name
LAST_STREAM = 2  # standard input, output and errors are files number 0, 1 and 2
CODES = {  # the first that fits
    WriteError: FAILED,
    DivergenceError: 4,
    DataError: 3,
    ModelFileError: 3,
    WhiteboardError: 3,
    SettingError: USAGE,
    ChainruleError: FAILED,
}


@dataclass
class Outcome:
    """The exit code, once it is known."""

    code: int = 0


@contextmanager
def explained(*, debug: bool) -> Iterator[Outcome]:
    """Whatever is raised within becomes a sentence and a code; with `debug`, the traceback comes first."""
    outcome = Outcome()
    try:
        yield outcome
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has seen enough
        _forget_output()
        outcome.code = FAILED
    except Exception as error:  # noqa: BLE001  the border: no person should meet a traceback unasked
        if debug:
            traceback.print_exc()
        outcome.code, sentence = _judged(error)
        with suppress(OSError):  # nobody may be there to read it
            say(sentence, err=True)
        try:
            sys.stdout.flush()
        except OSError:
            _forget_output()


@contextmanager
def tidy_notes(*, quiet: bool) -> Iterator[None]:
    """What works all the same, only slower next time, becomes one line on standard error."""
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
            if category not in (CacheNote, CheckpointNote):
                usual(message, category, *where, **more)
            elif not quiet or category is CheckpointNote:
                say(f"note: {message}", err=True)

        warnings.showwarning = show
        yield


def _forget_output() -> None:
    """Let what is still to be written go nowhere, so that Python does not try, and fail, when it ends."""
    with suppress(OSError, ValueError):  # a test's stream has no number
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def prepare_streams() -> None:
    """Let a terminal of another alphabet show ? for what it lacks, instead of failing; files and pipes get UTF-8.

    In UTF-8 only a file name of stray bytes cannot be written; it is spelled out. A stream that was closed before the
    start becomes one to nowhere.
    """
    _fill_numbers()
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _fill_numbers() -> None:
    """Nothing; what is opened from here on gets none of the numbers of the streams, to which libraries write."""
    with suppress(OSError):
        while (number := os.open(os.devnull, os.O_RDWR)) <= LAST_STREAM:
            pass
        os.close(number)


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def usage_error(option: str, sentence: str) -> click.UsageError:
    """The error for an option whose value does not fit."""
    return click.BadParameter(sentence, param_hint=option)


def option_of(argument: str) -> str:
    """The option that stands for an argument of Python's; one that may be repeated is singular.

    >>> option_of("class_weight"), option_of("sizes")
    ('--class-weight', '--size')
    """
    return f"--{SPELLED.get(argument, argument).replace('_', '-')}"


def chosen_as(argument: str, value: object) -> str:
    """The option with its value that says what an argument of Python's says.

    >>> chosen_as("task", "classes"), chosen_as("ignore", "row number")
    ('--task classes', "--ignore 'row number'")
    """
    return f"{option_of(argument)} {shlex.quote(str(value))}"


def _judged(error: Exception) -> tuple[int, str]:
    """The exit code of an error and the sentence that explains it."""
    if isinstance(error, click.Abort):
        return INTERRUPTED, "interrupted"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return USAGE, error.format_message()
    if isinstance(error, click.ClickException):
        return error.exit_code, f"error: {_usage_sentence(error)}"
    if isinstance(error, DivergenceError):
        return CODES[DivergenceError], f"error: {_divergence_sentence(error)}"
    if isinstance(error, ArgumentError):
        return USAGE, f"error: {error.told(option_of)}"
    for kind, code in CODES.items():
        if isinstance(error, kind):
            return code, f"error: {error}"
    if isinstance(error, OSError):
        return FAILED, f"error: {error.filename or 'the output'}: {error.strerror or error}"
    if isinstance(error, MemoryError):
        said = f" ({error})" if str(error) else ""
        return FAILED, f"error: there is not enough memory{said}; use fewer rows, or smaller sizes"
    return FAILED, f"error: unexpected {type(error).__name__}: {error}; --debug shows where, please report it"


def _usage_sentence(error: click.ClickException) -> str:
    """Click's message in the form of all others: an option before a colon, and the next move at the end."""
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        hint = error.param_hint or (error.param.get_error_hint(error.ctx) if error.param else "")
        return f"{str(hint).replace(chr(39), '')}: {error.message}"
    if isinstance(error, click.NoSuchOption):
        known = f"; did you mean {error.possibilities[0]}?" if error.possibilities else ""
        return f"there is no option {error.option_name}{known}"
    said = error.format_message().removesuffix(".")
    path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "chainrule"
    return said if said.startswith("there is no") else f"{said[:1].lower()}{said[1:]}; see {path} --help"


def _divergence_sentence(error: DivergenceError) -> str:
    """The error in the words of the command line."""
    return (
        f"step {error.step} diverged: {error.first} left the finite numbers first; "
        f"try --learning-rate {error.learning_rate:g} or --clip-norm 1"
    )
