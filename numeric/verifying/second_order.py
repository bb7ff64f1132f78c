"""A hand-written Hessian, its diagonal or its product with a vector: proved or refuted for every size.

Which of them a function returns is seen from its name (hess, hvp, diag), from an argument that the loss has not (the
vector), and from the axes of its result: those of two parameters are a block of the Hessian.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derive.algebra.deltas import collapse
from derive.algebra.indices import fresh_index, substitute
from derive.algebra.tidying import tidy
from derive.errors import BackproofError, UsageError
from derive.gradient.accurate import sums_to_one
from derive.gradient.checking import StepChecker
from derive.network.tensors import Role, Tensor
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Outcome, Verdict
from derive.writing.text import text

from ..tracing.shapes import Spec
from ..tracing.translation import LOSS_NAMES
from .agreement import held_against_functions, relative
from .assumptions import conditions_of
from .deciding import part_for
from .evaluation import Point, value_at
from .pairs import Translated, Written, arguments_of, differentiated, results_apart, translation_of_pair
from .running import run_pair
from .slips import Samples, factor_between
from .verdicts import ArrayVerdict, Verification, due_and_code
from .witnesses import BARELY, Found, Search, python_list

HESSIAN, DIAGONAL, PRODUCT = "hessian", "diagonal", "product"
WORDS = re.compile(r"hess|hvp|diag|second_deriv|curvature", re.IGNORECASE)
DIAGONALS = re.compile(r"diag", re.IGNORECASE)
OTHERS = re.compile(r"fisher|gauss|ggn|gnvp|gnv|fvp", re.IGNORECASE)
WHAT_IS_VERIFIED = (
    "A gradient is verified, and by a name with hess, hvp or diag the Hessian, its product with a vector or its "
    "diagonal; a Fisher or Gauss–Newton matrix is not"
)
NOT_TOLD = (
    "several parameters have these axes, and it is not told which are meant: end the name with them, as in hess_u_v"
)
Function = Callable[..., Any]


def is_second(loss: Function, function: Function | None, shapes: Mapping[str, Any], wrt: Sequence[str] = ()) -> bool:
    """True for a function of second derivatives: by its name, or by a vector that the loss does not take.

    >>> def loss(w, x): ...
    >>> def hvp(w, x, v): ...
    >>> is_second(loss, hvp, {"w": "D", "x": "N D", "v": "D"})
    True
    """
    if function is None:
        return False
    vectors = _vectors(loss, function, shapes, wrt)
    return bool(vectors) or bool(WORDS.search(getattr(function, "__name__", "")))


def _vectors(loss: Function, function: Function, shapes: Mapping[str, Any], wrt: Sequence[str] = ()) -> list[str]:
    """The arguments of the second function that the loss has not."""
    names = list(shapes)
    known = arguments_of(loss, names)
    asked = [name for name in (*wrt, *known) if name in known]
    like = _like(asked[0], shapes[asked[0]]) if asked else ""
    return [name for name in arguments_of(function, names, like) if name not in known]


def _like(name: str, shape: Any) -> str:
    """The shape of the parameter, which is that of a vector, as it is given, and whose it is."""
    dims = Spec.read(shape).dims if isinstance(shape, str) else shape.dims if isinstance(shape, Spec) else None
    return f"{','.join(dims)}, the shape of {name}" if dims is not None else f"... in the shape of {name}"


@dataclass(frozen=True, slots=True)
class Claim:
    """One returned array: what it is said to be, of which parameters, and what is due, with its indices.

    ``doubt`` says why it may be meant for something else, so that nothing is refuted.
    """

    written: Written
    tensor: Tensor
    kind: str
    name: str
    due: sp.Expr
    indices: tuple[sp.Symbol, ...]
    doubt: str = ""


def verified_second(
    loss: Function, function: Function, shapes: Mapping[str, Any], wrt: Sequence[str], roles: Mapping[str, Role]
) -> Verification:
    """The verdicts on the arrays of a function of second derivatives.

    Raises:
        UsageError: a function cannot be read, or a result is neither a block, a diagonal nor a product.
    """
    vectors = _vectors(loss, function, shapes, wrt)
    roles = {**dict.fromkeys(vectors, Role.INPUT), **roles}
    pair, translation, outputs = translation_of_pair(loss, function, shapes, wrt, roles)
    value, arrays = results_apart(pair, outputs)
    taken = {argument.name for argument in translation.arguments}
    translation.finish(value, next((name for name in LOSS_NAMES if name not in taken), "total"))
    total = translation.walk.bench.definitions[-1].tensor
    tensors = [translation.define(replace(o, tensor=None), f"H{place}") for place, o in enumerate(arrays, 1)]
    network = translation.network()
    every = [argument for argument in translation.arguments if translation.roles[argument.name] is Role.PARAMETER]
    written = tuple(Written(every[0], o, t) for o, t in zip(arrays, tensors, strict=True)) if every else ()
    if not written:
        raise UsageError("nothing is differentiated", hint="name an argument with --wrt")
    translated = Translated(pair, translation, network, total, written)
    judge = _Judge(translated, vectors, function, wrt)
    claims = [judge.claim(w) for w in written]
    named = tuple(replace(w, shown=claim.name) for w, claim in zip(written, claims, strict=True))
    held = held_against_functions(replace(translated, written=named))
    if held.against:
        reason = Verdict(Outcome.UNDECIDED, "code and translation compared by numbers", reason=held.against)
        return Verification(tuple(ArrayVerdict(claim.name, reason) for claim in claims), "")
    samples = [
        Samples(tuple(p.sizes for p in held.points[1:]), held.values[1:], tuple(v[t.name] for v in held.values[1:]))
        for t in tensors
    ]
    found = [judge.verdict(claim, s) for claim, s in zip(claims, samples, strict=True)]
    return Verification(tuple(found), held.words)


class _Judge:
    """What is due of each array, and whether it is what was written."""

    def __init__(self, translated: Translated, vectors: Sequence[str], function: Function, wrt: Sequence[str]) -> None:
        self.translated, self.network, self.vectors = translated, translated.network, vectors
        self.function = getattr(function, "__name__", "")
        asked = [argument.name for argument in differentiated(translated.translation, wrt)]
        self.parameters = [self.network.tensor(n) for n in asked if n in {t.name for t in self.network.given}]
        self.plain = part_for(self.network, translated.loss)

    def claim(self, written: Written) -> Claim:
        """What the array is said to be, and whether its function's name says that it is another matrix."""
        found = self._claim(written)
        if OTHERS.search(self.function) and "hess" not in self.function.lower():
            return replace(found, doubt=f"it is not the Hessian, which the name {self.function} does not promise")
        return found

    def _claim(self, written: Written) -> Claim:
        assert written.tensor is not None
        tensor, words = written.tensor, "_".join((self.function, *written.output.path))
        if self.vectors:
            return self._product(written, tensor, words)
        single = [t for t in self.parameters if t.axes == tensor.axes]
        if DIAGONALS.search(words) and single:
            wrt, doubt = self._one(written, single, words)
            due, at = self._block(wrt, wrt)
            rank = len(wrt.axes)
            value = _ones(substitute(due, dict(zip(at[rank:], at[:rank], strict=True))))
            return Claim(written, tensor, DIAGONAL, f"diag ∂²/∂{wrt.name}²", value, at[:rank], doubt)
        pairs = [(a, b) for a, b in product(self.parameters, repeat=2) if a.axes + b.axes == tensor.axes]
        if not pairs:
            known = ", ".join(f"{t.name} ({', '.join(str(size) for size in t.shape)})" for t in self.parameters)
            shape = ", ".join(str(size) for size in tensor.shape)
            raise UsageError(
                f"an array of the shape ({shape}) is no block of the Hessian by {known}",
                hint="return the axes of one parameter and then those of another; a name with diag is a diagonal",
            )
        first, second = told = self._placed(written, pairs) or _told(pairs, words)
        due, at = self._block(first, second)
        doubt = "" if self._placed(written, pairs) or _is_told(told, pairs, words) else NOT_TOLD
        return Claim(written, tensor, HESSIAN, f"∂²/∂{first.name}∂{second.name}", due, at, doubt)

    def _placed(self, written: Written, pairs: Sequence[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor] | None:
        """The block at that place of a tuple of tuples, or of a dict of dicts by the names of the parameters."""
        steps = written.output.path
        if len(steps) != 2:
            return None
        by_step = {t.name: t for t in self.parameters}
        if len(self.translated.written) == len(self.parameters) ** 2:  # else some are left out, and places tell nothing
            by_step |= {str(place): t for place, t in enumerate(self.parameters)}
        first, second = (by_step.get(step) for step in steps)
        return (first, second) if first and second and (first, second) in pairs else None

    def _product(self, written: Written, tensor: Tensor, words: str) -> Claim:
        """Σ_b (∂²E/∂a∂b) v_b, with the vectors in the order of the parameters of their shapes."""
        single = [t for t in self.parameters if t.axes == tensor.axes]
        if not single:
            raise UsageError("a product with a vector has the shape of no parameter", hint="return H v, shaped like v")
        wrt, doubt = self._one(written, single, words)
        left, terms, at = list(self.parameters), [], wrt.indices
        for name in self.vectors:
            vector = self.network.tensor(name)
            fitting = [t for t in [*([wrt] if len(self.vectors) == 1 else []), *left] if t.axes == vector.axes]
            by = _named_first(fitting, name) if fitting else None
            if len(set(fitting)) > 1 and not _names(name, by) and len(self.vectors) != len(self.parameters):
                doubt = doubt or NOT_TOLD
            if by is None:
                raise UsageError(f"the vector {name} has the shape of no parameter", hint="give it that of one")
            left.remove(by)
            due, indices = self._block(wrt, by)
            fresh = {index: fresh_index(index) for index in indices[len(wrt.axes) :]}
            value = substitute(due, {**dict(zip(indices, at, strict=False)), **fresh})
            limits = [axis.limits(i) for axis, i in zip(by.axes, fresh.values(), strict=True)]
            moved = value * vector.at(*fresh.values())
            terms.append(tidy(collapse(sp.Sum(moved, *limits))) if limits else moved)
        return Claim(written, tensor, PRODUCT, f"H {', '.join(self.vectors)} for {wrt.name}", sp.Add(*terms), at, doubt)

    def _one(self, written: Written, single: Sequence[Tensor], words: str) -> tuple[Tensor, str]:
        """The parameter that an array of its shape is for: by its place in a tuple, its name, else the only one."""
        steps = written.output.path
        if len(steps) == 1 and steps[0].isdigit() and len(self.translated.written) == len(self.parameters):
            placed = self.parameters[int(steps[0])]
            if placed in single:
                return placed, ""
        found = _named_first(single, words)
        return found, "" if len(single) == 1 or _names(words, found) else NOT_TOLD

    def _block(self, first: Tensor, second: Tensor) -> tuple[sp.Expr, tuple[sp.Symbol, ...]]:
        loss = self.translated.loss
        if not (self.plain.depends(loss, first) and self.plain.depends(loss, second)):
            return sp.S.Zero, (*first.indices, *(fresh_index(i) for i in second.indices))
        formula = self.plain.hessian(first.name, second.name).general
        return formula.value, formula.indices

    def verdict(self, claim: Claim, samples: Samples) -> ArrayVerdict:
        """PROVED, PROVED WHEN, REFUTED with arrays and the slip, or UNDECIDED."""
        conditions = conditions_of(self.network)
        code = claim.tensor.at(*claim.indices)
        right = self._values(claim, claim.due, samples)
        likely = all(relative(a, b) <= 1e-9 for a, b in zip(samples.written, right, strict=True))
        found = StepChecker(self.network).check(claim.due, code, conditions) if likely else None
        if found is None or not found.proved:
            found = exact_check(self.network, claim.due, code, conditions=conditions)
        if found.outcome is not Outcome.REFUTED:
            return ArrayVerdict(claim.name, found)
        if claim.doubt:
            reason = f"{claim.doubt}. {WHAT_IS_VERIFIED}" if claim.doubt != NOT_TOLD else NOT_TOLD
            return ArrayVerdict(claim.name, Verdict(Outcome.UNDECIDED, found.method, reason=reason))
        search = _Search(self.translated, claim)
        point = search.found(visible=not likely)
        arrays = search.checked(point) if point is not None else None
        if arrays is None or arrays.agree:
            reason = "the formulas differ, but no arrays were found at which the functions do"
            return ArrayVerdict(claim.name, Verdict(Outcome.UNDECIDED, found.method, reason=reason))
        found = replace(found, reason=due_and_code(found))
        due = text(claim.due, self.network)
        return ArrayVerdict(claim.name, found, due, "", self._slip(claim, samples, right), arrays.lines)

    def _values(self, claim: Claim, value: sp.Expr, samples: Samples) -> list[NDArray[Any]]:
        pairs = zip(samples.known, samples.sizes, strict=True)
        return [value_at(value, claim.tensor, claim.indices, known, sizes) for known, sizes in pairs]

    def _slip(self, claim: Claim, samples: Samples, right: list[NDArray[Any]]) -> str:
        """The usual slip that gives the written values, in a sentence; empty where none does."""
        factor = factor_between(samples, right, self.translated)
        if factor and claim.kind == DIAGONAL and samples.are([2 * r for r in right]) and self._has_shares(claim):
            return f"{factor}: 2p(1 − p) is a bound, not the diagonal"
        if factor:
            return factor
        for sentence, values in self._candidates(claim, samples, right):
            if samples.are(values):
                return sentence
            also = factor_between(samples, values, self.translated)
            if also:
                return f"{sentence}, and {also}"
        return ""

    def _has_shares(self, claim: Claim) -> bool:
        """True where probabilities that sum to one are in what is due."""
        definitions = (self.plain.definition(tensor.name) for tensor in self.plain.tensors_in(claim.due))
        return any(d is not None and sums_to_one(d, self.plain) is not None for d in definitions)

    def _candidates(
        self, claim: Claim, samples: Samples, right: list[NDArray[Any]]
    ) -> Iterator[tuple[str, list[NDArray[Any]]]]:
        yield from self._gauss_newton(claim, samples)
        deltas = dict.fromkeys(claim.due.atoms(sp.KroneckerDelta), sp.S.Zero)
        if deltas:
            without = self._values(claim, claim.due.xreplace(deltas), samples)
            yield "the term with δ, where both indices are equal, is missing", without
            yield "only the term with δ is there", [r - w for r, w in zip(right, without, strict=True)]
        rank = right[0].ndim // 2
        if claim.kind == HESSIAN and right[0].ndim == 2 * rank:
            yield "only the diagonal is there", [r * _eye(r.shape) for r in right]
            first, second = list(range(rank)), list(range(rank, 2 * rank))
            for order in ((*first[::-1], *second[::-1]), (*second, *first), (*second[::-1], *first[::-1])):
                if order != (*first, *second) and all(r.transpose(order).shape == r.shape for r in right):
                    yield "its axes are in another order: a transposed product", [r.transpose(order) for r in right]

    def _gauss_newton(self, claim: Claim, samples: Samples) -> Iterator[tuple[str, list[NDArray[Any]]]]:
        """Jᵀ H_z J through each defined tensor z, in place of the Hessian."""
        if claim.kind != HESSIAN:
            return
        first, second = (name for name in claim.name.replace("∂²/", "").split("∂")[1:])
        for definition in self.plain.definitions[:-1]:
            z = definition.tensor
            try:
                values = [
                    self._through(z, first, second, k, s) for k, s in zip(samples.known, samples.sizes, strict=True)
                ]
            except (BackproofError, ValueError, KeyError):
                continue
            yield "the Gauss–Newton matrix stands for the Hessian: what curves below the outputs is missing", values

    def _through(self, z: Tensor, first: str, second: str, known: Any, sizes: Any) -> NDArray[Any]:
        """Σ (∂z/∂first) (∂²E/∂z∂z) (∂z/∂second), by numbers."""
        rank = len(z.axes)
        jacobians = []
        for name in (first, second):
            formula = self.plain.gradient(name, z.name).general
            jacobians.append(self._numbers(formula, (z, self.network.tensor(name)), known, sizes))
        curve = self._numbers(self.plain.hessian(z.name).general, (z, z), known, sizes)
        half: NDArray[Any] = np.tensordot(jacobians[0], curve, axes=(range(rank), range(rank)))
        places = range(half.ndim - rank, half.ndim)
        return np.tensordot(half, jacobians[1], axes=(list(places), list(range(rank))))

    def _numbers(self, formula: Any, tensors: Sequence[Tensor], known: Any, sizes: Any) -> NDArray[Any]:
        axes = tuple(axis for tensor in tensors for axis in tensor.axes)
        shape = Tensor("shape", axes, Role.INTERMEDIATE, "shape")
        return value_at(formula.value, shape, formula.indices, known, sizes)


def _ones(value: sp.Expr) -> sp.Expr:
    """δ_kk is 1."""
    return value.xreplace({d: sp.S.One for d in value.atoms(sp.KroneckerDelta) if d.args[0] == d.args[1]})


def _eye(shape: tuple[int, ...]) -> NDArray[Any]:
    rank = len(shape) // 2
    rows, columns = (int(np.prod(part)) for part in (shape[:rank], shape[rank:]))
    return np.eye(rows, columns).reshape(shape)


def _named_first(tensors: Sequence[Tensor], words: str) -> Tensor:
    """The tensor whose name stands at the end of the words, else the first."""
    return next((t for t in tensors if _names(words, t)), tensors[0])


def _names(words: str, tensor: Tensor | None) -> bool:
    return tensor is not None and bool(re.search(rf"(?:^|_|d){re.escape(tensor.name)}(?:$|_)", words))


def _told(pairs: Sequence[tuple[Tensor, Tensor]], words: str) -> tuple[Tensor, Tensor]:
    """The pair whose names stand in the words, else a parameter with itself."""

    def order(pair: tuple[Tensor, Tensor]) -> tuple[int, int, bool, bool]:
        places = [words.rfind(t.name) if t == pair[1] else words.find(t.name) for t in pair]
        return _unmentioned(pair, words), -_mentioned(pair, words), places[0] > places[1], pair[0] != pair[1]

    return min(pairs, key=order)


def _is_told(told: tuple[Tensor, Tensor], pairs: Sequence[tuple[Tensor, Tensor]], words: str) -> bool:
    """True where no other block has these axes, or the names of this one stand in the words."""
    return len(pairs) == 1 or not _unmentioned(told, words)


def _unmentioned(pair: tuple[Tensor, Tensor], words: str) -> int:
    return len(set(pair)) - _mentioned(pair, words)


def _mentioned(pair: tuple[Tensor, Tensor], words: str) -> int:
    return sum(_names(words, t) for t in set(pair))


class _Search(Search):
    """The search for arrays at which a function of second derivatives is wrong."""

    def __init__(self, translated: Translated, claim: Claim) -> None:
        super().__init__(translated, claim.written, claim.due, claim.indices)
        self.claim = claim
        self.shaped = claim.tensor

    def checked(self, point: Point) -> Found:
        """What the user's function returns there, beside what is due by the formula."""
        _, arrays = run_pair(self.translated.pair, self.translation, point.arrays)
        place = self.translated.written.index(self.written)
        code, (_, due) = arrays[place], self.both(point)
        lines = (
            f"{self._lines(point)}\n# returned: {python_list(code)}\n# due:      {python_list(due.reshape(code.shape))}"
        )
        return Found(point, lines, agree=relative(code.reshape(due.shape), due) < BARELY / 10)
