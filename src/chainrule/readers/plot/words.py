"""Words of a picture: one line of text at a place, cut or broken into lines where it would leave its room."""

from chainrule.readers.drawing.svg_text import SIZE, coordinate, escaped, measure


def short(words: str, longest: int) -> str:
    """Words cut where they would leave no room for the lines, or leave the picture."""
    return words if len(words) <= longest else words[: longest - 1] + "…"


def text(x: float, y: float, content: str, css: str, anchor: str = "start") -> str:
    """Text element, escaped."""
    place = f'x="{coordinate(x)}" y="{coordinate(y)}"'
    turned = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text {place} class="{css}"{turned}>{escaped(content)}</text>'


def wrapped(words: str, width: float, size: float = SIZE) -> list[str]:
    """Words in lines of at most `width` pixels; a single word that is longer is cut.

    >>> wrapped("cost over one weight", 80)
    ['cost over', 'one weight']
    """
    lines: list[str] = []
    for word in words.split():
        fitting = word
        while measure(fitting, size) > width and len(fitting) > 2:
            fitting = fitting[:-2] + "…"
        if lines and measure(f"{lines[-1]} {fitting}", size) <= width:
            lines[-1] += f" {fitting}"
        else:
            lines.append(fitting)
    return lines
