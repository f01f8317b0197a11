"""Pictured: arrays that show themselves as a picture, in a notebook and as the text of an SVG."""

from chainrule.graph.display import Displayed


class Pictured(Displayed):
    """What has `svg`."""

    __slots__ = ()

    def svg(self) -> str:
        """The picture, as the text of an SVG file that needs nothing else."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return self.svg()
