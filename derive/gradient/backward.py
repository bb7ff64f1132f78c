"""From a network to one gradient: the chain rule backwards, every step recorded and checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import sympy as sp

from ..algebra.deltas import identify
from ..algebra.differentiation import Indices, differentiated, jacobian, local_derivative, unused_letters
from ..algebra.folding import Names, fold, use_condition
from ..algebra.indices import substitute
from ..errors import StepRefuted, UsageError
from ..network.definitions import Definition, Network
from ..network.partial import Partial
from ..network.tensors import Tensor
from ..proof.spot_check import Seen, contradiction
from . import rules
from .checking import StepChecker
from .derivation import Derivation, Formula, Step
from .recording import COLLAPSE, RECOGNISE, TIDY, Recorder


class _Backward:
    """The backward walk from ``of``: the derivative with respect to each tensor on the way."""

    def __init__(self, network: Network, of: Tensor, folds_source: bool = True) -> None:
        self.network, self.of, self.folds_source = network, of, folds_source
        self.recorder = Recorder(StepChecker(network))
        self.names = (rules.FOLD, Names(network).given_back)
        self.known: dict[str, tuple[Indices, Partial, sp.Expr]] = {}
        self.steps_of: dict[str, list[Step]] = {}
        self.seen: Seen = {}

    def consumers(self, tensor: Tensor) -> list[Definition]:
        """The definitions that mention the tensor and that ``of`` depends on, or that are ``of``'s own."""
        return [
            d
            for d in self.network.definitions
            if not d.held
            and tensor in self.network.tensors_in(d.value)
            and (d.tensor == self.of or self.network.depends(self.of, d.tensor))
        ]

    def visit_recording(self, tensor: Tensor) -> None:
        """Visit the tensor and remember which steps that took."""
        before = len(self.recorder.steps)
        self.visit(tensor)
        self.steps_of[tensor.name] = self.recorder.steps[before:]

    def visit(self, tensor: Tensor) -> None:
        """Derive ∂of/∂tensor from the derivatives of the definitions that mention the tensor."""
        consumers = self.consumers(tensor)
        if [d.tensor for d in consumers] == [self.of]:
            derivative = jacobian(consumers[0], tensor)
            value = self.work_out(consumers[0], derivative.left, derivative.value)
            indices = _indices_of(derivative.left.denominator)
            self.known[tensor.name] = (indices, derivative.left, value)
            return
        at = unused_letters(tensor, {index.name for index in self.of.indices})
        left = Partial(self.of.at(*self.of.indices), tensor.at(*at))
        named, known = zip(*(self.through(d, tensor, at) for d in consumers), strict=True)
        chain = self.recorder.record(rules.CHAIN_RULE, left, left, sp.Add(*named))
        value = self.recorder.record(rules.SUBSTITUTE, left, chain, sp.Add(*known))
        equal = (rules.EQUAL_INDICES, lambda expression: identify(expression, self.of.indices))
        value = self.recorder.rewrite(left, value, COLLAPSE, equal, TIDY, equal, TIDY, self.names, TIDY)
        self.recorder.checker.establish(left, value)
        self.known[tensor.name] = (at, left, value)

    def through(self, definition: Definition, tensor: Tensor, at: Indices) -> tuple[sp.Expr, sp.Expr]:
        """One consumer's part of the chain rule: with named derivatives, and with known ones."""
        others = (part for part in self.network.tensors_in(definition.value) if part != tensor)
        held = [part.name for part in others if self.network.depends(part, tensor)]
        if definition.tensor == self.of:
            own = differentiated(definition, definition.indices, tensor, at, held)
            return own.left, self.work_out(definition, own.left, own.value)
        local = local_derivative(definition, tensor, at, (index.name for index in self.of.indices), held)
        worked_out = self.work_out(definition, local.left, local.value)
        inner = _indices_of(local.left.numerator)
        limits = [
            axis.limits(index) for index, axis in zip(inner, definition.tensor.axes, strict=True) if index not in at
        ]
        indices, left, value = self.known[definition.tensor.name]
        renamed = dict(zip(indices, inner, strict=True))
        outer, outer_value = substitute(left, renamed), substitute(value, renamed)
        return _summed(outer * local.left, limits), _summed(outer_value * worked_out, limits)

    def work_out(self, definition: Definition, left: sp.Expr, raw: sp.Expr) -> sp.Expr:
        """SymPy's derivative of a definition, collapsed, folded into its name and tidied."""
        value = self.recorder.record(rules.DIFFERENTIATE, left, left, raw)
        named = self.folds_source or definition.tensor != self.of
        folding = [(rules.FOLD, lambda expression: fold(expression, definition))] if named else []
        value = self.recorder.rewrite(left, value, COLLAPSE, RECOGNISE, *folding, TIDY, self.names, TIDY)
        self.recorder.checker.establish(left, value)
        return value


