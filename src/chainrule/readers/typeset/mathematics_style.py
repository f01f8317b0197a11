"""The style of MathML: letters slanted, and a font whose brackets grow and whose subscripts stand low.

Few phones have a font of mathematics, and without one a browser takes its measures from a font of text. The font here
is a subset of Noto Sans Math (5 kB; `scripts/make_mathematics_font.py` makes it); letters and digits come from the
system's own.
"""

from base64 import b64encode
from functools import cache
from importlib.resources import files

from chainrule.readers.typeset.mathml import SLANTED

FONT = "chainrule mathematics"


@cache
def mathematics_style(within: str = "") -> str:
    """The rules for formulas, all of a page or those `within` a selector; the font stands in them.

    >>> mathematics_style().startswith('@font-face{font-family:"chainrule mathematics";src:url(data:font/woff2;base64,')
    True
    """
    font = b64encode(files(__package__).joinpath("mathematics.woff2").read_bytes()).decode()
    face = f'@font-face{{font-family:"{FONT}";src:url(data:font/woff2;base64,{font})}}'
    return f'{face}{within}math{{font-family:"{FONT}",math}}{within}{SLANTED}'
