"""Puts what the README's examples really print below them; run after a change: `python docs/update_readme.py`."""

import contextlib
import io
import re
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
EXAMPLE = re.compile(r"```python\n(?P<code>.*?)```\n\n```output\n(?P<output>.*?)```", re.DOTALL)


def examples(text: str) -> list[re.Match[str]]:
    """Every example that has its output below it."""
    return list(EXAMPLE.finditer(text))


def run(code: str, names: dict[str, object]) -> str:
    """What a piece of code prints; names live on from one to the next."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), names)  # noqa: S102 - the README is ours
    return "\n".join(line.rstrip() for line in printed.getvalue().rstrip("\n").splitlines()) + "\n"


def main() -> None:
    """Rewrite the outputs in place."""
    text = README.read_text("utf-8")
    names: dict[str, object] = {}
    outputs = iter([run(example["code"], names) for example in examples(text)])
    updated = EXAMPLE.sub(lambda m: f"```python\n{m['code']}```\n\n```output\n{next(outputs)}```", text)
    README.write_text(updated, "utf-8")


if __name__ == "__main__":
    main()
