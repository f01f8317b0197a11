"""Puts what the examples of the pages really print below them, and draws the lessons' pictures anew.

Run after a change: `python docs/update_outputs.py`.
"""

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
LESSONS = ROOT / "docs" / "lessons"
LANGUAGE, TABLES, ESTIMATORS = (ROOT / "docs" / f"{name}.md" for name in ("language", "tables", "estimators"))
EXAMPLE = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```output\n(?P<output>.*?)```\n)?", re.DOTALL)


def pages() -> list[Path]:
    """The pages whose examples are run: the README, the lessons, and those on the language, tables and estimators."""
    return [ROOT / "README.md", LANGUAGE, TABLES, ESTIMATORS, *lessons(), LESSONS / "README.md"]


def lessons() -> list[Path]:
    """The lessons in the order of their numbers."""
    return sorted(LESSONS.glob("[0-9]*.md"), key=lambda page: int(page.name.partition("-")[0]))


def examples(text: str) -> list[tuple[str, str]]:
    """The code of every example, and the output that stands below it; empty where none does."""
    return [(example["code"], example["output"] or "") for example in EXAMPLE.finditer(text)]


def outputs(text: str, name: str) -> Iterator[str]:
    """What each example prints; names live on from one to the next."""
    names: dict[str, object] = {}
    for code, _ in examples(text):
        yield run(code, names, name)


def run(code: str, names: dict[str, object], name: str) -> str:
    """What a piece of code prints, without blanks at the ends of lines."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, name, "exec"), names)  # noqa: S102 - the pages are ours
    text = "\n".join(line.rstrip() for line in printed.getvalue().rstrip("\n").splitlines())
    return text and text + "\n"


def updated(text: str, name: str) -> str:
    """The page with what its examples print now; one that prints nothing has no output below it."""
    printed = outputs(text, name)

    def example(found: re.Match[str]) -> str:
        output = next(printed)
        return f"```python\n{found['code']}```\n" + (f"\n```output\n{output}```\n" if output else "")

    return EXAMPLE.sub(example, text)


def main() -> None:
    """Rewrite the outputs in place; pictures land beside the page that draws them."""
    for page in pages():
        with contextlib.chdir(page.parent):
            page.write_text(updated(page.read_text("utf-8"), page.name), "utf-8")


if __name__ == "__main__":
    main()
