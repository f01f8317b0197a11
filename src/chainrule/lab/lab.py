"""The lab itself: what it answers to each question, one training at a time."""

from threading import Lock

from chainrule.errors import ChainruleError, SettingError
from chainrule.json_fields import Json, count, parse, record, text
from chainrule.lab.bench import Bench
from chainrule.lab.job import Job
from chainrule.live.shown_page import framed

Answer = dict[str, object]


class Lab:
    """A bench, and the one job on it."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.job: Job | None = None
        self._one = Lock()

    def board(self, body: bytes) -> Answer:
        """The page of a text, or what is wrong with it."""
        asked = _fields(body, ("text", "optimizer", "state"))
        words = [text(asked, key) for key in ("text", "optimizer", "state")]
        try:
            made = self.bench.page(*words)
        except ChainruleError as error:
            return {"error": str(error)}
        return {"page": framed(made)}

    def train(self, body: bytes) -> Job:
        """The job that begins; SettingError where another one runs."""
        asked = _fields(body, ("state", "epochs"))
        with self._one:
            if self.job is not None and self.job.is_running:
                raise SettingError("a training runs; stop it, or wait for its end")
            self.job = Job(text(asked, "state"), count(asked, "epochs"))
            return self.job

    def stop(self, body: bytes) -> Answer:
        """The job ends after the steps that it is at."""
        _fields(body, ())
        if self.job is not None:
            self.job.stop()
        return {}


def _fields(body: bytes, names: tuple[str, ...]) -> Json:
    """A question's fields; FieldError for one that is none."""
    return record(parse(body), "the question", names)
