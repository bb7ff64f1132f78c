"""The network that a claim is judged against, in the author's letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import sympy as sp

from ...algebra.indices import map_children
from ...network.building import classifier
from ...network.definitions import Definition, Network
from ...network.indexed import element_named
from ...network.layers import CLASSES, FEATURES, SAMPLES
from ...network.occurring import elements_in, symbols_in
from ...network.tensors import Tensor
from ...reading.formula import Glossary
from ...reading.formula.glossary import Meaning
from ...writing.naming import letter_and_number

USUAL_LETTERS = {
    "input": "x", "weights": "W", "bias": "b", "pre-activations": "u", "logits": "z", "probabilities": "p",
    "labels": "y",
}  # fmt: skip
FROM_FEATURES = (FEATURES, CLASSES)  # the axes of W in z = W^T x
LAYERED = ("W1", "W2", "b1", "b2")
OTHER_SIZES = {"m": "N", "M": "N", "C": "K"}
USUAL_SIZES = {"N": 2, "D": 2, "K": 3, "H": 2}
Letters = tuple[tuple[str, frozenset[int], Meaning], ...]  # each with its numbers of indices and what it stands for


@dataclass(frozen=True, slots=True)
class Setting:
    """What the notes say about their network; every claim gets the network in its own letters.

    A ``declared_base`` and a ``declared_reduction`` are the author's last word: no formula changes them. ``assumed``
    is the network of one sample and the one of many that are meant where the notes define none.
    """

    log_base: str = "e"
    reduction: str = "mean"
    hidden: tuple[str, ...] = ()
    declared_base: bool = False
    declared_reduction: bool = False
    assumed: tuple[Network, Network] | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """What a claim mentions: how many indices each letter has."""

    ranks: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, expressions: Iterable[sp.Expr]) -> Used:
        """Gather the elements and the plain symbols."""
        ranks: dict[str, set[int]] = {}
        for expression in expressions:
            labels: set[sp.Symbol] = set()
            for element in elements_in(expression):
                name = element.base.label.name
                ranks.setdefault(name, set()).add(len(element.indices))
                labels |= symbols_in(element)
            for symbol in symbols_in(expression) - labels:
                if not symbol.is_integer:
                    ranks.setdefault(symbol.name, set()).add(0)
        return cls({name: frozenset(found) for name, found in ranks.items()})


def network_for(setting: Setting, used: Used, glossary: Glossary) -> tuple[Network, tuple[str, ...]]:
    """The classifier of one sample or of a batch with the claim's letters, and the letters it does not have."""
    letters = tuple((name, ranks, glossary[name]) for name, ranks in sorted(used.ranks.items()))
    network = _named_by(letters, setting)
    known = {tensor.name for tensor in network.tensors}
    return network, tuple(name for name in sorted(used.ranks) if name not in known)


@lru_cache(maxsize=256)
def _named_by(letters: Letters, setting: Setting) -> Network:
    """The same network for the same letters: what is found out of it is kept with it."""
    batch = any(_of_many_samples(meaning, ranks) for _, ranks, meaning in letters)
    network = setting.assumed[batch] if setting.assumed else _usual(setting, letters, batch=batch)
    if any(meaning.role == "weights" and meaning.axes == FROM_FEATURES for _, _, meaning in letters):
        network = with_transposed_weights(network)
    return renamed_network(network, _renaming(network, letters, batch=batch))


def _usual(setting: Setting, letters: Letters, *, batch: bool) -> Network:
    return classifier(
        bias=any(meaning.role == "bias" for _, _, meaning in letters),
        log_base=setting.log_base,
        reduction=setting.reduction,
        hidden=setting.hidden or (("tanh",) if _has_hidden_layer(letters) else ()),
        batch=batch,
    )


def _has_hidden_layer(letters: Letters) -> bool:
    """Said by layers with numbers, W^(1), or by what goes into an activation or comes out of it."""
    roles = {meaning.role for _, _, meaning in letters}
    return any(_layered(name) for name, _, _ in letters) or bool({"hidden", "pre-activations"} & roles)


def _layered(name: str) -> str:
    """The network's name of a layer's parameters: W2 for entries w^(2)_ij too; empty for any other letter."""
    capital = name.replace("w", "W")
    return capital if capital in LAYERED else ""


def _of_many_samples(meaning: Meaning, ranks: frozenset[int]) -> bool:
    own = len(meaning.axes)
    if meaning.role == "loss":
        return 1 in ranks
    return (meaning.batched and own > 0 and own + 1 in ranks) or (meaning.axes[:1] == (SAMPLES,) and own in ranks)


def _renaming(network: Network, letters: Letters, *, batch: bool) -> dict[str, str]:
    """The author's letter for each of the network's tensors, by role; the first by the alphabet where there are two."""
    names = {tensor.name for tensor in network.tensors}
    renaming: dict[str, str] = {}
    for letter, ranks, meaning in letters:
        role = meaning.role
        if "a" in names and (role == "hidden" or letter == "a"):  # the activations of the hidden layer
            renaming.setdefault("a", letter)
        elif _layered(letter) in names:
            renaming.setdefault(_layered(letter), letter)
        elif role == "loss":
            renaming.setdefault("E" if batch and 0 in ranks else "L", letter)
        elif USUAL_LETTERS.get(role) in names:
            renaming.setdefault(USUAL_LETTERS[role], letter)
    taken = set(renaming.values())
    return renaming | {name: f"{name}0" for name in names if name in taken and name not in renaming}


