"""Estimators need scikit-learn, and nothing else of chainrule does."""

import sys
from importlib import import_module

import pytest

import chainrule as cr


def test_what_is_missing_is_said(monkeypatch):
    """What to install, and what there is without it."""
    for name in [one for one in sys.modules if one.split(".")[:2] == ["chainrule", "estimators"]]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sklearn", None)  # as if it were not installed
    with pytest.raises(
        cr.MissingPackageError, match=r"pip install 'chainrule\[sklearn\]'. cr.Network and cr.TableModel"
    ):
        import_module("chainrule.estimators.mlp")
