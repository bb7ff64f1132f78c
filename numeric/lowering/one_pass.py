"""The one door to compiled formulas: the derived gradients of a network's loss, and the loss, from one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from operator import itemgetter
from typing import Any, Literal

import jax
import jax.numpy as jnp

from derive.errors import UsageError
from derive.gradient.accurate import accurate_form
from derive.gradient.backward import derive_gradient
from derive.gradient.derivation import Formula
from derive.network.definitions import Network
from derive.network.short_repr import short_repr

from .blocks import FEW_SAMPLES, PLACING, add_blocks, sample_axes, write_block
from .devices import ENOUGH, beside, placed
from .expressions import Lowering
from .indices import with_letters
from .program import (
    Arrays,
    Function,
    LoweredProgram,
    arguments_in_order,
    formula_shape,
    lower_gradients,
    program_of,
    wants_every_digit,
    write_gradients,
)
from .samples import sample_sums

FORMS = ("accurate", "fast")
Form = Literal["accurate", "fast"]


@dataclass(frozen=True, eq=False)
class GradientProgram:
    """Compiled gradients of a network's loss, made by ``program``; called with arrays by name.

    >>> from derive.network.building import classifier
    >>> gradients = program(classifier(batch=False), form="fast")
    >>> gradients.arguments, gradients.wrt
    (('x', 'W', 'y'), ('W',))
    >>> gradients({"x": [1.0], "W": [[0.0], [0.0]], "y": [1.0, 0.0]})["W"].tolist()
    [[-0.5], [0.5]]
    """

    network: Network
    wrt: tuple[str, ...]
    form: str
    value: bool
    lowered: LoweredProgram
    sample_axes: Mapping[str, int]

    __repr__ = short_repr

    @property
    def source(self) -> str:
        """The generated code, which is what runs."""
        return self.lowered.source

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the arrays, in the order in which the generated function takes them."""
        return self.lowered.arguments

    def __call__(self, arrays: Arrays | None = None, /, **named: Any) -> Any:
        """The gradients by the name of what they are taken to; with ``value`` the loss first, then these.

        Raises:
            UsageError: an array is missing or has another shape than its axes say.
        """
        # A small call takes microseconds: what JAX looks at anyway is not looked at twice, and nothing twice found out.
        merged = named if arrays is None else arrays if type(arrays) is dict and not named else _both(arrays, named)
        taken, kinds, alone, direct = self._quick
        try:
            given = taken(merged)
        except KeyError:
            given = ()
        if [*map(type, given)] == kinds and (alone or self._is_small(given)):
            return direct(*given)
        checked = arguments_in_order(self.lowered.given, merged)
        if self._is_small(checked):
            return self._direct(*checked)
        return self._placed(checked)

    @cached_property
    def _quick(self) -> tuple[Callable[[Arrays], Sequence[Any]], list[type], bool, Function]:
        """What every call asks for: its arrays, the only type that is quick for each, and whether there is one device.

        Its type is what arrays of JAX have that are no tracers: to ask for it is quicker than ``isinstance``.
        """
        with jax.ensure_compile_time_eval():  # the first call may be inside ``jax.jit``
            kinds = [type(jnp.zeros(()))] * len(self.arguments)
        several = len(self.arguments) > 1  # of one alone it would not be a tuple
        taken = itemgetter(*self.arguments) if several else lambda arrays: (arrays[self.arguments[0]],)
        return taken, kinds, jax.device_count() == 1, self._direct

    @cached_property
    def _direct(self) -> Function:
        """Compiled for one device; JAX compiles anew for other shapes and types, and these are checked then."""

        @jax.jit
        def traced(*arrays: jax.Array) -> Any:
            checked = arguments_in_order(self.lowered.given, dict(zip(self.arguments, arrays, strict=True)))
            with jax.default_matmul_precision("highest"):
                return self._returned(self.lowered.function(*checked))

        if [*self.wrt] == sorted(self.wrt):
            return traced

        def reordered(*arrays: jax.Array) -> Any:
            found = traced(*arrays)  # jit sorts the keys
            loss, slopes = found if self.value else (None, found)
            slopes = {name: slopes[name] for name in self.wrt}
            return (loss, slopes) if self.value else slopes

        return reordered

    def _returned(self, result: Mapping[str, jax.Array]) -> Any:
        gradients = {name: result[name] for name in self.wrt}
        return (result[self.network.output.name], gradients) if self.value else gradients

    @cached_property
    def _places(self) -> tuple[tuple[int, int], ...]:
        """Which arguments have samples, each with their axis."""
        return tuple((self.arguments.index(name), axis) for name, axis in self.sample_axes.items())

    def _is_small(self, given: Sequence[Any]) -> bool:
        """Whether there is little to do, so that one device does it."""
        shapes = tuple([array.shape for array in given])
        if shapes in self._small:
            return True
        small = bool(sum(prod(shapes[place]) for place, _ in self._places) < ENOUGH)
        if small:  # whatever has these shapes is compiled for them too
            self._small.add(shapes)
        return small

    @cached_property
    def _small(self) -> set[tuple[tuple[int, ...], ...]]:
        """The shapes of which is known that there is little to do."""
        return set()

    def _placed(self, given: list[jax.Array]) -> Any:
        """Where the arrays are to be worked on, which may be several devices."""
        here = given[0]
        arrays, told = placed(given, dict(self._places))
        result = self.lowered.compiled(*arrays, **told)
        if told and "names" not in told:
            result = {name: beside(here, array) for name, array in result.items()}
        return self._returned(result)


def _both(arrays: Any, named: Arrays) -> Arrays:
    if not isinstance(arrays, Mapping):
        raise UsageError(f"{type(arrays).__name__:.40} is no mapping", hint="give the arrays by name, {'x': …} or x=…")
    return {**arrays, **named}


