"""The page: everything that can be read off one graph, as one HTML file that needs nothing else.

No network, no script, no font of its own: formulas are MathML, circuits SVG, and what is long unfolds.
"""

from chainrule.readers.page.document import explained, page
from chainrule.readers.page.sheet import Listing, Sheet

__all__ = ["Listing", "Sheet", "explained", "page"]
