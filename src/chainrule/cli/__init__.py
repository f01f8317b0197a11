"""The command line: `chainrule train`, `chainrule predict`."""

import sys
from collections.abc import Sequence

import click

from chainrule.cli.exits import explained, replace_what_cannot_be_printed
from chainrule.cli.predict import predict
from chainrule.cli.train import train

EPILOG = """\b
Try:
  chainrule train digits
  chainrule train people.csv --target income
  chainrule predict people.safetensors new.csv --out predicted.csv"""


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chainrule", message="chainrule %(version)s")
def chainrule() -> None:
    """Neural networks that show their work.

    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 bad data or model file, 4 training diverged, 130 interrupted.
    """


chainrule.add_command(train)
chainrule.add_command(predict)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    replace_what_cannot_be_printed()
    with explained(debug="--debug" in words) as outcome:
        code = chainrule.main(words, prog_name="chainrule", standalone_mode=False)
        outcome.code = code if isinstance(code, int) else 0
    return outcome.code