def _indices_of(element: sp.Expr) -> Indices:
    return tuple(element.indices) if isinstance(element, sp.Indexed) else ()


def _summed(function: sp.Expr, limits: list[tuple[sp.Symbol, int, sp.Expr]]) -> sp.Expr:
    return sp.Sum(function, *limits) if limits else function


def derive_gradient(network: Network, wrt: str, of: str | None = None) -> Derivation:
    """Derive ∂of/∂wrt as checked steps; ``of`` is the network's output unless it is named.

    Args:
        network: the definitions, from the input to the scalar loss.
        wrt: the tensor to differentiate with respect to: a parameter or any intermediate.
        of: the tensor to differentiate.

    Raises:
        UsageError: there is no such tensor, or ``of`` does not depend on ``wrt``.
        StepRefuted: a step failed its check (a fault of ours).

    >>> from ..network.building import classifier
    >>> derive_gradient(classifier(batch=False), wrt="z").formula.value
    p[k] - y[k]
    """
    return derive_gradients(network, (wrt,), of)[wrt]


def derive_gradients(
    network: Network, wrt: Iterable[str], of: str | None = None, *, folds_source: bool = True
) -> dict[str, Derivation]:
    """Derive several gradients of one output on one walk; each derivation holds the steps that it needs.

    Arguments and errors are those of ``derive_gradient``. Without ``folds_source`` the name of what is differentiated
    does not stand in its own derivative, as L would in that of L := exp(−m).

    >>> from ..network.building import classifier
    >>> list(derive_gradients(classifier(bias=True), ("W", "b")))
    ['W', 'b']
    """
    source = network.tensor(of) if of else network.output
    targets = [network.tensor(name) for name in wrt]
    for target in targets:
        if not network.depends(source, target):
            raise UsageError(
                f"{source.name} does not depend on {target.name}", hint=_what_comes_before(network, source)
            )
    walk = _Backward(network, source, folds_source)
    for tensor in reversed(network.tensors):
        if any(_on_the_way(network, source, tensor, target) for target in targets):
            walk.visit_recording(tensor)
    return {target.name: _derivation(walk, target) for target in targets}


def _on_the_way(network: Network, source: Tensor, tensor: Tensor, target: Tensor) -> bool:
    return tensor == target or (network.depends(source, tensor) and network.depends(tensor, target))


def _derivation(walk: _Backward, target: Tensor) -> Derivation:
    network, source = walk.network, walk.of
    passed = [t for t in reversed(network.tensors) if _on_the_way(network, source, t, target)]
    steps = [step for tensor in passed for step in walk.steps_of[tensor.name]]
    indices, left, value = walk.known[target.name]
    wrong = contradiction(network, left, value, seen=walk.seen)
    if wrong:
        raise StepRefuted(f"the derivation of {left} differs from the total derivative at {wrong}")
    general = Formula(left, value, (*_indices_of(left.numerator), *indices), network=network)
    recorder = Recorder(walk.recorder.checker, steps)
    formula = under_conditions(recorder, network, general)
    return Derivation(network, source, target, tuple(recorder.steps), general, formula)


def _what_comes_before(network: Network, tensor: Tensor) -> str:
    below = [t.name for t in network.tensors if network.depends(tensor, t)]
    if below:
        return "name a tensor that comes before it: " + ", ".join(below)
    definition = network.definition(tensor.name)
    reason = "it is given" if definition is None else "it is held" if definition.held else "it is a constant"
    return f"nothing comes before it, for {reason}; differentiate another tensor"


def under_conditions(recorder: Recorder, network: Network, general: Formula) -> Formula:
    """The formula with the network's conditions used on it, each use a step; the same object where none applies."""
    value, used = general.value, []
    for condition in network.conditions:
        simpler = value if condition.one_hot else use_condition(value, condition)
        if simpler != value:
            value = recorder.record(rules.CONDITION, general.left, value, simpler, condition)
            used.append(condition)
    return replace(general, value=value, conditions=tuple(used)) if used else general
