"""Reading: what a person says of how a table is to be read; what is not said is found in the table itself."""

import codecs
from dataclasses import dataclass

from chainrule.errors import ArgumentError
from chainrule.json_fields import Json, flag, not_this, texts
from chainrule.settings import several_names, whole_number, written
from chainrule.wording import quoted

DELIMITERS = {",": ",", ";": ";", "tab": "\t", "\t": "\t", "|": "|", "space": " ", " ": " "}
DECIMALS = {"point": ".", "comma": ","}


@dataclass(frozen=True)
class Reading:
    """The form of a text file, and what its cells mean; each field is the option of its name."""

    text_encoding: str | None = None  # UTF-8, UTF-16 with its mark, or else cp1252
    delimiter: str | None = None  # between cells
    skip_rows: int | None = None  # lines above the names
    header: bool = True  # whether there is a line of names
    missing: tuple[str, ...] = ()  # further words for a missing cell
    decimal: str | None = None  # "point" or "comma", in numbers that can be read in two ways

    def __post_init__(self) -> None:
        if self.text_encoding is not None:
            _require_encoding(self.text_encoding)
        if self.delimiter is not None and self.delimiter not in DELIMITERS:
            raise ArgumentError("delimiter", f"one of , ; | tab or space is needed, not {written(self.delimiter)}")
        if self.skip_rows is not None:
            whole_number("skip_rows", self.skip_rows, 0)
        if not isinstance(self.header, bool):
            raise ArgumentError("header", f"True or False is needed, not {written(self.header)}")
        object.__setattr__(self, "missing", tuple(several_names("missing", self.missing)))
        if self.decimal not in (None, *DECIMALS):
            raise ArgumentError("decimal", f"point or comma is needed, not {written(self.decimal)}")

    @property
    def separator(self) -> str | None:
        """The character between cells, where somebody said it."""
        return None if self.delimiter is None else DELIMITERS[self.delimiter]

    def to_json(self) -> Json:
        """What was said, as a dict of texts and numbers."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        told = {name: value for name, value in fields.items() if value != getattr(PLAIN, name)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}

    @classmethod
    def from_json(cls, value: object) -> "Reading":
        """The reading that such a dict describes."""
        known = value if isinstance(value, dict) else {"": None}
        if not known.keys() <= cls.__dataclass_fields__.keys():
            raise not_this("'reading'", "what is said of a file", value)
        fields: Json = {"missing": [], "header": True, **known}
        try:
            return cls(**{**fields, "missing": texts(fields, "missing"), "header": flag(fields, "header")})
        except (ArgumentError, TypeError, ValueError):
            raise not_this("'reading'", "what is said of a file", value) from None


PLAIN = Reading()


def _require_encoding(name: object) -> None:
    """Nothing, or an ArgumentError for what is no encoding of texts."""
    try:
        known = codecs.lookup(name) if isinstance(name, str) else None
    except (LookupError, ValueError):
        known = None
    if known is None or not known._is_text_encoding:  # noqa: SLF001 - as `open` asks it
        told = quoted(name) if isinstance(name, str) else written(name)
        raise ArgumentError(
            "text_encoding", f"there is no {told}; use utf-8, utf-16, cp1252, latin-1, cp1251, shift-jis, …"
        )
