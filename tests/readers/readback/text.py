"""Signs of a printed line of text: numbers, names, functions and marks, read from left to right."""

import re
from typing import NamedTuple

from .arrays import FUNCTIONS, NotReadable

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻·", "0123456789−.")
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx")
NUMBER = re.compile(r"(\d+(\.\d+)?(e[−+]?\d+)?|inf|nan)")
MATRIX = re.compile(r"\[(?:[−\d.e+; ]|inf|nan)*\]")
EXPONENT = re.compile(r"⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+(·[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
IDENTITY = re.compile(r"I(_(?P<letter>(?:(?!ᵀ)\w)+)|(?P<low>[₀-₉]+|[ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]))")
SIZED = re.compile(r"(1⃗|1|0)(_\((?P<shape>[^()]*)\)|_(?P<letter>(?:(?!ᵀ)\w)+)|(?P<low>[₀-₉]+|[ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]))")
PART = r"((stride |padding |size |to )?\d+(×\d+)*)"  # of what stands below a convolution
EPSILON = r"ε [\d.]+(e[−+]\d+)?"  # of what stands below a norm
BELOW = re.compile(
    rf"\[(axis \d+(, axis \d+)*(, {EPSILON})?|{EPSILON}|axis \d+ of \w+(×\w+)*|all|\w+(×\w+)*|{PART}(, {PART})*)\]"
    r"(?=[ (])"
)
SUM = re.compile(r"Σ(\[| (?!if |else |[·+−⊙/=<>≤≥≠]))")  # of a name Σ, a factor stands behind a dot
PLACES = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")  # with inner ones
MARKS = ("^⊙", *"()[]|‖⌊⌋+−⊙∗⋆·/√Σᵀ^,=<>≤≥≠")


class Sign(NamedTuple):
    """One sign: its kind, and what it says."""

    kind: str
    said: object


def signs_of_text(text, names):
    """The signs of a line, of which the names are known."""
    words = sorted({*names, *FUNCTIONS, "if", "else"}, key=len, reverse=True)
    found, at = [], 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        sign, at = _next(text, at, words, names, found[-1] if found else None)
        found.append(sign)
    return found


def places_of(text):
    """What stands between commas, but for those in brackets."""
    return re.split(r", (?![^()]*\))", text)


def _next(text, at, words, names, before):
    """The sign at a place, and where the next one begins; `before` is the one that was read last."""
    if match := SIZED.match(text, at):
        shape = match["shape"] or match["letter"] or match["low"].translate(LOWERED)
        return Sign("ones" if match[1] == "1⃗" else "filled", (match[1], tuple(shape.split("×")))), match.end()
    if text.startswith("1⃗", at):
        return Sign("ones", ("1⃗", None)), at + 2
    if SUM.match(text, at):
        return Sign("mark", "Σ"), at + 1
    if (match := IDENTITY.match(text, at)) and match[0] not in names:
        size = match["letter"] or match["low"].translate(LOWERED)
        return Sign("identity", size), match.end()
    is_read = before and (before.kind in ("name", "matrix", "places") or before == Sign("mark", ")"))
    if is_read and text[at - 1] != " " and (match := PLACES.match(text, at)):
        return Sign("places", places_of(match[1])), match.end()
    for word in words:
        if text.startswith(word, at) and _ends(text, at + len(word), word):
            is_called = text[at + len(word) : at + len(word) + 1] in ("(", "[")
            if word in ("if", "else"):
                return Sign("mark", word), at + len(word)
            if word in FUNCTIONS and (is_called or word not in names):
                return Sign("function", word), at + len(word)
            if word in names:
                return Sign("name", word), at + len(word)
    if match := NUMBER.match(text, at):
        return Sign("number", match[0].replace("−", "-")), match.end()
    if match := EXPONENT.match(text, at):
        return Sign("raised", match[0].translate(RAISED).replace("−", "-")), match.end()
    if match := BELOW.match(text, at):
        return Sign("below", match[1]), match.end()
    if match := MATRIX.match(text, at):
        return Sign("matrix", [row.split() for row in match[0].replace("−", "-")[1:-1].split(";")]), match.end()
    for mark in MARKS:
        if text.startswith(mark, at):
            return Sign("mark", mark), at + len(mark)
    raise NotReadable(f"{text[at:]!r} begins with no sign, in {text!r}")


def _ends(text, at, word):
    """Whether a word ends there: no letter, digit or subscript follows one; ᵀ above it does no harm."""
    following = text[at : at + 1]
    is_word = word[-1].isalnum() or word[-1] == "_"
    return not is_word or following in (*"ᵀ⁰¹²³⁴⁵⁶⁷⁸⁹", "") or not (following.isalnum() or following in "_\u0302")