def program(
    network: Network, wrt: Sequence[str] | None = None, *, form: Form = "accurate", value: bool = False
) -> GradientProgram:
    """Compile the derived gradients of the network's loss, by default to each of its parameters.

    Where every output is made of sums over the samples, the data are read once, in blocks of samples of a size
    that follows from the sizes of the arrays; ``source`` shows it, and is what runs. The program may be used inside
    ``jax.jit``, ``jax.vmap`` and ``jax.shard_map``.

    Args:
        network: whose loss is differentiated.
        wrt: names of parameters or of other tensors that the loss depends on; none for the loss alone.
        form: ``accurate`` keeps every digit where probabilities are near 0 or 1, and holds for any labels;
            ``fast`` is the shortest formula, under the network's conditions (labels sum to one).
        value: return the loss too: ``(loss, gradients)``.

    Raises:
        UsageError: there is no such form or tensor.
        UnsupportedFormula: a part of a formula has no array code.

    Samples that lie on several devices of a mesh are added up where they lie. One CPU device works on one block after
    the other, mostly with one core: let JAX have a device for each core, ``jax.config.update("jax_num_cpu_devices",
    4)`` before it is first used, and each takes its part, without a copy of the data. Blocks were measured on CPUs;
    on other devices, where nothing was measured, all samples are one block. Arrays of JAX are read where they are;
    those of NumPy are copied at each call, as JAX does. JAX stays as you set it: for float64 say
    ``jax.config.update("jax_enable_x64", True)`` before the first array.

    >>> from derive.network.building import classifier
    >>> gradients = program(classifier(), value=True)
    >>> loss, found = gradients(x=[[1.0], [2.0]], W=[[0.0], [0.0]], y=[[1.0, 0.0], [0.0, 1.0]])
    >>> round(float(loss), 6), found["W"].tolist()
    (0.693147, [[0.25], [-0.25]])
    """
    if not isinstance(network, Network):
        raise UsageError(f"{type(network).__name__:.40} is no network", hint="such as derive.classifier()")
    if form not in FORMS:
        raise UsageError(f"unknown form {form!r:.40}", hint="expected one of: " + ", ".join(FORMS))
    names, value = _parameter_names(network) if wrt is None else _names(wrt), bool(value)
    if not names and not value:
        raise UsageError("there is nothing to differentiate to", hint="name a tensor of the network in wrt")
    formulas = {name: _formula(network, name, form) for name in names or _parameter_names(network)}
    compensated = wants_every_digit(formula.value for formula in formulas.values())
    wanted = {name: formulas[name] for name in names}
    return GradientProgram(network, names, form, value, *_lowered(network, wanted, value, compensated=compensated))


def lower_for_rows(network: Network, formulas: Mapping[str, Formula], rows: int) -> LoweredProgram:
    """The program of formulas that are there, for so many rows: of many, it reads the data once, in blocks of them.

    Of few it is what ``lower_gradients`` writes: the arithmetic is the same, the code is shorter.

    >>> from derive.network.building import classifier
    >>> network = classifier()
    >>> formulas = {"W": derive_gradient(network, "W").formula}
    >>> ["rows_of_a_block" in lower_for_rows(network, formulas, rows).source for rows in (150, 100_000)]
    [False, True]
    """
    if rows <= FEW_SAMPLES:
        return lower_gradients(network, formulas)
    compensated = wants_every_digit(formula.value for formula in formulas.values())
    return _lowered(network, formulas, False, compensated=compensated)[0]


def _parameter_names(network: Network) -> tuple[str, ...]:
    return tuple(tensor.name for tensor in network.parameters)


def _names(wrt: Any) -> tuple[str, ...]:
    """One name, whatever its length, or several."""
    names = (wrt,) if isinstance(wrt, str) else tuple(wrt) if isinstance(wrt, Iterable) else (wrt,)
    if odd := [name for name in names if not isinstance(name, str)]:
        raise UsageError(f"{odd[0]!r:.40} is no name of a tensor", hint='name it in wrt, such as ("W", "b")')
    return names


def _formula(network: Network, name: str, form: str) -> Formula:
    derivation = derive_gradient(network, name)
    if form == "fast":
        return derivation.formula
    accurate = accurate_form(derivation)
    return accurate.formula if accurate else derivation.general


def _lowered(
    network: Network, formulas: Mapping[str, Formula], value: bool, *, compensated: bool
) -> tuple[LoweredProgram, dict[str, int]]:
    """The program, and the arguments that have samples where these are read in blocks."""
    values = {n: with_letters(f.value, network, frozenset(f.indices)) for n, f in formulas.items()}
    outputs = [(values[n], dict(zip(f.indices, formula_shape(network, f), strict=True))) for n, f in formulas.items()]
    found = sample_sums(network, [(network.output.at(), {})] * value + outputs)
    blocks = None
    if found is not None:
        blocks = write_block(network, found, [f.indices for f in formulas.values()], compensated=compensated)
    lowering = Lowering(network, compensated=compensated, absent=found.size if found else None)
    if blocks is not None and found is not None:
        add_blocks(lowering, blocks, found)
    lowering.share(list(values.values()))
    results = {network.output.name: lowering.array(network.output.name).text} if value else {}
    results |= write_gradients(lowering, formulas, values)
    purpose = "The loss and its gradients" if value else "Gradients"
    manner = ", in one pass over blocks of samples" if blocks else ""
    about = f"{purpose}, each derived in index notation{manner}."
    lowered = program_of(lowering, "gradients", about, results, PLACING if blocks else ())
    return lowered, sample_axes(network, found) if found else {}
