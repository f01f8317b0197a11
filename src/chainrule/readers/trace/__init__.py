"""The trace: a calculation as a list of steps, forward, backward and update, each with its numbers and a sentence."""

from chainrule.readers.trace.calculation import Trace
from chainrule.readers.trace.step import Step
from chainrule.readers.trace.tracing import trace

__all__ = ["Step", "Trace", "trace"]
