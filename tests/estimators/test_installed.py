"""Estimators need scikit-learn, and nothing else of chainrule does."""

import subprocess
import sys

WITHOUT = """
import sys
sys.modules["sklearn"] = None  # as if it were not installed
import chainrule as cr
network = cr.Network([2, 1])
try:
    cr.MLPClassifier
except cr.MissingPackageError as error:
    print(error)
"""


def test_what_is_missing_is_said():
    """What to install, and what there is without it; a network needs no scikit-learn."""
    found = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)  # noqa: S603
    assert found.stdout.startswith("estimators need scikit-learn; install it with: pip install 'chainrule[sklearn]'")
