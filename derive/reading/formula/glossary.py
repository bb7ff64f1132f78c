"""What letters mean: the usual letters of classification, and what an author declares instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import sympy as sp

from ...network.axes import Axis
from ...network.definitions import Network
from ...network.layers import CLASSES, FEATURES, SAMPLES
from ...network.tensors import Role

HIDDEN = Axis("hidden units", "hg", "H")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one letter stands for.

    ``axes`` are those for one sample; ``batched`` letters may have the sample index in front.
    ``name`` is the name of its tensor, the letter itself unless it is one entry's letter (w of W).
    """

    name: str
    role: str = UNKNOWN
    axes: tuple[Axis, ...] = ()
    batched: bool = False

    @property
    def ranks(self) -> tuple[int, ...]:
        """The numbers of indices that it may have, the usual one first; empty for an unknown letter."""
        if self.role == UNKNOWN:
            return ()
        own = len(self.axes)
        usual = (own, own + 1) if self.batched else (own,)
        return (*usual, 1) if self.role == "weights" and self.name[0].islower() else usual

    @property
    def known(self) -> bool:
        """True when the letter is declared or usual."""
        return self.role != UNKNOWN

    def axes_for(self, rank: int) -> tuple[Axis, ...]:
        """The axes of an element with that many indices; empty where they are not known."""
        if rank == len(self.axes):
            return self.axes
        if self.batched and rank == len(self.axes) + 1:
            return (SAMPLES, *self.axes)
        return self.axes[1:] if self.role == "weights" and rank == 1 else ()


def _usual() -> dict[str, Meaning]:
    table = {
        "input": ("x", (FEATURES,), True),
        "weights": ("W w", (CLASSES, FEATURES), False),
        "bias": ("b", (CLASSES,), False),
        "logits": ("z o a", (CLASSES,), True),
        "probabilities": ("p s yhat shat phat", (CLASSES,), True),
        "labels": ("y t", (CLASSES,), True),
        "hidden": ("h", (HIDDEN,), True),
        "pre-activations": ("u", (HIDDEN,), True),
        "loss": ("L E J C ell", (), True),
        "step size": ("alpha eta", (), False),
        "size": ("N D K H M", (), False),
        "number": ("lambda epsilon beta gamma mu rho tau", (), False),
        "parameters": ("theta", (), False),
    }
    found = {
        letter: Meaning(letter, role, axes, batched)
        for role, (letters, axes, batched) in table.items()
        for letter in letters.split()
    }
    for letter in "XZPSYO":  # a whole batch as a matrix, one sample in each row
        single = found[letter.lower()]
        found[letter] = Meaning(letter, single.role, (SAMPLES, *single.axes))
    return found


USUAL = _usual()
# of a network with one hidden layer
LAYER_AXES = {
    ("weights", "1"): (HIDDEN, FEATURES), ("weights", "2"): (CLASSES, HIDDEN),
    ("bias", "1"): (HIDDEN,), ("bias", "2"): (CLASSES,),
}  # fmt: skip
# what comes into and out of its layers, z^[1] and a^[1], h^[1], by letter
LAYER_VALUES = {
    **{(letter, "1"): ("pre-activations", (HIDDEN,)) for letter in "zo"},
    **{(letter, "1"): ("hidden", (HIDDEN,)) for letter in "ah"},
    ("a", "2"): ("probabilities", (CLASSES,)),
}  # fmt: skip
FUNCTIONS = {"sigma": "sigmoid"}


@dataclass(frozen=True)
class Glossary:
    """The meanings of letters in one file, and what is declared about the notation.

    Args:
        letters: declared meanings; the usual ones hold for all others.
        superscripts: what a bare superscript 1 is: ``layer``, ``index`` or ``power``; empty: not declared.
        count_from: the number of the first class, feature or sample, 1 or 0.
        usual: whether letters that are not declared have their usual meaning.

    >>> Glossary()["w"].role, Glossary()["q"].known
    ('weights', False)
    """

    letters: Mapping[str, Meaning] = field(default_factory=dict)
    superscripts: str = ""
    count_from: int = 1
    declared: frozenset[str] = frozenset()
    usual: bool = True

    def __getitem__(self, letter: str) -> Meaning:
        """The meaning of that letter; layers are written as a number after it: ``W1``."""
        if letter in self.letters:
            return self.letters[letter]
        if not self.usual:
            return Meaning(letter)
        stem = letter.rstrip("0123456789")
        found = self.letters.get(stem) or USUAL.get(letter) or USUAL.get(stem)
        if found is None:
            return Meaning(letter)
        if found.name == letter or stem == letter:
            return found
        layer = letter[len(stem) :]
        role, axes = found.role, found.axes
        if stem in USUAL:
            role, axes = LAYER_VALUES.get((stem, layer), (role, LAYER_AXES.get((role, layer), axes)))
        return replace(found, name=found.name + layer, role=role, axes=axes)

    def axis_sizes(self, element: sp.Indexed) -> tuple[sp.Expr, ...]:
        """The sizes of the axes of an element's indices, as far as its letter's meaning tells them."""
        meaning = self[element.base.label.name]
        return tuple(axis.size for axis in meaning.axes_for(len(element.indices)))

    @classmethod
    def of_network(cls, network: Network) -> Glossary:
        """The letters of a network and of its sizes, with lower-case letters for single entries of matrices."""
        sizes = {symbol.name.partition("_")[0] for axis in network.axes for symbol in axis.size_symbols}
        letters = {name: Meaning(name, "size") for name in sizes}
        for tensor in network.tensors:
            meaning = Meaning(tensor.name, ROLES[tensor.role], tensor.axes)
            letters[tensor.name] = meaning
            if tensor.name[0].isupper() and tensor.axes:
                letters.setdefault(tensor.name.lower(), meaning)
            elif len(tensor.axes) == 2:  # p[n,k] as a matrix is P
                letters.setdefault(tensor.name.upper(), meaning)
            if tensor.layer is not None:  # the a of a^(2)
                letters.setdefault(tensor.symbol_letter, Meaning(tensor.symbol_letter, ROLES[tensor.role], tensor.axes))
        return cls(letters, usual=False)


ROLES = {
    Role.INPUT: "input",
    Role.LABEL: "labels",
    Role.PARAMETER: "parameters",
    Role.INTERMEDIATE: "intermediate",
    Role.LOSS: "loss",
}
