"""What a training leaves behind: a model file, a picture of its curves, and a record for programs."""

import math
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chainrule.atomic import write_atomically
from chainrule.cli.console import json_text
from chainrule.cli.exits import usage_error
from chainrule.cli.fitting import Fitted
from chainrule.cli.measures import Measures
from chainrule.data import Encoding
from chainrule.readers.curves import training_curves


@dataclass(frozen=True)
class Results:
    """Everything that is told about a training."""

    name: str
    encoding: Encoding
    fitted: Fitted
    measures: Mapping[str, Measures]  # of the training, validation and test rows
    model: Path

    @property
    def picture(self) -> Path:
        """Where the curves go."""
        return self.model.with_suffix(".svg")


def writable_model(out: Path | None, name: str) -> Path:
    """The path of the model to be, in a folder that can be written to."""
    model = out or Path(f"{name}.safetensors")
    if model.suffix != ".safetensors":
        raise usage_error("--out", f"a model's name ends in .safetensors, and {model} does not")
    require_folder(model)
    for path in (model, model.with_suffix(".svg")):
        if path.is_dir():
            raise usage_error("--out", f"{path} is a folder")
    return model


def require_folder(path: Path, option: str = "--out") -> None:
    """Nothing, or a usage error when the folder of a file to be is not there or cannot be written to."""
    folder = path.parent
    if not folder.is_dir():
        raise usage_error(option, f"there is no folder {folder}; make it first")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise usage_error(option, f"nothing can be written to the folder {folder}: {error.strerror}") from None


def write(results: Results) -> None:
    """Write the model and the picture."""
    picture = _curves(results)  # drawn first, so that a fault in it leaves nothing behind
    results.fitted.network.save(results.model)
    write_atomically(results.picture, lambda file: file.write(picture.encode()))


def as_json(results: Results) -> str:
    """The results as one JSON object; what is not a number is null."""
    fitted, parts = results.fitted, results.measures
    record: dict[str, object] = {
        "model": str(results.model),
        "picture": str(results.picture),
        "engine": fitted.run.engine,
        "why": fitted.run.why,
        "threads": fitted.run.threads,
        "rows": {part: measures.rows for part, measures in (("train", parts["training"]), *_held_out(parts))},
        "metrics": _numbers(parts["test"].metrics),
        "training_metrics": _numbers(parts["training"].metrics),
        "validation_metrics": _numbers(parts["validation"].metrics),
        "seconds": fitted.run.seconds,
        "target": results.encoding.target,
        "task": results.encoding.task,
        "classes": results.encoding.classes,
        "sizes": fitted.network.architecture.sizes,
        "parameters": fitted.network.layout.size,
        "columns": {column.column: column.done for column in results.encoding.report()},
        "batches": fitted.run.batches,
        "epochs": fitted.run.epochs,
        "best_epoch": fitted.best_epoch,
        "steps": fitted.run.steps,
        "outcome": fitted.run.outcome,
    }
    return json_text(record)


def _held_out(parts: Mapping[str, Measures]) -> list[tuple[str, Measures]]:
    return [(name, parts[name]) for name in ("validation", "test")]


def _numbers(metrics: Mapping[str, float]) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in metrics.items()}


def _curves(results: Results) -> str:
    """The picture of the run, its RMSE in the target's own unit."""
    history = results.fitted.run.history
    units = {"rmse": results.encoding.sd}
    metrics = {
        name: [value * units.get(name, 1.0) for value in column]
        for name, column in history.epochs.items()
        if name != "validation_cost"
    }
    return training_curves(
        history.cost,
        epoch_ends=history.epoch_ends,
        validation_cost=history.epochs.get("validation_cost", ()),
        metrics=metrics,
        learning_rate=history.learning_rate,
        batch_size=history.batch_size,
        best_epoch=results.fitted.best_epoch,
        title=f"{results.name}: {results.encoding.target}",
    )
