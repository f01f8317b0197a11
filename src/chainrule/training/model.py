"""A model: a checkpoint and the programs that are compiled for it; what a Network delegates its training to."""

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from chainrule.engines.task import TableType
from chainrule.errors import DataError, DivergenceError, SettingError
from chainrule.graph.node import Array
from chainrule.training.batches import Batches
from chainrule.training.batching.controller import Controller
from chainrule.training.batching.steering import Steering
from chainrule.training.begun import Begun
from chainrule.training.call import Call
from chainrule.training.callback_states import checked_state
from chainrule.training.callbacks import Callback, by_name
from chainrule.training.checkpoint import DTYPES, Checkpoint, write_checkpoint
from chainrule.training.checkpointing import Checkpointing
from chainrule.training.engine_choice import choose_engine
from chainrule.training.evaluation import Evaluation
from chainrule.training.examples import Examples, as_array, of_one_kind, prepare_examples
from chainrule.training.frame_columns import names_of
from chainrule.training.minimizing import Minimizer
from chainrule.training.optimizers import SGD, Adam, Optimizer, as_optimizer
from chainrule.training.program import TrainingProgram, program_for
from chainrule.training.record import Record
from chainrule.training.recording import Recorder
from chainrule.training.run import Run
from chainrule.training.trainer import Trainer
from chainrule.training.validation import Validation, split_off


