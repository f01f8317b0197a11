"""How names from files are spoken of."""

from chainrule.wording import closest, counted, listing, quoted


def test_control_characters_are_replaced():
    """A name cannot steer the terminal on which it is printed."""
    assert quoted("a\x1b[31m") == "'a\ufffd[31m'"


def test_long_name_is_cut():
    """A name of more than 60 characters is cut to 60."""
    assert quoted("a" * 1000) == "'" + "a" * 59 + "…'"


def test_long_listing_is_cut():
    """More than a dozen names are counted instead of named."""
    assert listing([str(k) for k in range(14)]).endswith("'11' and 2 more")


def test_closest_ignores_case():
    """The nearest name is found whatever its case."""
    assert closest("INCOME", ["age", "Income"]) == "Income"


def test_nothing_close_is_none():
    """Where no name is near, none is proposed."""
    assert closest("zzz", ["age", "income"]) is None


def test_irregular_plural():
    """A plural can be given."""
    assert counted(2, "category", "categories") == "2 categories"
