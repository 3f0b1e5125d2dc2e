"""A language model of 500,000 numbers, trained on a corpus with numpy alone, stopped in the middle and resumed.

    .venv/bin/python examples/tiny_trainer.py [SHARDS]

It guesses each token from the one before it, so it learns little; what it shows is how shards are read: which
positions are targets, where documents end, and that training goes on exactly where a saved state says.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from weft.pipeline.shards.reader import ReadState, ShardSet
from weft.pipeline.shards.sample import Sample

EPOCHS = 6
WIDTH = 32
LEARNING_RATE = 0.3

Floats = NDArray[np.float32]


@dataclass
class Model:
    """``logits = inputs[token] @ outputs``, trained with Adagrad; ``inputs`` [ids, width], ``outputs`` [width, ids]."""

    inputs: Floats
    outputs: Floats
    squares: tuple[Floats, Floats]

    @classmethod
    def fresh(cls, size: int) -> "Model":
        """The model before training, the same every time."""
        inputs = np.random.default_rng(0).normal(0, 0.1, (size, WIDTH)).astype(np.float32)
        outputs = np.zeros((WIDTH, size), np.float32)
        return cls(inputs, outputs, (np.full_like(inputs, 1e-3), np.full_like(outputs, 1e-3)))

    def step(self, before: NDArray[np.int32], target: NDArray[np.int32]) -> float:
        """Learn from pairs of tokens; returns their mean loss in nats, before learning."""
        hidden = self.inputs[before]
        logits = hidden @ self.outputs
        logits -= logits.max(axis=1, keepdims=True)
        chance = np.exp(logits)
        chance /= chance.sum(axis=1, keepdims=True)
        rows = np.arange(len(target))
        loss = -float(np.log(chance[rows, target]).mean())
        chance[rows, target] -= 1
        chance /= len(target)
        inputs_slope = np.zeros_like(self.inputs)
        np.add.at(inputs_slope, before, chance @ self.outputs.T)
        outputs_slope = hidden.T @ chance
        _descend(self.inputs, inputs_slope, self.squares[0])
        _descend(self.outputs, outputs_slope, self.squares[1])
        return loss


def _descend(values: Floats, slope: Floats, squares: Floats) -> None:
    """One step of Adagrad (Duchi et al. 2011), in place."""
    squares += slope**2
    values -= LEARNING_RATE * slope / np.sqrt(squares)


def pairs(sample: Sample) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """(token before, target) of every position that is learned, never across two documents."""
    same_document = sample.segment_ids[1:] == sample.segment_ids[:-1]
    learned = (sample.loss_mask[1:] == 1) & same_document
    return sample.tokens[:-1][learned], sample.tokens[1:][learned]


def losses(model: Model, shards: ShardSet, state: ReadState) -> Iterator[tuple[ReadState, float]]:
    """Train on the rest of an epoch; the state to save after each step, and its loss."""
    for after, sample in shards.samples(state):
        yield after, model.step(*pairs(sample))


def main() -> None:
    """Train, print the loss of each epoch, and stop and resume in the last one."""
    shards = ShardSet(sys.argv[1] if len(sys.argv) > 1 else "build/demo/shards")
    size = shards.manifest.vocabulary_size
    model = Model.fresh(size)
    print(f"{len(shards)} sequences, {size:,} ids; knowing nothing costs {np.log(size):.2f} nats a token")
    for epoch in range(EPOCHS - 1):
        found = [loss for _, loss in losses(model, shards, shards.start(shards.stages[-1], seed=epoch))]
        print(f"epoch {epoch + 1}: {np.mean(found):.2f}")

    start = shards.start(shards.stages[-1], seed=EPOCHS - 1)
    first_half = list(islice(losses(model, shards, start), len(shards) // 2))
    saved = first_half[-1][0].to_json()
    print(f"stopped after {len(first_half)} sequences of epoch {EPOCHS}; saved {saved}")
    second_half = list(losses(model, shards, ReadState.from_json(saved)))
    found = [loss for _, loss in first_half + second_half]
    print(f"epoch {EPOCHS}: {np.mean(found):.2f}, from {len(found)} sequences")


if __name__ == "__main__":
    main()
