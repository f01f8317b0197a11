"""The commands, and how one is called."""

from collections.abc import Mapping, Sequence
from importlib import import_module

import click

from chainrule.cli.exits import explained, prepare_streams

COMMANDS: Mapping[str, str] = {
    "train": "Train a network, or a board, on a table.",
    "predict": "Predict that column for the rows of another table.",
    "evaluate": "Measure a model on a table with the true values.",
    "explain": "Show a board, an expression or a model at work.",
    "check": "Check gradients: the derived ones, or your own.",
    "export": "Write a NumPy script, LaTeX, an SVG or a page.",
    "watch": "Draw how a board with data moves.",
    "lab": "Open a whiteboard in the browser.",
}
EPILOG = """\b
Try:
  chainrule train digits
  chainrule explain "1/(1+exp(-x))" --at x=1"""


class Commands(click.Group):
    """Commands, each in the module of its name, which is imported when it is called: help comes at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            raise click.UsageError(f"there is no command {cmd_name!r}; there are {', '.join(COMMANDS)}", ctx)
        command: click.Command = getattr(import_module(f"chainrule.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write a line for each."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chainrule", message="chainrule %(version)s")
def chainrule() -> None:
    """Neural networks that show their work.

    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 bad data, model or board, 4 training diverged, 5 a check failed, 130
    interrupted.
    """


def run(words: Sequence[str]) -> int:
    """Call a command; the exit code."""
    with explained(debug="--debug" in words) as outcome:
        prepare_streams()
        code = chainrule.main(list(words), prog_name="chainrule", standalone_mode=False)
        outcome.code = code if isinstance(code, int) else 0
    return outcome.code
