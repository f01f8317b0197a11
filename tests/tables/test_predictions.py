"""What a model says, as columns for a table."""

import numpy as np
import pytest

from chainrule.tables.predictions import predicted_columns, probabilities_of


def test_one_sigmoid_has_both_probabilities():
    """It gives that of the second class; of a softmax the columns stay."""
    assert probabilities_of(np.array([[0.25]])).tolist() == [[0.75, 0.25]]
    assert probabilities_of(np.array([[0.25, 0.75]])).tolist() == [[0.25, 0.75]]


@pytest.mark.parametrize(
    ("taken", "names"),
    [
        ((), ["kind_predicted", "P(kind = big)", "P(kind = small)"]),
        (("kind_predicted", "kind_predicted_2"), ["kind_predicted_3", "P(kind = big)", "P(kind = small)"]),
        (("P(kind = big)",), ["kind_predicted", "P(kind = big)_2", "P(kind = small)"]),
    ],
)
def test_no_column_is_written_over(classifier, taken, names):
    """A name that is taken gets the first number that makes it new."""
    output = np.array([[0.4, 0.6]])
    columns = predicted_columns(classifier.encoding, output, taken, with_probabilities=True)
    assert [(name, values.tolist()) for name, values in columns.items()] == list(
        zip(names, [["small"], [0.4], [0.6]], strict=True)
    )


def test_truth_is_written_as_a_file_has_it(table):
    """In Python it is truth, in a file the word."""
    import chainrule as cr

    model = cr.TableModel("ripe", ignore=["kind", "cost"], epochs=1, hidden=(3,)).fit(table)
    (values,) = predicted_columns(model.encoding, np.array([[0.4, 0.6]]), (), with_probabilities=False).values()
    assert (values.tolist(), model.classes.tolist()) == (["true"], [False, True])
