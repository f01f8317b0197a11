"""Settings: what is a number of the kind that is needed, and what is said of everything else."""

import numpy as np
import pytest

from chainrule.errors import SettingError
from chainrule.settings import plain_number, real_number, whole_number

NO_NUMBERS = (None, "1", b"1", [1], (1,), {}, True, np.bool_(True), 1j, 10**400, np.array([1, 2]))


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: repr(value)[:20])
def test_what_is_no_number(value):
    """Texts, truth values, lists, and whole numbers that double precision does not hold."""
    assert plain_number(value) is None
    with pytest.raises(SettingError, match=r"^rows is a whole number from 1, not "):
        whole_number("rows", value, 1)
    with pytest.raises(SettingError, match=r"^rate is a number, not "):
        real_number("rate", value)


@pytest.mark.parametrize("value", [3, 3.0, np.int8(3), np.float16(3), np.uint64(3)])
def test_whole_numbers_in_any_type_become_those_of_python(value):
    """Also where a float holds one."""
    assert whole_number("rows", value, 1) == 3
    assert type(whole_number("rows", value, 1)) is int
    assert type(real_number("rate", value)) is float


@pytest.mark.parametrize(
    ("value", "bounds", "message"),
    [
        (1.0, (0, 1), "x is a number from 0 to below 1, not 1.0"),
        (-1.0, (0,), "x is a number from 0, not -1.0"),
        (np.inf, (0,), "x is a number from 0, not inf"),
        (np.nan, (), "x is a number, not nan"),
    ],
)
def test_numbers_out_of_their_bounds_are_refused(value, bounds, message):
    """With the bounds; infinity and NaN lie in none."""
    with pytest.raises(SettingError, match=f"^{message}$"):
        real_number("x", value, *bounds)


def test_whole_numbers_out_of_their_bounds_are_refused():
    """So are those beyond 64 bits, to which compiled code cannot count."""
    with pytest.raises(SettingError, match=r"^x is a whole number from 1, not 0$"):
        whole_number("x", 0, 1)
    with pytest.raises(SettingError, match=r"^x is a whole number from 1 to 5, not 6$"):
        whole_number("x", 6, 1, 5)
    with pytest.raises(SettingError, match=r"^x is a whole number from 0, not 9223372036854775808$"):
        whole_number("x", 2**63, 0)


def test_what_was_given_is_quoted_short_and_printable():
    """However long it is, and whatever it would do to a terminal."""
    with pytest.raises(SettingError) as caught:
        real_number("x", "\x1b[31m" + "a" * 100_000)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 80