class Model:
    """What a network is, and what has been compiled for it."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint
        self.dtype = DTYPES[checkpoint.theta.dtype.name]
        self.evaluation = Evaluation(checkpoint.trainable, self.dtype)

    def __getstate__(self) -> dict[str, object]:
        """What a copy begins with: the checkpoint, and nothing that was compiled."""
        return {"checkpoint": self.checkpoint}

    def __setstate__(self, state: dict[str, Checkpoint]) -> None:
        Model.__init__(self, state["checkpoint"])

    def examples(self, X: object, y: object, weights: object | None = None) -> Examples:
        """X, y and weights as tables; the classes, and the columns of a frame, are the model's from then on."""
        known = self.checkpoint
        examples = prepare_examples(known.architecture, X, y, weights, known.classes, self.dtype, known.columns)
        if known.columns is None:
            known.columns = names_of(X)
        if examples.labelled and known.is_undecided:
            outputs = known.architecture.sizes[-1]
            raise DataError(
                "y holds a class label for each row, and without output= and loss= this network gives numbers; "
                f"output='softmax' learns labels, and for numbers y has {outputs} columns"
            )
        if examples.classes is not None:
            known.classes = examples.classes
        return examples

    def know_classes(self, labels: object) -> None:
        """Let these be the classes, each named once."""
        found, outputs = (
            np.unique(of_one_kind(as_array(labels, "classes"), "classes")),
            self.checkpoint.architecture.sizes[-1],
        )
        if len(found) != max(outputs, 2):
            needed = f"{outputs} outputs, so it needs {max(outputs, 2)} classes"
            raise DataError(f"classes has {len(found)} different labels; the network has {needed}")
        self.checkpoint.classes = found

    def program(self, optimizer: Optimizer, types: tuple[TableType, ...], engine: str = "numpy") -> TrainingProgram:
        """The program for these choices; schedules do not count, their rates are handed in."""
        rule = replace(optimizer, learning_rate=1.0)
        name = self.checkpoint.theta.dtype.name
        return program_for(self.checkpoint.trainable, rule, name, types, self.checkpoint.frozen, engine)

    def train(self, examples: Examples, held_out: Examples | object, call: Call) -> Run:
        """Train for so many more epochs; what is held out are examples, a share of these, or None."""
        if not isinstance(held_out, Examples):
            examples, held_out = split_off(examples, held_out, self.checkpoint.seed)
        validation = None
        if isinstance(held_out, Examples):
            validation = Validation(self.evaluation, held_out, call.metrics)
        return self._run(self._trainer(examples, validation, call))

    def minimize(self, examples: Examples, held_out: Examples | None, steps: int, tolerance: float, call: Call) -> Run:
        """Go down the cost of all examples by L-BFGS; the next call of train begins with a new optimizer."""
        if getattr(self.checkpoint.trainable, "dropout", 0):
            raise SettingError("L-BFGS needs a cost that stays the same, and dropout draws another one each time")
        progress = self.checkpoint.progress
        progress.vectors, progress.optimizer, progress.position.batch, progress.dealt = {}, None, 0, ""
        validation = None if held_out is None else Validation(self.evaluation, held_out, call.metrics)
        program = self.program(SGD(1.0), examples.types)
        return Minimizer(
            self.checkpoint, self.evaluation, examples, program, steps, tolerance, call.hooks, validation
        ).told()

    def _trainer(self, examples: Examples, validation: Validation | None, call: Call) -> Trainer:
        """A trainer that goes on where the last one stood, if it is given the same optimizer or none."""
        batches, hardware = call.batches(examples.rows, self.checkpoint.seed), call.hardware
        progress = self.checkpoint.progress
        chosen = as_optimizer(call.optimizer) or progress.optimizer or Adam()
        begun = self._resumed(chosen, batches) if call.resume else None
        first_epoch = begun.first_epoch if begun else progress.position.epoch
        plain = self.program(chosen, examples.types)
        work = plain.trainable.multiply_adds(batches.examples_of_epoch) * call.epochs
        engine = begun.engine if begun else hardware.engine
        choice = choose_engine(engine, work, plain.ops)  # first, for it may refuse
        if not chosen.is_like(progress.optimizer):  # another rule starts its own clock
            progress.vectors = {}
            progress.position.step = progress.position.batch = 0
            progress.dealt = ""
        progress.optimizer = chosen  # an equal one too: the factor of a person's own schedule is not compared
        if batches.sentence != progress.dealt:
            progress.dealt, progress.position.batch = batches.sentence, 0
            progress.callbacks.pop(Controller.__name__, None)  # what another scheme has kept
        program = self.program(chosen, examples.types, choice.engine)
        progress.begun = Begun(first_epoch, choice.engine)
        vectors = program.new_vectors(self.checkpoint.theta, progress.vectors)
        progress.vectors = {
            name: vectors[leaf] for name, leaf in program.state.items()
        }  # written in place, however a run ends
        return Trainer(
            program=program,
            schedule=chosen.schedule,
            examples=examples,
            batches=batches,
            vectors=vectors,
            position=progress.position,
            history=progress.history,
            validate=validation,
            callbacks=call.hooks,
            first_epoch=first_epoch,
            epochs=first_epoch + call.epochs,
            choice=choice,
            threads=hardware.threads,
            recorder=Recorder(call.recording, program, vectors) if call.recording else None,
            steering=self._steering(batches, program, examples, vectors, hardware.threads),
        )

    def _resumed(self, optimizer: Optimizer, batches: Batches) -> Begun:
        """The run that was cut off, found to be the one that these choices make."""
        progress = self.checkpoint.progress
        if progress.begun is None:
            raise SettingError("there is no run to go on with, for the last one came to its end; leave resume out")
        if not optimizer.is_like(progress.optimizer):
            raise SettingError(f"the run was begun with another optimizer, {progress.optimizer!r}; give that one")
        if batches.sentence != progress.dealt:
            raise SettingError(f"the run was begun with {progress.dealt}, not with {batches.sentence}; give it those")
        return progress.begun

    def _steering(
        self,
        batches: Batches,
        program: TrainingProgram,
        examples: Examples,
        vectors: Mapping[str, Array],
        threads: int | None,
    ) -> Steering | None:
        """What decides on live batch sizes, if a scheme is to."""
        if batches.size.scheme is None:
            return None
        controller = Controller(batches.size.scheme, batches.rows)
        return Steering(
            controller,
            program,
            examples.tables,
            vectors,
            seed=batches.seed,
            replacement=batches.replacement,
            threads=threads,
        )

    def _run(self, trainer: Trainer) -> Run:
        """Train, callbacks taking up and leaving what they keep."""
        progress = self.checkpoint.progress
        steering = [trainer.steering.controller] if trainer.steering else []
        callbacks = by_name([*trainer.callbacks, *steering])
        for name, callback in callbacks.items():
            if name in progress.callbacks:
                callback.load_state(progress.callbacks[name])
        for callback in trainer.callbacks:
            if isinstance(callback, Checkpointing):
                callback.write = partial(self._write, callbacks)
        steps, first_epoch, began = progress.history.steps, progress.position.epoch, time.perf_counter()
        try:
            outcome = trainer.run()
        except DivergenceError as error:
            error.record = self._record(trainer)  # what led there can be looked at
            progress.vectors, progress.position.step, progress.position.batch = {}, 0, 0
            progress.begun = None
            raise
        self._keep(callbacks)
        if not trainer.interrupted:
            progress.begun = self.checkpoint.choices = None
        return Run(
            history=progress.history,
            outcome=outcome,
            steps=progress.history.steps - steps,
            epochs=progress.position.epoch - first_epoch,
            examples=trainer.examples_used,
            seconds=time.perf_counter() - began,
            engine=trainer.choice.engine,
            why=trainer.choice.why,
            threads=trainer.threads,
            batches=trainer.batches.sentence,
            batching=trainer.steering.controller.log if trainer.steering else None,
            record=self._record(trainer),
            callbacks=tuple(trainer.callbacks),
        )

    def _keep(self, callbacks: Mapping[str, Callback]) -> None:
        """Take up what callbacks want to be kept."""
        theta = self.checkpoint.theta
        states = {name: checked_state(name, one, theta) for name, one in callbacks.items()}
        self.checkpoint.progress.callbacks = {name: state for name, state in states.items() if state}

    def _write(self, callbacks: Mapping[str, Callback], path: Path) -> None:
        """Write the model as it is between two steps of a run."""
        self._keep(callbacks)
        write_checkpoint(path, self.checkpoint)

    def _record(self, trainer: Trainer) -> Record | None:
        """What has been recorded of the steps that were made, if anything was to be."""
        optimizer = self.checkpoint.progress.optimizer
        if trainer.recorder is None or optimizer is None:
            return None
        return trainer.recorder.record(trainer.examples, optimizer, self.checkpoint.seed, trainer.step)
