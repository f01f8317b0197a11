"""What the documentation says is what happens."""

import importlib.util
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
LESSONS = ROOT / "docs" / "lessons"
GLOSSARY = ROOT / "docs" / "glossary.md"
MEASURED = {"error-curve.svg", "growth.svg"}  # they show last bits and seconds, of which each processor has its own
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")

WORDS = (
    *("op", "node", "operand", "primal", "cotangent", "VJP", "theta", "parameter", "view", "gradient", "delta"),
    *("loss", "cost", "step", "batch", "epoch", "schedule", "learning rate", "logits", "probabilities"),
    *("check", "test", "graph", "transform", "reader", "engine"),
)


def tool():
    """The script that writes the outputs."""
    spec = importlib.util.spec_from_file_location("update_outputs", ROOT / "docs" / "update_outputs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def markdown() -> list[Path]:
    """Every page of the repository."""
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def headings(page: Path) -> set[str]:
    """The anchors of a page, as they are made from its headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def same_picture(one: str, other: str) -> bool:
    """Whether two pictures differ in the last bits of numbers only."""
    numbers = [[float(number) for number in NUMBER.findall(text)] for text in (one, other)]
    same_text = NUMBER.sub("#", one) == NUMBER.sub("#", other)
    return same_text and numbers[0] == pytest.approx(numbers[1], rel=0.01, abs=0.11)


@pytest.mark.parametrize("page", tool().pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_of_a_page_print_what_it_shows(page, tmp_path, monkeypatch):
    """Each Python example is run, in order; its output stands below it and its pictures beside the page."""
    (tmp_path / "pictures").mkdir()
    monkeypatch.chdir(tmp_path)
    update, text = tool(), page.read_text("utf-8")
    for (code, shown), printed in zip(update.examples(text), update.outputs(text, page.name), strict=True):
        assert printed == shown, code
    for drawn in sorted((tmp_path / "pictures").iterdir()):
        assert f"](pictures/{drawn.name})" in text
        kept = (page.parent / "pictures" / drawn.name).read_text("utf-8")
        assert drawn.name in MEASURED or same_picture(kept, drawn.read_text("utf-8")), drawn.name


def test_readme_and_lessons_have_examples():
    """The README has five examples or more, and each lesson at least three."""
    update = tool()
    for page in update.pages():
        found = len(update.examples(page.read_text("utf-8")))
        assert found >= {"README.md": 5 if page == README else 0}.get(page.name, 3), page.name


def test_lessons_need_public_names_only():
    """What a learner copies from a lesson is `cr.…`, never a module inside the package."""
    for page in LESSONS.glob("*.md"):
        assert not re.findall(r"(?:from|import) chainrule\.", page.read_text("utf-8")), page.name


def test_every_picture_of_the_lessons_is_well_formed_and_shown():
    """Pictures are XML with a title for those who do not see them, and some lesson shows each."""
    pages = "".join(page.read_text("utf-8") for page in LESSONS.glob("*.md"))
    pictures = sorted((LESSONS / "pictures").iterdir())
    assert len(pictures) >= 7
    for picture in pictures:
        root = ET.fromstring(picture.read_text("utf-8"))  # noqa: S314 - our own picture
        assert root.find("{http://www.w3.org/2000/svg}title") is not None, picture.name
        assert f"](pictures/{picture.name})" in pages


def test_every_page_that_is_linked_exists():
    """Links between pages of the repository lead to a page, and to a heading of it."""
    for page in markdown():
        prose = re.sub(
            r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL
        )  # in an output max[axis 0](X) is no link
        for target, anchor in re.findall(r"\]\((?!http)([^)#]*)#?([^)]*)\)", prose):
            linked = page.parent / target if target else page
            assert linked.exists(), f"{page.name} links to {target}"
            assert not anchor or anchor in headings(linked), f"{page.name} links to {target}#{anchor}"


def test_every_lesson_is_in_the_index_and_knows_the_next():
    """The index lists the lessons, and each but the last links to the one that follows."""
    lessons = tool().lessons()
    assert [int(lesson.name.partition("-")[0]) for lesson in lessons] == [*range(1, len(lessons) + 1)]
    index = (LESSONS / "README.md").read_text("utf-8")
    assert all(f"]({lesson.name})" in index for lesson in lessons)
    for lesson, following in pairwise(lessons):
        assert f"]({following.name})" in lesson.read_text("utf-8")


@pytest.mark.parametrize("word", WORDS)
def test_the_glossary_has_every_word(word):
    """Each word has a row: what it means, a formula, and the lesson where it is met."""
    rows = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith(f"| **{word}** |")]
    assert len(rows) == 1
    _, _, meaning, formula, lesson, _ = (cell.strip() for cell in re.split(r"(?<!\\)\|", rows[0]))
    assert meaning.endswith(".")
    assert formula
    assert re.fullmatch(r"(\[(\d+)\]\(lessons/\2-[a-z-]+\.md\)(, )?)+", lesson)


def test_the_glossary_has_no_other_words():
    """A word that is not in the list is not in the glossary."""
    assert sorted(re.findall(r"^\| \*\*(.+?)\*\*", GLOSSARY.read_text("utf-8"), re.MULTILINE)) == sorted(WORDS)


def test_every_make_target_of_the_readme_exists():
    """The commands a newcomer is told to run are in the Makefile."""
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"(?:    |`)make (\w+)", README.read_text("utf-8"))) <= set(targets)


@pytest.mark.parametrize("command", ["train", "predict", "evaluate", "explain", "check", "export"])
def test_every_command_has_help(command):
    """Each command says in a sentence what it does."""
    from click.testing import CliRunner

    from chainrule.cli.commands import chainrule

    result = CliRunner().invoke(chainrule, [command, "--help"])
    assert result.exit_code == 0
    assert f"chainrule {command}" in README.read_text("utf-8")
