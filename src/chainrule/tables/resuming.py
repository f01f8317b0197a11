"""A training of a table that was cut off: what its file says of it, so that it ends as if it had not been.

The file says what was asked for, and has a sum over the encoded rows. Who resumes gives the same table; everything else
follows from it and from the settings, as it did the first time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from zlib import crc32

import numpy as np

from chainrule.errors import DataError, ModelFileError, SettingError
from chainrule.faces.choices import file_name, plain_data
from chainrule.json_fields import FieldError, count, record
from chainrule.tables.learner import Learner
from chainrule.tables.parts import Prepared
from chainrule.tables.table_settings import TableSettings
from chainrule.training.callbacks import Callback, Run
from chainrule.training.checkpoint import Checkpoint, read_checkpoint
from chainrule.wording import listing

SUMMED = 1 << 16  # rows at each end of a table that tell it from others


@dataclass(frozen=True)
class CutOff:
    """A run that was cut off: the model, and what was asked for; None where that was said in Python's objects."""

    path: Path
    checkpoint: Checkpoint
    settings: Mapping[str, object] | None
    digest: int

    def chosen(self) -> dict[str, object]:
        """The settings, as arguments of `TableModel`."""
        if self.settings is None:
            raise SettingError(
                f"{self.path} was begun with objects of Python's; resume it there: fit(data, resume={str(self.path)!r})"
            )
        known = {field.name for field in fields(TableSettings)}
        if unknown := sorted(self.settings.keys() - known):
            raise ModelFileError(f"{self.path} was begun with {unknown[0]!r}, which this chainrule does not know")
        return {name: tuple(one) if isinstance(one, list) else one for name, one in self.settings.items()}

    def require_same(self, prepared: Prepared, settings: TableSettings) -> None:
        """Nothing, or an error for another table, or for other settings than those that it was begun with."""
        now = plain_settings(settings)
        if self.settings is not None and now is not None and now != self.settings:
            other = [name for name in {**self.settings, **now} if self.settings.get(name) != now.get(name)]
            raise SettingError(f"{self.path} was begun with other settings: {listing(other)}; leave them as they were")
        encoding = plain_data("an encoding", prepared.encoding.to_json())
        if encoding != self.checkpoint.encoding or digest_of(prepared) != self.digest:
            raise DataError(f"{prepared.name} is not the table that {self.path} was begun with; give that one")


def read_cut_off(path: str | Path) -> CutOff:
    """The run of a table that was cut off; a ModelFileError for a file that holds none."""
    checkpoint = read_checkpoint(file_name(path), {})
    if checkpoint.progress.begun is None:
        raise ModelFileError(f"{path} holds a model whose training came to its end; leave --resume out to train anew")
    if checkpoint.choices is None:
        raise ModelFileError(f"{path} was begun on numbers in Python; go on there: train(…, resume=True)")
    try:
        asked = record(checkpoint.choices, "what was asked for", ("settings", "digest"))
        settings, digest = asked["settings"], count(asked, "digest")
        if settings is not None and not isinstance(settings, dict):
            raise FieldError("the settings are an object with names, or null")
    except FieldError as error:
        raise ModelFileError(f"{path} is damaged: {error}") from None
    return CutOff(Path(path), checkpoint, settings, digest)


class Keeping(Callback):
    """Lets the file of a run say how columns become inputs, and what was asked for."""

    def __init__(self, learner: Learner, prepared: Prepared, settings: TableSettings) -> None:
        self._learner, self._encoding = learner, prepared.encoding.to_json()
        self._asked = {"settings": plain_settings(settings), "digest": digest_of(prepared)}

    def started(self, run: Run) -> None:  # noqa: ARG002
        """Say it, from the first checkpoint on."""
        self._learner.face.encoding = self._encoding
        self._learner.face.asked = self._asked


def plain_settings(settings: TableSettings) -> Mapping[str, object] | None:
    """What was chosen, as plain data; None where something is an object of Python's, such as an optimizer."""
    chosen = {field.name: getattr(settings, field.name) for field in fields(TableSettings)}
    said = {field.name: chosen[field.name] for field in fields(TableSettings) if chosen[field.name] != field.default}
    try:
        return plain_data("settings", said)
    except SettingError:
        return None


def digest_of(prepared: Prepared) -> int:
    """A sum over the rows that are learned from, or the first of them and the last, and over those that stop it."""
    digest = 0
    for part in ("training", "validation"):
        for array in (prepared.parts[part].X, prepared.parts[part].y):
            digest = crc32(f"{len(array)}".encode(), digest)
            for some in (array[:SUMMED], array[SUMMED:][-SUMMED:]):
                digest = crc32(np.ascontiguousarray(some).data, digest)
    return digest
