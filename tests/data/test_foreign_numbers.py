"""Numbers as others write them are known, with how they are written here; what is no number is not."""

import pytest

from chainrule.data.foreign_numbers import codes_in_threes, foreign_number, thousands_by_points

KNOWN = {
    "a decimal comma": {
        "1,5": "1.5",
        "-0,2": "-0.2",
        ",5": ".5",
        "0,123": "0.123",
        "1.234,5": "1234.5",
        "3,1e4": "3.1e4",
    },
    "separators of thousands": {
        "7,000": "7000",
        "1,234,567.5": "1234567.5",
        "1 234": "1234",
        "1'234": "1234",
        "1\u00a0257": "1257",
        "1.234.567": "1234567",
        "-12.000.000": "-12000000",
    },
    "a percent sign": {"12%": "12", "12.5 %": "12.5", "-3%": "-3", "1,5 %": "1.5"},
    "a sign of a currency": {
        "$5": "5",
        "€ 1.5": "1.5",
        "12 €": "12",
        "-$7,000": "-7000",
        "£1,234.50": "1234.50",
        "CHF 0.13": "0.13",
        "0.13 EUR": "0.13",
        "CHF-5": "-5",
        "Fr. 1'200.50": "1200.50",
        "12kr": "12",
    },
    "a minus sign that is no hyphen": {"\N{MINUS SIGN}5": "-5", "\N{MINUS SIGN} 1,5": "-1.5"},
    "brackets for below zero": {"(1.50)": "-1.50", "(5)": "-5", "( 1,5 )": "-1.5", "($7,000)": "-7000"},
    "its minus sign behind": {"1.50-": "-1.50", "3 -": "-3", "1,5-": "-1.5"},
    "the unit kg": {"0.13 kg": "0.13", "5kg": "5", "-1,5 kg": "-1.5"},
    "the unit km/h": {"80 km/h": "80"},
    "the unit °C": {"-3.5 °C": "-3.5", "20°C": "20"},
    "the unit m²": {"85 m²": "85"},
    "infinite": {"inf": "", "-Infinity": "", "∞": "", "+INF": ""},
}
UNKNOWN = (
    *("1.5", "-3e4", "", "-", "None", "red", "A12", "12A", "2020-01-31", "555-1234", "1,2,3", "12,34,567"),
    *(
        "1.2.3",
        "030 123 456",
        "%",
        "$",
        "5$5",
        "1/2",
        "(red)",
        "()",
        "infant",
        "CHF",
        "EURO 5",
        "5 more than 6",
        "1e",
        "--5-",
        "(-5)",
        "1.2.345",
        "0.123.456",
        "4 or more",
        "1_000_0",
        "0x1F",
        "$-",
        "1,5,%",
    ),
)


@pytest.mark.parametrize(("what", "text", "plain"), [(what, *pair) for what in KNOWN for pair in KNOWN[what].items()])
def test_a_foreign_number_is_known(what, text, plain):
    """By what is foreign in it, and by how it is written without that."""
    found = foreign_number(f" {text} ")
    assert found is not None
    assert (found.what, found.plain) == (what, plain)
    assert found.certain is not what.startswith(("the unit", "brackets", "its minus"))


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_plain_or_no_number_is_not_foreign(text):
    """A number as it is written here, and whatever is none anywhere."""
    assert foreign_number(text) is None


def test_a_hostile_cell_is_judged_at_once():
    """However long it is."""
    for cell in (
        "1," * 60_000,
        " " * 120_000 + "x",
        "$" * 120_000,
        "1 " * 60_000 + "%",
        "-" * 120_000,
        "(" * 120_000,
        "1 a" * 60_000,
        "CHF" * 60_000,
    ):
        assert foreign_number(cell) is None


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["913", "1.257"], "1.257"),
        (["913", "2.310", "1.257", "?", "0"], "2.310"),
        (["-913", "-1.257"], "-1.257"),
        (["913", "1.25"], ""),
        (["913", "0.257"], ""),
        (["1913", "1.257"], ""),
        (["12", "1.257"], ""),
        (["1.257", "2.310"], ""),
        (["913", "1.257", "3.5"], ""),
        (["913", "1.257", "red"], ""),
        (["913"], ""),
    ],
)
def test_points_between_thousands_are_suspected(texts, first):
    """Beside whole numbers of three digits, and where nothing speaks for fractions."""
    assert thousands_by_points(texts) == first


@pytest.mark.parametrize(
    ("texts", "are_codes"),
    [
        (["612 345 678", "934 567 890"], True),
        (["030 123 456", "1 234"], True),
        (["612 345 678", "934567890", "see below"], True),
        (["612.345.678", "934.567.890"], True),
        (["+34 612 345 678", "+358 401 234 567"], True),
        (["51\u00a0824\u00a0753\u00a0556", "33\u00a0102\u00a0417\u00a0032"], True),
        (["612 345 678"], False),
        (["1 234", "5 678"], False),
        (["38 123 456", "1 234 567"], False),
        (["612 345 678", "913"], False),
        (["612 345 678", "934 567 890.5"], False),
        (["612 345 678", "-934 567 890"], False),
        (["612,345,678", "934,567,890"], False),
        (["0.123", "1.257"], False),
        (["0.123", "1 234"], False),
        (["612345678", "934567890"], False),
    ],
)
def test_codes_in_threes_are_told_from_thousands(texts, are_codes):
    """Nothing counted begins with 0, and amounts of nine digits and more are seldom of one length."""
    assert codes_in_threes(texts) is are_codes
