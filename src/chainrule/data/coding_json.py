"""Codings of columns as plain JSON and back, nothing lost and nothing believed unseen."""

from dataclasses import asdict
from itertools import pairwise

from chainrule.data.codings import CategoryCoding, Coding, DroppedCoding, NumberCoding
from chainrule.data.date_coding import PARTS, DateCoding
from chainrule.data.dates import ORDERS
from chainrule.json_fields import Json, flag, not_this, number, numbers, record, text, texts
from chainrule.wording import listing

LARGEST_DAY = 1e7  # since 1970
ROUNDING = 1e-6  # of a mean of very many numbers that are nearly equal
KINDS = {NumberCoding: "number", CategoryCoding: "categories", DateCoding: "date", DroppedCoding: "dropped"}
LATER: Json = {"bent": False, "edges": []}  # fields that are written only where they say something


def coding_to_json(coding: Coding) -> Json:
    """The coding as a dict of texts, numbers and lists."""
    fields = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(coding).items()}
    told = {name: value for name, value in fields.items() if name not in LATER or value != LATER[name]}
    return {"kind": KINDS[type(coding)], **told}


def coding_from_json(value: object) -> Coding:
    """The coding that such a dict describes."""
    known = value if isinstance(value, dict) else {}
    kind = known.get("kind")
    if kind == "number":
        names = ["kind", "column", "mean", "sd", "median", "flagged", *LATER]
        return _number(record({**LATER, **known}, "a column", names))
    if kind == "date":
        return _date(record(value, "a column", ["kind", "column", "order", "parts", "mean", "sd", "median", "flagged"]))
    if kind == "categories":
        names = ["kind", "column", "categories", "rare", "missing", "note", "seldom"]
        return _categories(record({"seldom": [], **known}, "a column", names))
    if kind == "dropped":
        fields = record(value, "a column", ["kind", "column", "reason"])
        return DroppedCoding(text(fields, "column"), text(fields, "reason"))
    raise not_this("a column", "of kind number, categories, date or dropped", value)


def _number(fields: Json) -> NumberCoding:
    mean, sd, median = (number(fields, key) for key in ("mean", "sd", "median"))
    flagged, bent = flag(fields, "flagged"), flag(fields, "bent")
    coding = NumberCoding(text(fields, "column"), mean, sd, median, flagged, bent, _edges(fields))
    if sd < 0 or not coding.feature_names:
        raise not_this("'sd'", "above 0 (0 only for a column that is flagged)", sd)
    if abs(median - mean) > 2 * sd + ROUNDING * abs(mean):
        raise not_this("'median'", f"within a deviation of the mean {mean:g}", median)
    if sd == 0 and coding.edges:
        raise not_this("'edges'", "empty where sd is 0", list(coding.edges))
    return coding


def _edges(fields: Json) -> tuple[float, ...]:
    """The edges of a number's pieces: none, or rising numbers."""
    edges = numbers(fields, "edges")
    if len(edges) in (1, 2) or any(low >= high for low, high in pairwise(edges)):
        raise not_this("'edges'", "empty, or three or more rising numbers", list(edges))
    return edges


def _date(fields: Json) -> DateCoding:
    mean, sd, median = (number(fields, key) for key in ("mean", "sd", "median"))
    order, parts = text(fields, "order"), texts(fields, "parts")
    if order not in ORDERS:
        raise not_this("'order'", f"one of {listing(ORDERS)}", order)
    if not parts or [part for part in PARTS if part in parts] != list(parts):
        raise not_this("'parts'", f"some of {listing(PARTS)}", list(parts))
    if sd <= 0 or abs(median) > LARGEST_DAY:
        raise not_this("'sd'", "above 0", sd)
    return DateCoding(text(fields, "column"), order, parts, mean, sd, median, flag(fields, "flagged"))


def _categories(fields: Json) -> CategoryCoding:
    coding = CategoryCoding(
        text(fields, "column"),
        texts(fields, "categories"),
        flag(fields, "rare"),
        flag(fields, "missing"),
        text(fields, "note"),
        texts(fields, "seldom"),
    )
    if not coding.feature_names:
        raise not_this("'categories'", "a list that is not empty", list(coding.categories))
    return coding
