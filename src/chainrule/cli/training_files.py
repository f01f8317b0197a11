"""The files that a training leaves behind: a model, and a picture of its curves, which says of which model it is.

Each is written whole or not at all, the model first. Where a command was killed between them, the picture beside a new
model is that of an older one, and whoever asks about the model is told so.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from chainrule.cli.exits import usage_error
from chainrule.cli.output_files import require_free, write_text
from chainrule.errors import WriteError
from chainrule.tables.table_model import TableModel
from chainrule.training.model_file import open_model_file

SUFFIX = ".safetensors"
PICTURE_HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" class="chainrule-curves"'  # by which a picture is known again
OF_MODEL = re.compile(rb' data-model="([0-9a-f]{8})"')  # behind that: whose training it shows


@dataclass(frozen=True)
class Files:
    """A model and, beside it, the picture of its training."""

    model: Path
    picture_fault: WriteError | None = None  # why there is a model and no picture

    @property
    def picture(self) -> Path:
        """Where the curves go."""
        return self.model.with_suffix(".svg")

    @property
    def picture_path(self) -> str | None:
        """Where the curves are; None where they could not be written."""
        return None if self.picture_fault else str(self.picture)


def writable_model(out: Path | None, name: str, *, force: bool) -> Path:
    """The path of the model to be, which like its picture takes the name of no foreign file."""
    model = out or Path(f"{name}{SUFFIX}")
    if model.suffix != SUFFIX:
        raise usage_error("--out", f"a model's name ends in {SUFFIX}, and {model} does not")
    advice = "" if out else ", --out NAME.safetensors takes another name"
    for path, remade in ((model, is_model_file), (Files(model).picture, _is_picture)):
        require_free("--out", path, force=force, remade=remade, advice=advice)
    return model


def is_model_file(path: Path) -> bool:
    """True, or a ModelFileError for what is none."""
    with open_model_file(path):  # which raises an error unless it is one
        return True


def _is_picture(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(PICTURE_HEAD)) == PICTURE_HEAD


def write(model: TableModel, path: Path) -> Files:
    """The files, after the model and the picture were written; only the picture may have failed."""
    picture = model.report().curves()  # drawn first, so that a fault in it leaves nothing behind
    model.save(path)
    files, head = Files(path), PICTURE_HEAD.decode()
    try:
        write_text(files.picture, picture.replace(head, f'{head} data-model="{_digits_of(path)}"', 1))
    except WriteError as error:
        return Files(path, error)
    except OSError as error:  # the model, which was just written, cannot be read
        return Files(path, WriteError(f"{files.picture} cannot be written: {error.strerror or error}"))
    return files


def picture_note(model: Path) -> str:
    """A sentence where the picture beside a model shows the training of another one; "" where it does not."""
    picture = Files(model).picture
    try:
        if not (picture.is_file() and _is_picture(picture)):
            return ""
        with picture.open("rb") as file:
            found = OF_MODEL.match(file.read(len(PICTURE_HEAD) + 30), len(PICTURE_HEAD))
        is_another = found is not None and found[1].decode() != _digits_of(model)
    except OSError:
        return ""
    return f"{picture} shows the training of another model than {model.name}" if is_another else ""


def _digits_of(model: Path) -> str:
    """Digits that tell a model's file from others."""
    return f"{crc32(model.read_bytes()):08x}"
