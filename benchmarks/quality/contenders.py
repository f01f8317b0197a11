"""Who learns: from a frame as it was read to predictions, everything that is needed for it included."""

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec

import numpy as np
import pandas as pd

import chainrule as cr
from benchmarks.quality.tables import Rows

Contender = Callable[[Rows, int], object]  # rows and a seed to predictions of the measured rows


def ours(rows: Rows, seed: int, **settings: object) -> object:
    """A TableModel."""
    task = "regression" if rows.numbers else "classes"
    model = cr.TableModel(rows.target, task=task, test=0, seed=seed, **settings)  # type: ignore[arg-type]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", cr.DataNote)
        return model.fit(rows.learned).predict(rows.measured)


def perceptron(rows: Rows, seed: int) -> object:
    """scikit-learn's, with what its documentation advises: standardised inputs and targets, early stopping."""
    from sklearn.compose import TransformedTargetRegressor, make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    encoder = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), make_column_selector(dtype_include=["number", "bool"])),
        (
            OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=10, max_categories=50),
            make_column_selector(dtype_exclude=["number", "bool"]),
        ),
    )
    kind = MLPRegressor if rows.numbers else MLPClassifier
    learner = kind(early_stopping=True, random_state=seed)
    if rows.numbers:
        learner = TransformedTargetRegressor(learner, transformer=StandardScaler())
    X, X_measured = features(rows)
    return make_pipeline(encoder, learner).fit(X, rows.learned[rows.target]).predict(X_measured)


def boosted(rows: Rows, seed: int) -> object:
    """LightGBM, with its own treatment of categories and missing cells, stopped early on a tenth of the rows."""
    import lightgbm

    X, X_measured = (frame.copy() for frame in features(rows))
    for name in X.columns[[dtype.kind not in "bif" for dtype in X.dtypes]]:
        X[name] = X[name].astype("category")
        X_measured[name] = pd.Categorical(X_measured[name], categories=X[name].cat.categories)
    y = rows.learned[rows.target].to_numpy()
    order = np.random.default_rng(seed).permutation(len(X))
    watched, learned = order[: len(X) // 10], order[len(X) // 10 :]
    kind = lightgbm.LGBMRegressor if rows.numbers else lightgbm.LGBMClassifier
    model = kind(n_estimators=2000, learning_rate=0.05, random_state=seed, verbose=-1)
    stop = lightgbm.early_stopping(50, verbose=False)
    model.fit(X.iloc[learned], y[learned], eval_set=[(X.iloc[watched], y[watched])], callbacks=[stop])
    return model.predict(X_measured)


def realmlp(rows: Rows, seed: int, *, small: bool) -> object:
    """RealMLP-TD, or TD-S, of pytabkit, with the median for missing numbers, which it does not take."""
    import pytabkit

    name = f"RealMLP_TD{'_S' if small else ''}_{'Regressor' if rows.numbers else 'Classifier'}"
    X, X_measured = (frame.copy() for frame in features(rows))
    numbers = X.select_dtypes(["number", "bool"]).columns
    medians = X[numbers].median()
    X[numbers], X_measured[numbers] = X[numbers].fillna(medians), X_measured[numbers].fillna(medians)
    model = getattr(pytabkit, name)(random_state=seed, device="cpu", n_threads=1, verbosity=0)
    return model.fit(X, rows.learned[rows.target]).predict(X_measured)


def features(rows: Rows) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The columns beside the target; texts that are nearly all different, which rivals cannot use, left out."""
    X = rows.learned.drop(columns=rows.target)
    kept = [name for name in X.columns if X[name].dtype.kind in "bif" or X[name].nunique() < len(X) / 10]
    return X[kept], rows.measured[kept]


ALL: Mapping[str, tuple[str, Contender]] = {
    "ours": ("", ours),
    "ours, plain": ("", partial(ours, preset="plain")),
    "ours, fast": ("", partial(ours, preset="fast")),
    "ours, best": ("", partial(ours, preset="best")),
    "scikit-learn": ("sklearn", perceptron),
    "LightGBM": ("lightgbm", boosted),
    "RealMLP-TD-S": ("pytabkit", partial(realmlp, small=True)),
    "RealMLP-TD": ("pytabkit", partial(realmlp, small=False)),
}


def present() -> dict[str, Contender]:
    """Those whose package is installed."""
    return {name: run for name, (package, run) in ALL.items() if not package or find_spec(package)}
