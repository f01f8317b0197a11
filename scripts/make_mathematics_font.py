"""Makes the font of brackets and signs that pages and notebooks carry: a subset of Noto Sans Math, under another name.

Usage: python scripts/make_mathematics_font.py, with npm and the packages fonttools and brotli at hand. What it writes
is the same, byte for byte, wherever it is run with the same versions.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

PACKAGE = "@fontsource/noto-sans-math@5.3.0"
FILE = "package/files/noto-sans-math-latin-400-normal.woff2"
SHA256 = "c39a9444f95747345dcbde1032ec0ea2af1db63dccf53a31b38a957bdcf4a01f"
SIGNS = " ()[]{}|‖⌊⌋√+−=∑⊙⊤∂"
NAME = "chainrule mathematics"
FOLDER = Path(__file__).parent.parent / "src" / "chainrule" / "readers" / "typeset"


def main() -> int:
    """Fetch the font, take what is needed of it, and write it with its licence."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(  # noqa: S603
            ["npm", "pack", "--silent", PACKAGE],  # noqa: S607
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()[-1]
        with tarfile.open(Path(folder) / packed) as archive:
            archive.extractall(folder, filter="data")
        source = Path(folder) / FILE
        if (found := hashlib.sha256(source.read_bytes()).hexdigest()) != SHA256:
            print(f"{PACKAGE} holds another font: {found}", file=sys.stderr)
            return 1
        licence = (Path(folder) / "package" / "LICENSE").read_text(encoding="utf-8")
        write(source, FOLDER / "mathematics.woff2")
        changed = f"This is a subset of Noto Sans Math, renamed {NAME!r}; scripts/make_mathematics_font.py made it.\n\n"
        (FOLDER / "mathematics-LICENSE.txt").write_text(changed + licence, encoding="utf-8")
    return 0


def write(source: Path, target: Path) -> None:
    """The subset of a font, with its table of mathematics and what brackets grow from."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["ssty"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13]
    options.notdef_outline = False
    options.glyph_names = False
    options.recalc_timestamp = False
    font = subset.load_font(str(source), options)
    chosen = subset.Subsetter(options)
    chosen.populate(text=SIGNS)
    chosen.subset(font)
    for record in font["name"].names:
        if record.nameID == 1:  # a changed font may not bear the name of the one it was made from
            record.string = NAME
    subset.save_font(font, str(target), options)
    TTFont(target).close()


if __name__ == "__main__":
    sys.exit(main())
