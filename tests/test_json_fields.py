"""JSON from files: what is parsed, what is refused, and what each reader of a field says of another kind of value."""

import pytest

from chainrule.json_fields import FieldError, count, counts, flag, items, number, parse, record, text, texts


def test_what_json_says_is_what_is_read():
    """Objects, lists, texts, numbers, truth values, nothing."""
    assert parse('{"a": [1, -2.5, "x", true, null], "b": {}}') == {"a": [1, -2.5, "x", True, None], "b": {}}
    assert parse("é".encode().join([b'"', b'"'])) == "é"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "it is not JSON, or nested too deeply"),
        (b'"\xff"', "it is not JSON, or nested too deeply"),
        ("[" * 100_000, "it is not JSON, or nested too deeply"),
        ('{"a": 1, "a": 2}', "a name stands twice in it"),
        ("[NaN]", "NaN is no number of JSON"),
        ("[-Infinity]", "-Infinity is no number of JSON"),
        ("[1e999]", "a number is too large for double precision"),
        ("[" + "9" * 400 + "]", "a whole number has 400 digits, more than 64 bits hold"),
        ("[" + "1," * 600_000 + "1]", "it has more than 500,000 parts"),
    ],
)
def test_what_is_refused(content, message):
    """Damage, doubt about which value is meant, and whatever would take much time or memory."""
    with pytest.raises(FieldError, match=message):
        parse(content)


@pytest.mark.parametrize(
    ("reader", "value", "message"),
    [
        (text, 1, "'a' must be a text, not 1"),
        (flag, 1, "'a' must be true or false, not 1"),
        (items, "x", "'a' must be a list, not 'x'"),
        (number, "1", "'a' must be a finite number, not '1'"),
        (number, True, "'a' must be a finite number, not True"),
        (count, -1, "'a' must be a whole number from 0, not -1"),
        (count, 1.0, "'a' must be a whole number from 0, not 1.0"),
        (count, 2**63, "'a' must be a whole number from 0, not 9223372036854775808"),
        (texts, ["x", "x"], r"'a' must be a list of different texts, not \['x', 'x'\]"),
        (texts, [1], r"'a' must be a list of different texts, not \[1\]"),
        (lambda fields, key: counts(fields, key, 2), [1, 2, 3], "'a' must be a list of whole numbers from 0, 2 at the"),
    ],
)
def test_a_field_of_another_kind_is_refused(reader, value, message):
    """By its name, with what was needed and what was found."""
    with pytest.raises(FieldError, match=message):
        reader({"a": value}, "a")


def test_a_record_has_its_fields_and_no_others():
    """Both are said by name."""
    assert record({"a": 1}, "it", ["a"]) == {"a": 1}
    with pytest.raises(FieldError, match="it lacks 'b'"):
        record({"a": 1}, "it", ["a", "b"])
    with pytest.raises(FieldError, match="it has 'a', which is not known"):
        record({"a": 1}, "it", [])
    with pytest.raises(FieldError, match=r"it must be an object with names, not \[\]"):
        record([], "it", [])
