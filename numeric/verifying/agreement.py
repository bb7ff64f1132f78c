"""The translation held against the user's functions: the values of its formulas, at random arrays of several sizes.

A proof is about what was read. What was read otherwise than the code runs is found here, before any verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import BackproofError, UnsupportedFormula

from .assumptions import soft_labels
from .evaluation import Arrays, Point, definition_values, given_values, random_point
from .pairs import Translated
from .running import run_pair

SIZES = ((4, 2, 3, 5, 3, 2, 4, 2), (2, 3, 5, 2, 4, 3, 2, 3), (3, 1, 2, 4, 2, 5, 3, 4))
CLOSE = 1e-9
SINGLE = 2e-4  # what is computed in 32 bits somewhere
SEED = 12


@dataclass(frozen=True, slots=True)
class Held:
    """Points with the values of all tensors there; ``against`` says where the code and its translation differ.

    At the first point labels are any numbers, at the others their rows sum to one.
    """

    points: tuple[Point, ...]
    values: tuple[Arrays, ...]
    against: str = ""

    @property
    def words(self) -> str:
        """What a reader is told."""
        if self.against:
            return self.against
        return f"translated, and equal to your functions at {len(self.points)} sizes"


def sizes_tried(translated: Translated) -> Iterator[Mapping[str, int]]:
    """Several sizes for each of the user's letters."""
    names = translated.translation.sizes.names
    least = _least(translated)
    for numbers in SIZES if names else SIZES[:1]:
        yield {name: max(least, numbers[place % len(numbers)]) for place, name in enumerate(names)}


def _least(translated: Translated) -> int:
    return translated.translation.sizes.least


def held_against_functions(translated: Translated) -> Held:
    """The values of the translation at several sizes, compared with what the functions return there."""
    points: list[Point] = []
    values: list[Arrays] = []
    for number, sizes in enumerate(sizes_tried(translated)):
        found = _compared(translated, sizes, SEED + number)
        if isinstance(found, str):
            return Held((), (), found)
        points.append(found[0])
        values.append(found[1])
    return Held(tuple(points), tuple(values))


def _compared(translated: Translated, sizes: Mapping[str, int], seed: int) -> tuple[Point, Arrays] | str:
    """The values at random arrays, of positive numbers where others have no value; or what is wrong."""
    wrong = ""
    soft = [tensor.name for tensor in soft_labels(translated.network)] if seed > SEED else []
    for positive in (False, True):
        point = random_point(translated.translation, sizes, seed, soft, positive=positive)
        try:
            given = given_values(translated.translation, translated.network, point)
            values = definition_values(translated.network, given, sizes)
            wrong = _difference(translated, point, values)
        except UnsupportedFormula as error:
            return f"the translation could not be held against the functions: {error.message}"
        except BackproofError as error:
            return f"at {_words(sizes)} the function fails: {error.message}"
        if not wrong:
            return point, values
        if all(np.isfinite(values[name]).all() for name in _results(translated)):
            return wrong
    return wrong


def _results(translated: Translated) -> list[str]:
    return [translated.loss.name, *(w.tensor.name for w in translated.written if w.tensor is not None)]


def _difference(translated: Translated, point: Point, values: Arrays) -> str:
    """Where the functions return something else than the formulas say; empty where they agree."""
    loss, arrays = run_pair(translated.pair, translated.translation, point.arrays)
    pairs = [(translated.loss.name, loss, values[translated.loss.name])]
    skipped = len(arrays) - len(translated.written)
    for written, array in zip(translated.written, arrays[max(skipped, 0) :], strict=False):
        if written.tensor is not None:
            pairs.append((written.shown or written.tensor.name, array, values[written.tensor.name]))
    for name, code, formula in pairs:
        if code.size != formula.size:
            return f"at {_words(point.sizes)} {name} has the shape {code.shape}, which was read as {formula.shape}"
        if not (np.isfinite(code).all() and np.isfinite(formula).all()):
            return f"at {_words(point.sizes)} {name} is no number: it was looked at with random arrays"
        far = relative(code.reshape(formula.shape), formula)
        if not far <= SINGLE:
            return f"{name} was not read as it is computed: at {_words(point.sizes)} the two differ by {far:.1e}"
        if far > CLOSE:
            return f"{name} is computed in few digits: at {_words(point.sizes)} code and formula differ by {far:.1e}"
    return ""


def relative(left: NDArray[Any], right: NDArray[Any]) -> float:
    """The largest difference beside the largest value; not a number where one is none."""
    if not left.size:
        return 0.0
    if not (np.isfinite(left).all() and np.isfinite(right).all()):
        return float("nan")
    scale = max(float(np.max(np.abs(left))), float(np.max(np.abs(right))), 1e-3)
    return float(np.max(np.abs(left - right))) / scale


def _words(sizes: Mapping[str, int]) -> str:
    return ", ".join(f"{name}={number}" for name, number in sizes.items()) or "its only size"
