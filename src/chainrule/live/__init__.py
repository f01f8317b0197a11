"""The live page: a graph, its readers' pictures and its printed JavaScript in one HTML file that computes."""

from chainrule.live.document import live_page
from chainrule.live.lesson import Lesson, Pace
from chainrule.live.shown_page import Page

__all__ = ["Lesson", "Pace", "Page", "live_page"]
