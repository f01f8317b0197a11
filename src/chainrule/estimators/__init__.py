"""Estimators: networks and tables under scikit-learn's contract; they need `pip install 'chainrule[sklearn]'`."""

from chainrule.errors import MissingPackageError

try:
    import sklearn as _sklearn  # noqa: F401
except ImportError:
    raise MissingPackageError(
        "estimators need scikit-learn; install it with: pip install 'chainrule[sklearn]'. "
        "cr.Network and cr.TableModel train without it"
    ) from None

from chainrule.estimators.linear import LinearRegression, LogisticRegression
from chainrule.estimators.mlp import MLPClassifier, MLPRegressor
from chainrule.estimators.tables import TableClassifier, TableRegressor

__all__ = [
    "LinearRegression",
    "LogisticRegression",
    "MLPClassifier",
    "MLPRegressor",
    "TableClassifier",
    "TableRegressor",
]
