"""What the documentation says is what happens."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"


def tool():
    """The script that writes the README's outputs."""
    spec = importlib.util.spec_from_file_location("update_readme", ROOT / "docs" / "update_readme.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_examples_of_the_readme_print_what_it_shows():
    """Each Python example is run, in order, and its output compared with the block below it."""
    update, names = tool(), {}
    examples = update.examples(README.read_text("utf-8"))
    assert len(examples) >= 5
    for example in examples:
        assert update.run(example["code"], names) == example["output"]


def test_every_page_that_is_linked_exists():
    """Links between pages of the repository lead somewhere."""
    for page in [README, *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_make_target_of_the_readme_exists():
    """The commands a newcomer is told to run are in the Makefile."""
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"(?:    |`)make (\w+)", README.read_text("utf-8"))) <= set(targets)


@pytest.mark.parametrize("command", ["train", "predict"])
def test_every_command_has_help(command):
    """Each command says in a sentence what it does."""
    from click.testing import CliRunner

    from chainrule.cli import chainrule

    result = CliRunner().invoke(chainrule, [command, "--help"])
    assert result.exit_code == 0
    assert f"chainrule {command}" in README.read_text("utf-8")
