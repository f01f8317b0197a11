"""`chainrule export MODEL --to onnx`: a model's file in the format that other programs run."""

from collections.abc import Mapping
from pathlib import Path

from chainrule.atomic import write_atomically
from chainrule.cli.exits import usage_error
from chainrule.cli.output_files import say_written
from chainrule.cli.targets import is_model
from chainrule.cli.training_files import SUFFIX
from chainrule.tables.learning import load_fitted, load_learner
from chainrule.tables.onnx_model import onnx_model

ENDING = ".onnx"


def write_onnx(target: str, out: Path | None, unused: Mapping[str, object], *, features: bool, quiet: bool) -> None:
    """Nothing; the file is written, with the encoding of columns inside unless `features` are what comes in.

    A usage error for what is no model, a name that ends otherwise, and options of other forms, which are `unused`.
    """
    if not is_model(target):
        raise usage_error(
            "--to", f"onnx is for models, whose names end in {SUFFIX}; a board becomes one by train --board"
        )
    if out is None or out.suffix != ENDING:
        raise usage_error("--out", f"a file whose name ends in {ENDING} is needed")
    for option, value in unused.items():
        if value not in (None, False, ()):
            raise usage_error(option, "this is not for --to onnx")
    if features:
        content = onnx_model(load_learner(target, None), None)
    else:
        content = onnx_model(*load_fitted(target, None))
    write_atomically(out, lambda file: file.write(content))
    say_written(out, quiet=quiet)
