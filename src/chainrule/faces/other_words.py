"""Other words: names that other libraries have for what a network does, each answered with the one it has here."""

from typing import TYPE_CHECKING

ELSEWHERE = {
    "classes_": ("classes",),
    "fit": ("train",),
    "forward": ("output",),
    "predict_proba": ("probabilities",),
    "score": ("evaluate", "cost"),
    "train": ("fit",),
}


class OtherWords:
    """An attribute that is not there is an AttributeError that says which one is.

    >>> from chainrule.faces.network import Network
    >>> Network([2, 1]).predict_proba
    Traceback (most recent call last):
    AttributeError: a Network has no 'predict_proba'; here it is called probabilities
    """

    if not TYPE_CHECKING:  # or every name would be one to a type checker

        def __getattr__(self, name: str) -> object:
            kind = type(self)
            here = next((word for word in ELSEWHERE.get(name, ()) if hasattr(kind, word)), None)
            hint = f"; here it is called {here}" if here else ""
            raise AttributeError(f"a {kind.__name__} has no {name!r}{hint}", name=name, obj=self)
