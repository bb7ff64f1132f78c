"""The network that a claim is judged against, in the author's letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import sympy as sp

from ..layers import SAMPLES, classifier
from ..network import Condition, Definition, Network
from ..reader import Glossary
from ..reader.glossary import Meaning
from ..tensors import Tensor


@dataclass(frozen=True, slots=True)
class Setting:
    """What the notes say about their network; every claim gets the network in its own letters."""

    log_base: str = "e"
    reduction: str = "mean"
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """What a claim mentions: how many indices each letter has."""

    ranks: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, expressions: Iterable[sp.Expr]) -> Used:
        """Gather the elements and the plain symbols."""
        ranks: dict[str, set[int]] = {}
        for expression in expressions:
            labels = set()
            for element in expression.atoms(sp.Indexed):
                name = element.base.label.name
                ranks.setdefault(name, set()).add(len(element.indices))
                labels |= {element.base.label, *element.free_symbols}
            for symbol in expression.atoms(sp.Symbol) - labels:
                if not symbol.is_integer:
                    ranks.setdefault(symbol.name, set()).add(0)
        return cls({name: frozenset(found) for name, found in ranks.items()})


def network_for(setting: Setting, used: Used, glossary: Glossary) -> tuple[Network, tuple[str, ...]]:
    """The classifier of one sample or of a batch with the claim's letters, and the letters it does not have."""
    roles: dict[str, str] = {}
    for name in sorted(used.ranks):
        roles.setdefault(glossary[name].role, name)
    batch = any(_of_many_samples(glossary[name], ranks) for name, ranks in used.ranks.items())
    layered = any(name in ("W1", "W2") for name in used.ranks)
    hidden = setting.hidden or (("tanh",) if layered else ())
    network = classifier(
        bias=any(glossary[name].role == "bias" for name in used.ranks),
        log_base=setting.log_base,
        reduction=setting.reduction,
        hidden=hidden,
        batch=batch,
    )
    renaming = _renaming(network, roles, used, batch=batch)
    renamed = renamed_network(network, renaming)
    known = {tensor.name for tensor in renamed.tensors}
    return renamed, tuple(name for name in sorted(used.ranks) if name not in known)


def _of_many_samples(meaning: Meaning, ranks: frozenset[int]) -> bool:
    own = len(meaning.axes)
    return (meaning.batched and own > 0 and own + 1 in ranks) or (meaning.axes[:1] == (SAMPLES,) and own in ranks)


def _renaming(network: Network, roles: Mapping[str, str], used: Used, *, batch: bool) -> dict[str, str]:
    usual = {"input": "x", "weights": "W", "bias": "b", "logits": "z", "probabilities": "p", "labels": "y"}
    names = {tensor.name for tensor in network.tensors}
    renaming = {usual[role]: name for role, name in roles.items() if role in usual and usual[role] in names}
    losses = sorted(name for name in used.ranks if name == roles.get("loss"))
    if losses:
        loss = losses[0]
        whole = batch and 0 in used.ranks[loss]
        renaming |= {"E" if whole else "L": loss}
        if whole and loss == "L":
            renaming["L"] = "L1"
    return renaming


def renamed_network(network: Network, names: Mapping[str, str]) -> Network:
    """The same network with other names for its tensors."""
    tensors = {t.name: replace(t, name=names.get(t.name, t.name), letter="") for t in network.tensors}

    def element(expression: sp.Expr) -> sp.Expr:
        return renamed_elements(expression, names)

    return replace(
        network,
        given=tuple(tensors[t.name] for t in network.given),
        definitions=tuple(
            Definition(tensors[d.tensor.name], d.indices, element(d.value), d.stage) for d in network.definitions
        ),
        conditions=tuple(Condition(c.name, element(c.left), element(c.right)) for c in network.conditions),
    )


def renamed_elements(node: sp.Expr, names: Mapping[str, str]) -> sp.Expr:
    """The expression with other names for its elements."""
    if isinstance(node, sp.Indexed):
        name = node.base.label.name
        return sp.IndexedBase(names.get(name, name), real=True)[node.indices]
    if isinstance(node, sp.Symbol):
        return sp.Symbol(names[node.name], real=True) if node.name in names and not node.is_integer else node
    if not node.args:
        return node
    return node.func(*(renamed_elements(a, names) if isinstance(a, sp.Expr) else a for a in node.args))


def with_one_hot_labels(network: Network, labels: Tensor, number: int) -> Network:
    """The network of one sample whose label is that class: y_k := δ_k,number."""
    (k,) = labels.indices
    value = sp.KroneckerDelta(k, sp.Integer(number), (1, labels.axes[0].size))
    given = tuple(t for t in network.given if t.name != labels.name)
    return replace(
        network,
        given=given,
        definitions=(Definition(labels, (k,), value, "one-hot"), *network.definitions),
        conditions=(),
    )
