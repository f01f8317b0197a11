"""The controller: a scheme at work in one run, with what it keeps between two looks."""

from math import inf, isfinite

from chainrule.errors import SettingError
from chainrule.training.batching.log import BatchingLog
from chainrule.training.batching.noise_matched import NoiseMatched
from chainrule.training.batching.scheme import Decision, Look, Scheme
from chainrule.training.callbacks import Callback, State


class Controller(Callback):
    """Decides when a look is due; it is saved with the model, so that a later call goes on."""

    def __init__(self, scheme: Scheme | None = None, rows: int = 1) -> None:
        self.scheme = scheme or NoiseMatched()
        self._kept: dict[str, float] = {}
        self.size = self.scheme.first_size(rows)
        self.rate_scale = 1.0
        self.decisions: list[Decision] = []

    @property
    def last_look(self) -> int:
        """The steps made when the last look was taken."""
        return int(self._kept.get("last", 0.0))

    def steps_to_look(self, step: int) -> float:
        """How many steps come before the next look, once so many are made; 0 where it is due."""
        return max(self._kept.get("next", float(self.scheme.first_look)) - step, 0.0)

    def look(self, look: Look) -> None:
        """Let the scheme decide."""
        decision, kept = self.scheme.decide(look, self._kept)
        if not (1 <= decision.size <= look.rows and 0 <= decision.rate_scale < inf):
            raise SettingError(f"{self.scheme.called} decided on {decision}, which no step can have")
        if kept.get("next", 0) <= look.step:
            kept["next"] = look.step + 1.0
        kept["last"] = float(look.step)
        self.size, self.rate_scale, self._kept = decision.size, decision.rate_scale, kept
        self.decisions.append(decision)

    @property
    def log(self) -> BatchingLog:
        """What was decided in this call."""
        return BatchingLog(self.scheme, tuple(self.decisions))

    def state(self) -> State:
        """The size, the scale of the rate, and the scheme's own numbers."""
        return {**self._kept, "size": float(self.size), "rate_scale": self.rate_scale}

    def load_state(self, state: State) -> None:
        """Go on from there."""
        numbers = {name: value for name, value in state.items() if isinstance(value, float) and isfinite(value)}
        size, scale = numbers.pop("size", 0.0), numbers.pop("rate_scale", -1.0)
        if len(numbers) + 2 != len(state) or size < 1 or size != int(size) or not 0 <= scale < inf:
            raise SettingError("what a batching scheme has kept lacks its size, its scale of the rate, or a number")
        self.size, self.rate_scale, self._kept = int(size), scale, numbers
