"""Formulas that another program puts into its own pages: a key and the options of a network, as words.

Sphinx and MyST ask here, so that a key, an option and an error are the same in both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from derive.errors import UsageError, nearest
from derive.writing.colours import for_latex

from ..options.conventions import LAYOUTS, NOTATIONS, ConventionOptions
from ..options.network_file import read_network_file
from ..options.options import LOSSES, HiddenLayer, NetworkOptions
from .kept import kept_catalogue

if TYPE_CHECKING:
    from .entries import Catalogue, Entry

# Every option that a directive has, with what it is and what it expects.
OPTIONS = {
    "bias": "with a bias; no takes it away again",
    "log-base": "the base of the logarithm: e, 2 or 10",
    "reduction": "over the samples: mean or sum",
    "hidden": "hidden layers, such as 8:tanh or 8:tanh, 4:tanh",
    "loss": f"the loss: {', '.join(LOSSES)}",
    "l1": "penalty of the sizes of the weights, a number such as 0.01",
    "l2": "weight decay, a number such as 0.01",
    "label-smoothing": "share of each label spread over all classes, such as 0.1",
    "temperature": "what the logits are divided by, a number such as 2",
    "network": "a file that describes the network, such as network.toml",
    "letters": r"LaTeX letters, such as p=\hat{y},z=a",
    "notation": f"the notation of a book: {', '.join(NOTATIONS)}",
    "layout": f"of samples and weights: {', '.join(LAYOUTS)}",
    "colour": "every tensor in its own colour; no takes it away again",
    "features": "D, for each weight's own gradient",
    "classes": "K, for each weight's own gradient",
}
SIZES, LEAST = {"features": 4, "classes": 3}, {"features": 1, "classes": 2}
MOST_SIZE = 10_000
# Those that are values of the network as they are written, and those that say how it is written.
AS_WRITTEN = ("log-base", "reduction", "loss", "l1", "l2", "label-smoothing", "temperature")
WRITING = ("letters", "notation", "layout")
YES, NO = ("", "yes", "true"), ("no", "false")


def embedded(
    key: str,
    words: Mapping[str, str],
    standard: NetworkOptions | None = None,
    *,
    kept: bool = False,
    folder: Path | None = None,
    colours: Callable[[str], str] = for_latex,
) -> tuple[Entry, ...]:
    """The formula of that key, or all whose keys begin with it where it ends in a slash.

    Args:
        key: such as ``gradient/W``; ``step/W/`` for each step.
        words: values of the ``OPTIONS``, as they were written.
        standard: the network where the words do not say otherwise.
        kept: keep the formulas on the disk for the next process that asks.
        folder: from where a file of a network is named; by default where the program runs.
        colours: writes a formula's colours as the reader of it knows them.

    Raises:
        UsageError: no such key, or a word that its option cannot have; the message says what can be.

    >>> [entry.label for entry in embedded("gradient/W/", {"bias": ""})]
    ['gradient-W-general', 'gradient-W-matrix']
    """
    network = network_in_words(words, standard or NetworkOptions(), folder)
    sizes = _size("features", words), _size("classes", words)
    wanted, catalogue = key.strip(), kept_catalogue if kept else _catalogue
    found = catalogue(network, *sizes, wanted.startswith("element"))
    entries = found.below(wanted) if wanted.endswith("/") else tuple(e for e in found.entries if e.key == wanted)
    # Who mistook a key is told of all that are alike.
    entries = entries or (catalogue(network, *sizes, True)[wanted],)
    return tuple(entry.rewritten(colours) for entry in entries)


def network_in_words(words: Mapping[str, str], standard: NetworkOptions, folder: Path | None = None) -> NetworkOptions:
    """The network of these words, and for the rest that of the file that they name, or ``standard``.

    >>> str(network_in_words({"hidden": "8:tanh, 4:tanh"}, NetworkOptions(bias=True)).hidden[1])
    '4:tanh'
    """
    unknown = next((name for name in words if name not in OPTIONS), None)
    if unknown is not None:
        near = nearest(unknown, OPTIONS)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(f"unknown option {unknown!r:.60}{meant}", hint="expected: " + ", ".join(OPTIONS))
    base = read_network_file((folder or Path()) / words["network"].strip()) if "network" in words else standard
    changed: dict[str, object] = {}
    if "bias" in words:
        changed["bias"] = _yes("bias", words["bias"])
    if "hidden" in words:
        layers = words["hidden"].replace(",", " ").split()
        changed["hidden"] = tuple(HiddenLayer.parse(layer) for layer in layers)
    changed |= {name.replace("-", "_"): words[name].strip() for name in AS_WRITTEN if name in words}
    letters, notation, layout = (words.get(name, "").strip() for name in WRITING)
    writing = ConventionOptions(letters, notation, layout)
    writing = writing.over(base.writing)
    if "colour" in words:
        writing = replace(writing, colour=_yes("colour", words["colour"]))
    return replace(base.changed(changed, "the option "), writing=writing)


def _yes(name: str, word: str) -> bool:
    if word.strip().lower() not in (*YES, *NO):
        raise UsageError(f"the option {name} is {word!r:.60}", hint="expected yes or no")
    return word.strip().lower() in YES


def _size(name: str, words: Mapping[str, str]) -> int:
    word = words.get(name, str(SIZES[name])).strip()
    if not (word.isascii() and word.isdigit() and len(word) < 9 and LEAST[name] <= int(word) <= MOST_SIZE):
        raise UsageError(
            f"the option {name} is {word!r:.60}", hint=f"expected a number from {LEAST[name]} to {MOST_SIZE}"
        )
    return int(word)


@lru_cache(maxsize=32)
def _catalogue(network: NetworkOptions, features: int, classes: int, elements: bool) -> Catalogue:
    from .catalogue import catalogue

    return catalogue(network, {"D": features, "K": classes}, elements=elements)
