"""Links and files of pages as Python opens them: believed field by field, and none runs code or fills the memory."""

import json
import zlib
from base64 import urlsafe_b64encode

import numpy as np
import pytest
from tests.live.boards import HIDDEN, cases
from tests.live.test_live_page import payload_of, theta_of

import chainrule as cr
from chainrule.live.shared import MOST_TEXT


def folded(content: bytes, version: int = 1) -> str:
    """A link with this content."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(content) + packer.flush()
    return f"file:///a/page.html#state={version}.{urlsafe_b64encode(packed).decode().rstrip('=')}"


def state() -> dict:
    """A state that a page writes, four steps after its start."""
    case = cases()["batches"]
    payload = payload_of(case.page)
    leaves = {one["name"]: one["numbers"] for one in payload["leaves"]}
    tables = {
        one["name"]: np.reshape(leaves[one["name"]], (-1, 10)).T.ravel().tolist()
        for one in payload["training"]["tables"]
    }
    theta = theta_of(payload)
    adam = payload["optimizers"]["adam"]
    return {
        "format": 1,
        "title": payload["title"],
        "model": payload["model"],
        "optimizer": {**adam, "learning_rate": {"rate": 0.25, "schedule": "constant", "settings": []}},
        "settings": {"batch_size": 3, "seed": 4, "keep_last": False, "epochs": 100},
        "data": {"said": "rows", "rows": 10, "tables": tables, "learned": [*range(10)], "held_out": []},
        "leaves": {},
        "step": 4,
        "start": {"theta": theta},
        "now": {"theta": [one + 1 for one in theta]},
        "selection": "",
    }


def link(changed: object) -> str:
    """The link of a state."""
    return folded(json.dumps(changed).encode())


def test_a_link_and_a_file_give_the_same_board(tmp_path):
    """Theta of the step that was seen, the data as the board's own and as rows, the optimizer with the page's rate."""
    known = state()
    file = tmp_path / "state.json"
    file.write_text(json.dumps(known))
    for board in (cr.open(link(known)), cr.open(file), cr.open(str(file))):
        assert board.theta.tolist() == known["now"]["theta"]
        assert board.theta.dtype == np.float64
        assert board.opened.optimizer.is_like(cr.Adam(0.25))
        assert board.opened.data["X"].tolist() == cases()["batches"].numbers["X"].T.tolist()
        np.testing.assert_array_equal(board.bind()["X"], cases()["batches"].numbers["X"])
        assert (board.opened.seed, board.opened.step) == (4, 4)


def test_what_was_held_out_is_held_out():
    """Rows that are learned from come in their order, the others beside them."""
    known = state()
    known["data"] = {**known["data"], "learned": [3, 1, 0, 2], "held_out": [9, 4, 5, 6, 7, 8]}
    board, X = cr.open(link(known)), cases()["batches"].numbers["X"]
    np.testing.assert_array_equal(board.bind()["X"], X[:, [3, 1, 0, 2]])
    np.testing.assert_array_equal(board.opened.held_out["X"], X[:, [9, 4, 5, 6, 7, 8]].T)


def test_what_was_opened_trains_and_makes_a_page():
    """Its page begins where the other one stood; training needs no data, for they stand on the board."""
    board = cr.open(link(state()))
    assert theta_of(payload_of(board.page())) == state()["now"]["theta"]
    before = board.cost()
    board.train(optimizer=cr.SGD(0.01), batch_size="full", epochs=5)
    assert board.cost() < before


DATA = {"said": "rows", "rows": 10, "tables": {}, "learned": [*range(10)], "held_out": []}
CHANGES = {
    "another format": ({"format": 2}, "format must be 1"),
    "no model": ({"model": None}, "model must be an object"),
    "a foreign model": ({"model": {"pickle": "x"}}, "lacks"),
    "a board that is none": ({"model": {"text": "f = ("}}, "does not make a board"),
    "a foreign optimizer": ({"optimizer": {"name": "os.system"}}, "the optimizer must be one of"),
    "no settings": ({"settings": None}, "does not say how"),
    "a short theta": ({"now": {"theta": [1.0]}}, "theta has 1 numbers, and the model has 9"),
    "texts for numbers": ({"now": {"theta": ["1"] * 9}}, "must be a list of numbers"),
    "truths for numbers": ({"now": {"theta": [True] * 9}}, "must be a list of numbers"),
    "a false shape": ({"leaves": {"X": {"shape": [2, 9], "numbers": [0] * 20}}}, "its shape asks for 18"),
    "a foreign leaf": ({"leaves": {"Q": {"shape": [], "numbers": [0]}}}, "the board has no 'Q'"),
    "examples of another size": ({"data": {**DATA, "tables": {"X": [0] * 30}}}, "3 numbers for each example"),
    "examples without rows": ({"data": {**DATA, "tables": {"X": [0] * 9}}}, "make no 10 rows"),
    "an example twice": ({"data": {**DATA, "learned": [0] * 10}}, "do not stand once each"),
    "foreign examples": ({"data": {**DATA, "tables": {"Q": [0] * 10}}}, "no examples 'Q'"),
    "nothing learned from": ({"data": {**DATA, "learned": [], "held_out": [*range(10)]}}, "some of them learned from"),
    "a step below 0": ({"step": -1}, "a whole number from 0"),
    "more": ({"more": 1}, "'more', which is not known"),
}


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=CHANGES)
def test_a_state_with_a_false_field_is_refused(change, said):
    """With the field, and the next move."""
    with pytest.raises(cr.ModelFileError, match=said):
        cr.open(link({**state(), **change}))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("page.html#top", "holds no state of a page"),
        (folded(b"{}", 2), "another version of chainrule"),
        ("#state=1.!!!!", "damaged"),
        ("#state=1.AAAA", "cut short"),
        (link([1])[:-3], "cut short|damaged"),
        (folded(b"\xff\xfe"), "not JSON"),
        (folded(b'{"format": NaN}'), "NaN is no number"),
        ("#state=1." + "A" * (MOST_TEXT + 1), "is the most that is read"),
        ("nothing.json", "there is no file nothing.json"),
        ("", "there is no file"),
    ],
)
def test_a_link_that_is_none_is_refused(given, said):
    """Each in a sentence."""
    with pytest.raises(cr.ModelFileError, match=said):
        cr.open(given)


def test_a_link_that_unfolds_to_too_much_is_refused():
    """No more of it is unfolded than may be read."""
    packer = zlib.compressobj(9, wbits=-15)
    parts = [packer.compress(b"0" * 2**21) for _ in range(4)]
    bomb = urlsafe_b64encode(b"".join([*parts, packer.flush()])).decode()
    assert len(bomb) < 20_000
    with pytest.raises(cr.ModelFileError, match="unfolds to more than 4,000,000"):
        cr.open(f"#state=1.{bomb}")


def test_what_is_no_link_is_refused():
    """A number, say."""
    with pytest.raises(cr.SettingError, match="the link of a page, or the name of a file, not 3"):
        cr.open(3)


def test_a_board_without_parameters_opens_with_its_numbers():
    """As the board's own."""
    text = "f = 1 / (1 + exp(-x))"
    shared = {
        **state(),
        "model": {"text": text},
        "settings": None,
        "optimizer": None,
        "start": {},
        "now": {},
        "step": 0,
    }
    shared["leaves"] = {"x": {"shape": [], "numbers": [1.5]}}
    assert float(cr.open(link(shared)).bind()["x"]) == 1.5
    with pytest.raises(cr.ModelFileError, match="x has no numbers"):
        cr.open(link({**shared, "leaves": {}}))


def test_a_table_model_opens_in_the_page():
    """With its own theta, and the rows of the table as it encodes them."""
    table = {"size": [0.1 * i for i in range(40)], "kind": ["small"] * 20 + ["big"] * 20}
    model = cr.TableModel("kind", hidden=(4,), epochs=2).fit(table)
    payload = payload_of(model.page(table, rows=[0, 1, 39], title="Sizes"))
    assert theta_of(payload) == model.network.theta.astype(float).tolist()
    assert payload["rows"] == 3
    assert payload["title"] == "Sizes"


def test_holes_of_scripts_are_those_of_the_leaves():
    """Each leaf has one in both scripts, and LaTeX has none."""
    payload = payload_of(cr.whiteboard(HIDDEN).page(cases()["full"].numbers))
    for one in payload["exports"]:
        holes = {leaf["name"] for leaf in payload["leaves"] if f"⟦{leaf['name']}⟧" in one["text"]}
        assert len(holes) == (0 if one["name"] == "LaTeX" else 6), one["name"]
