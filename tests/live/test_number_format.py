"""The number format of the page is that of Python, digit by digit."""

import json
import struct
import subprocess
from pathlib import Path
from shutil import which

import numpy as np
import pytest

from chainrule.live.document import BUNDLE
from chainrule.readers.notation.numbers import format_number

ANSWER = """import(process.argv[1]).then(({ formatNumber }) => {
  const [bits, digits] = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const view = new DataView(new ArrayBuffer(8));
  const number = (one) => { view.setBigUint64(0, BigInt("0x" + one)); return view.getFloat64(0); };
  process.stdout.write(JSON.stringify(bits.map((one) => formatNumber(number(one), digits))));
});"""
AWKWARD = [0.0, -0.0, 0.1, 1e15, 1e15 - 0.5, 999999.9999999, 0.9999999, 1e-4, 9.9999995e-5, 2.5e-7, 5e-324, 1e308]


def written_by_the_page(numbers: list[float], digits: int, folder: Path) -> list[str]:
    """What the page writes for these numbers."""
    if not which("node"):
        pytest.skip("Node is not installed")
    module = folder / "page.mjs"  # Node knows a module by its name
    module.write_text(BUNDLE.read_text("utf-8"), "utf-8")
    text = json.dumps([[struct.pack(">d", one).hex() for one in numbers], digits])
    command = [which("node"), "-e", ANSWER, module.as_uri()]
    return json.loads(subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout)  # noqa: S603


def ties(rng: np.random.Generator, count: int) -> np.ndarray:
    """Numbers half-way between two that can be written: k/128 has seven decimals, the last a five."""
    return (2 * rng.integers(0, 60_000_000, count) + 1) / 2.0 ** rng.integers(5, 12, count)


def numbers_of_every_size(count: int) -> list[float]:
    """Numbers of every size and of either sign, whole ones, ties, and any bits at all."""
    rng = np.random.default_rng(12)
    sizes = rng.normal(size=count) * 10.0 ** rng.integers(-12, 18, count)
    few = zip(rng.normal(size=count) * 50, rng.integers(0, 9, count), strict=True)
    rounded = [round(one, int(digits)) for one, digits in few]
    bits = rng.integers(0, 2**64, count, dtype=np.uint64).view(np.float64)
    whole = rng.integers(-(10**7), 10**7, count).astype(float)
    return [*AWKWARD, *map(float, np.concatenate([sizes, rounded, bits, whole, ties(rng, count)]))]


@pytest.mark.parametrize("count", [1_000, pytest.param(20_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("digits", [4, 6])
def test_every_number_is_written_alike(count, digits, tmp_path):
    """Five kinds of numbers, `count` of each: ties go to the even digit in both."""
    numbers = numbers_of_every_size(count)
    expected = [format_number(one, digits) for one in numbers]
    found = written_by_the_page(numbers, digits, tmp_path)
    assert [pair for pair in zip(numbers, found, expected, strict=True) if pair[1] != pair[2]] == []
