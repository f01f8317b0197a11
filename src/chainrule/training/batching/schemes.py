"""The schemes that go by a word."""

from collections.abc import Callable, Mapping

from chainrule.training.batching.adadamp import AdaDamp
from chainrule.training.batching.cabs import CABS
from chainrule.training.batching.doubling import Doubling
from chainrule.training.batching.noise_matched import NoiseMatched
from chainrule.training.batching.scheme import Scheme

SCHEMES: Mapping[str, Callable[[], Scheme]] = {kind.called: kind for kind in (NoiseMatched, Doubling, CABS, AdaDamp)}