def renamed_network(network: Network, names: Mapping[str, str]) -> Network:
    """The same network with other names for its tensors."""
    tensors = {t.name: _renamed(t, names[t.name]) if t.name in names else t for t in network.tensors}

    def element(expression: sp.Expr) -> sp.Expr:
        return renamed_elements(expression, names)

    return replace(
        network,
        given=tuple(tensors[t.name] for t in network.given),
        definitions=tuple(
            Definition(tensors[d.tensor.name], d.indices, element(d.value), d.stage) for d in network.definitions
        ),
        conditions=tuple(replace(c, left=element(c.left), right=element(c.right)) for c in network.conditions),
    )


def _renamed(tensor: Tensor, name: str) -> Tensor:
    letter, number = letter_and_number(name)  # a2 is a of layer 2; z0 is our own name for a letter that is taken
    layered = number not in ("", "0")
    return replace(tensor, name=name, letter=letter if layered else "", layer=int(number) if layered else None)


def renamed_elements(node: sp.Expr, names: Mapping[str, str]) -> sp.Expr:
    """The expression with other names for its elements."""
    if isinstance(node, sp.Indexed):
        name = node.base.label.name
        return element_named(names.get(name, name), node.indices)
    if isinstance(node, sp.Symbol):
        return sp.Symbol(names[node.name], real=True) if node.name in names and not node.is_integer else node
    if not node.args:
        return node
    return map_children(node, lambda child: renamed_elements(child, names))


def with_transposed_weights(network: Network) -> Network:
    """The same network with W of D × K: z_k := Σ_d W_dk x_d. One with a hidden layer stays as it is."""
    if not any(tensor.name == "W" for tensor in network.given):
        return network

    def turned(node: sp.Expr) -> sp.Expr:
        if isinstance(node, sp.Indexed):
            return node.base[node.indices[::-1]] if node.base.label.name == "W" else node
        if not node.args:
            return node
        return map_children(node, turned)

    return replace(
        network,
        given=tuple(replace(t, axes=t.axes[::-1]) if t.name == "W" else t for t in network.given),
        definitions=tuple(replace(d, value=turned(d.value)) for d in network.definitions),
    )


def with_one_hot_labels(network: Network, labels: Tensor, label: sp.Expr) -> Network:
    """The network of one sample whose label is that class, a number or a letter: y_k := δ_k,label."""
    (k,) = labels.indices
    value = sp.KroneckerDelta(k, label, (1, labels.axes[0].size))
    given = tuple(t for t in network.given if t.name != labels.name)
    return replace(
        network,
        given=given,
        definitions=(Definition(labels, (k,), value, "one-hot"), *network.definitions),
        conditions=(),
        chosen=(label,) if label.is_Symbol else (),
    )


def with_usual_sizes(*sides: sp.Expr) -> tuple[sp.Expr, ...]:
    """N for the author's m or M, K for C, where they are sizes: a letter that runs in either side is an index."""
    running = {limit[0].name for side in sides for total in side.atoms(sp.Sum) for limit in total.limits}
    for side in sides:
        for element in side.atoms(sp.Indexed, sp.KroneckerDelta):
            places = element.indices if isinstance(element, sp.Indexed) else element.args[:2]
            running |= {symbol.name for place in places for symbol in place.free_symbols}
    sizes = {letter: size for letter, size in OTHER_SIZES.items() if letter not in running}
    return tuple(_with_sizes(side, sizes) for side in sides)


def _with_sizes(node: sp.Expr, sizes: Mapping[str, str]) -> sp.Expr:
    if isinstance(node, sp.Symbol):
        own = node.is_integer and node.name in sizes
        return sp.Symbol(sizes[node.name], integer=True, positive=True) if own else node
    if not node.args or isinstance(node, sp.Indexed):
        return node
    return map_children(node, lambda child: _with_sizes(child, sizes), limits=True)


def sizes_in_full(expressions: Iterable[sp.Expr], network: Network) -> frozenset[sp.Symbol]:
    """The sizes of axes of which every entry up to the last is written out; of p_2 alone the size stays open."""
    shapes = {tensor.name: tensor.shape for tensor in network.tensors}
    named: dict[sp.Symbol, set[int]] = {}
    for expression in expressions:
        lasts = {index: high for total in expression.atoms(sp.Sum) for index, _, high in total.limits}
        for element in expression.atoms(sp.Indexed):
            for index, size in zip(element.indices, shapes.get(element.base.label.name, ()), strict=False):
                last = lasts.get(index)
                if last is not None and last.is_Integer:
                    named.setdefault(size, set()).update(range(1, int(last) + 1))
                elif index.is_Integer:
                    named.setdefault(size, set()).add(int(index))
    return frozenset(
        size for size, numbers in named.items() if len(numbers) > 1 and numbers == set(range(1, max(numbers) + 1))
    )


def sizes_written_out(expressions: Iterable[sp.Expr], network: Network) -> dict[sp.Symbol, int] | None:
    """The sizes of a formula that is written out entry by entry: z_1 = w_11 x_1 + … + w_14 x_4 has D = 4.

    None where no index is, or goes to, a number above 1: such a formula is meant for every size.
    """
    shapes = {tensor.name: tensor.shape for tensor in network.tensors}
    found: dict[sp.Symbol, int] = {}
    for expression in expressions:
        lasts = {index: high for total in expression.atoms(sp.Sum) for index, _, high in total.limits}
        for element in expression.atoms(sp.Indexed):
            for index, size in zip(element.indices, shapes.get(element.base.label.name, ()), strict=False):
                last = lasts.get(index, index)
                if last.is_Integer and last > 1 and size.is_Symbol:
                    found[size] = max(found.get(size, 2), int(last))
    if not found:
        return None
    every = {axis.size for axis in network.axes if axis.size.is_Symbol}
    return {size: found.get(size, USUAL_SIZES.get(str(size), 2)) for size in sorted(every, key=str)}
