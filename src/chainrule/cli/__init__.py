"""The command line: `chainrule train`, `predict`, `evaluate`, `explain`, `check`, `export`."""

import sys
from collections.abc import Sequence
from importlib import import_module

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    try:  # from here on, for importing takes long enough to be interrupted
        code: int = import_module("chainrule.cli.commands").run(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    return code
