"""Other words: what other libraries call it is answered with the name that it has here."""

import copy
import pickle

import pytest

import chainrule as cr
from chainrule.faces.other_words import ELSEWHERE

NETWORK, MODEL = cr.Network([2, 1]), cr.TableModel("y")


@pytest.mark.parametrize(
    ("thing", "name", "sentence"),
    [
        (NETWORK, "predict_proba", "a Network has no 'predict_proba'; here it is called probabilities"),
        (NETWORK, "fit", "a Network has no 'fit'; here it is called train"),
        (NETWORK, "score", "a Network has no 'score'; here it is called cost"),
        (NETWORK, "rhubarb", "a Network has no 'rhubarb'"),
        (MODEL, "predict_proba", "a TableModel has no 'predict_proba'; here it is called probabilities"),
        (MODEL, "train", "a TableModel has no 'train'; here it is called fit"),
        (MODEL, "score", "a TableModel has no 'score'; here it is called evaluate"),
    ],
)
def test_other_words_are_answered(thing, name, sentence):
    """With an AttributeError, so that `hasattr` is False."""
    with pytest.raises(AttributeError) as caught:
        getattr(thing, name)
    assert str(caught.value) == sentence
    assert not hasattr(thing, name)


@pytest.mark.parametrize("word", ELSEWHERE)
def test_every_word_leads_somewhere(word):
    """What is suggested is there in one of the two at least."""
    kinds = (cr.Network, cr.TableModel)
    assert all(any(hasattr(kind, here) for kind in kinds) for here in ELSEWHERE[word])
    assert any(not hasattr(kind, word) for kind in kinds)


def test_one_pair_of_names_holds_in_both():
    """A network and a table model are asked alike."""
    for name in ("predict", "probabilities", "classes", "output"):
        assert hasattr(cr.Network, name)
        assert hasattr(cr.TableModel, name)


def test_a_network_can_be_copied():
    """Python asks for many names that are not there."""
    assert (copy.deepcopy(NETWORK).theta == NETWORK.theta).all()
    assert (pickle.loads(pickle.dumps(NETWORK)).theta == NETWORK.theta).all()  # noqa: S301
