"""Numbers as others write them are known, with how they are written here; what is no number is not."""

import pytest

from chainrule.data.foreign_numbers import foreign_number

KNOWN = {
    "a decimal comma": {"1,5": "1.5", "-0,2": "-0.2", ",5": ".5", "1.234,5": "1234.5", "3,1e4": "3.1e4"},
    "separators of thousands": {"7,000": "7000", "1,234,567.5": "1234567.5", "1 234": "1234", "1'234": "1234"},
    "a percent sign": {"12%": "12", "12.5 %": "12.5", "-3%": "-3", "1,5 %": "1.5"},
    "a sign of a currency": {"$5": "5", "€ 1.5": "1.5", "12 €": "12", "-$7,000": "-7000", "£1,234.50": "1234.50"},
    "a minus sign that is no hyphen": {"\N{MINUS SIGN}5": "-5", "\N{MINUS SIGN} 1,5": "-1.5"},
    "infinite": {"inf": "", "-Infinity": "", "∞": "", "+INF": ""},
}
UNKNOWN = (
    *("1.5", "-3e4", "", "-", "None", "red", "5 kg", "A12", "12A", "2020-01-31", "555-1234", "1,2,3", "12,34,567"),
    *("1.2.3", "%", "$", "5$5", "1/2", "(5)", "infant", "1_000_0", "0x1F", "$-", "1,5,%"),
)


@pytest.mark.parametrize(("what", "text", "plain"), [(what, *pair) for what in KNOWN for pair in KNOWN[what].items()])
def test_a_foreign_number_is_known(what, text, plain):
    """By what is foreign in it, and by how it is written without that."""
    found = foreign_number(f" {text} ")
    assert found is not None
    assert (found.what, found.plain) == (what, plain)


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_plain_or_no_number_is_not_foreign(text):
    """A number as it is written here, and whatever is none anywhere."""
    assert foreign_number(text) is None


def test_a_hostile_cell_is_judged_at_once():
    """However long it is."""
    for cell in ("1," * 60_000, " " * 120_000 + "x", "$" * 120_000, "1 " * 60_000 + "%", "-" * 120_000):
        assert foreign_number(cell) is None
