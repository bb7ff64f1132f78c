"""The array bridge: formulas in index notation become one readable JAX function, for any sizes.

The text that ``LoweredProgram.source`` shows is the very text that runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import sympy as sp
from jax import lax

from derive.errors import InputError, UsageError
from derive.gradient.derivation import Formula
from derive.network.definitions import Network
from derive.network.partial import Partial
from derive.network.short_repr import short_repr
from derive.network.tensors import Role, Tensor
from derive.writing.text import equation_text

from ..model.sizes import sizes_from
from .expressions import Lowering
from .indices import with_letters
from .names import BUILTINS, check_closed
from .stability import sum_without_one
from .writer import shape_text

Arrays = Mapping[str, Any]
Function = Callable[..., dict[str, jax.Array]]


@dataclass(frozen=True)
class LoweredProgram:
    """A generated JAX function: its source, its arguments, and the function itself.

    ``function`` takes the arrays in the order of ``arguments`` and returns a dict with the keys
    ``outputs``; it may be passed to ``jax.jit`` or ``jax.vmap``. Calling the program takes the arrays by name,
    checks their shapes and runs the compiled function.

    >>> from derive.gradient.backward import derive_gradient
    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> program = lower_gradients(network, {"W": derive_gradient(network, wrt="W").formula})
    >>> program.arguments, program.outputs
    (('x', 'W', 'y'), ('W',))
    >>> program({"x": [1.0], "W": [[0.0], [0.0]], "y": [1.0, 0.0]})["W"].tolist()
    [[-0.5], [0.5]]
    """

    name: str
    source: str
    arguments: tuple[str, ...]
    outputs: tuple[str, ...]
    given: tuple[Tensor, ...]
    function: Function = field(repr=False)
    compiled: Function = field(repr=False)

    __repr__ = short_repr

    def __call__(self, arrays: Arrays) -> dict[str, jax.Array]:
        """Run on arrays by tensor name; further names are ignored.

        Raises:
            UsageError: an array is missing or has another shape than the tensor's axes say.
        """
        return self.compiled(*arguments_in_order(self.given, arrays))


def arguments_in_order(
    given: Sequence[Tensor], arrays: Arrays, fixed: Mapping[str, int] | None = None
) -> list[jax.Array]:
    """Return the arrays of the tensors, in one common floating dtype, after checking their shapes.

    ``fixed`` holds the sizes that must be as they are, by name (K, D).

    Raises:
        UsageError: an array is missing, empty, or its shape contradicts the axes.
    """
    _check_all_given(given, arrays)
    values = [_numbers(tensor, arrays[tensor.name]) for tensor in given]
    dtype = jnp.result_type(*values)
    if not jnp.issubdtype(dtype, jnp.floating):
        dtype = jnp.result_type(float)
    _check_shapes(given, values, fixed or {})
    return [value.astype(dtype) for value in values]


def check_shapes(given: Sequence[Tensor], arrays: Arrays, fixed: Mapping[str, int] | None = None) -> None:
    """Check that there is an array for every tensor, in the shape of its axes; ``fixed`` are sizes that must be so.

    Raises:
        UsageError: an array is missing, empty, or its shape contradicts the axes.

    >>> from derive.network.building import classifier
    >>> check_shapes(classifier(batch=False).given[:1], {"x": jnp.ones(4)})
    """
    _check_all_given(given, arrays)
    _check_shapes(given, [arrays[tensor.name] for tensor in given], fixed or {})


def _check_all_given(given: Sequence[Tensor], arrays: Arrays) -> None:
    missing = [tensor.name for tensor in given if tensor.name not in arrays]
    if missing:
        names = ", ".join(t.name for t in given)
        raise UsageError(f"no array was given for {', '.join(missing)}", hint=f"give one for each of: {names}")


def _check_shapes(given: Sequence[Tensor], values: Sequence[Any], fixed: Mapping[str, int]) -> None:
    sizes = {name: (size, "the program") for name, size in fixed.items()}
    for tensor, value in zip(given, values, strict=True):
        _check_shape(tensor, value.shape, sizes)
    _check_expressions(given, values)


def _numbers(tensor: Tensor, value: Any) -> jax.Array:
    try:
        array = jnp.asarray(value)
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"{tensor.name} is no array of numbers: {type(value).__name__:.40}",
            hint="give one of NumPy or JAX, or lists",
        ) from error
    if jnp.issubdtype(array.dtype, jnp.complexfloating):  # the imaginary part would be lost without a word
        raise UsageError(
            f"{tensor.name} has complex numbers", hint="give real ones: its .real and .imag, each by itself"
        )
    return array


def _check_expressions(given: Sequence[Tensor], values: Sequence[Any]) -> None:
    """A size such as I − S + 1 must be what its letters say."""
    try:
        sizes_from((tensor, value.shape) for tensor, value in zip(given, values, strict=True))
    except InputError as error:
        raise UsageError(str(error), hint=error.hint) from error


def _check_shape(tensor: Tensor, shape: tuple[int, ...], sizes: dict[str, tuple[int, str]]) -> None:
    expected = "(" + ", ".join(str(size) for size in tensor.shape) + ")"
    if tensor.role is Role.LABEL and len(tensor.axes) > 1 and tuple(shape[len(tensor.axes) - 1 :]) in ((), (1,)):
        _refuse_class_numbers(tensor, shape, expected, sizes)
    if len(shape) != len(tensor.axes):
        raise UsageError(f"{tensor.name} has the shape {shape}", hint=f"it has the axes {expected}")
    for axis, length in zip(tensor.axes, shape, strict=True):
        known, source = sizes.get(str(axis.size), (length, tensor.name))
        if axis.size.is_Integer:
            known, source = int(axis.size), "the network"
        if length != known:
            raise UsageError(
                f"{tensor.name} has {length} {axis.name} and {source} has {known}",
                hint=f"the shape of {tensor.name} is {expected}",
            )
        if length == 0:
            raise UsageError(f"{tensor.name} has no {axis.name}", hint="give at least one")
        sizes.setdefault(str(axis.size), (length, tensor.name))


def _refuse_class_numbers(
    tensor: Tensor, shape: tuple[int, ...], expected: str, sizes: Mapping[str, tuple[int, str]]
) -> None:
    """One number for each sample where one for each class is meant; there may be one class only."""
    classes = tensor.axes[-1]
    count = int(classes.size) if classes.size.is_Integer else sizes.get(str(classes.size), (0, ""))[0]
    if len(shape) == len(tensor.axes) and count in (0, 1):
        return
    letter = count or classes.size
    raise UsageError(
        f"{tensor.name} has the shape {tuple(shape)}, as class numbers have; it has the axes {expected}",
        hint=f"make it one-hot: jax.nn.one_hot({tensor.name}, {letter}) for whole numbers from 0 to {letter} - 1",
    )


def lower_gradients(network: Network, formulas: Mapping[str, Formula]) -> LoweredProgram:
    """Lower formulas to one function ``gradients`` that returns an array for each of their names.

    Args:
        network: the network whose given tensors are the arguments.
        formulas: name (for example ``W``) → formula of its gradient; the array's axes are the formula's indices.

    Raises:
        UnsupportedFormula: a part of a formula has no array code.
        UsageError: a name is not a plain identifier.

    >>> from derive.gradient.backward import derive_gradient
    >>> from derive.network.building import classifier
    >>> network = classifier()
    >>> program = lower_gradients(network, {"W": derive_gradient(network, wrt="W").formula})
    >>> print(program.source.splitlines()[-2].strip())
    dE_dW = jnp.einsum("nk,nd->kd", p - y, x) / N
    """
    values = {n: with_letters(f.value, network, frozenset(f.indices)) for n, f in formulas.items()}
    lowering = Lowering(network, compensated=wants_every_digit(values.values()))
    lowering.share(list(values.values()))
    results = write_gradients(lowering, formulas, values)
    return program_of(lowering, "gradients", "Gradients, each derived in index notation.", results)


def wants_every_digit(values: Iterable[sp.Expr]) -> bool:
    """True where a sum leaves out its own term: who writes that wants each exponent compensated."""
    return any(sum_without_one(total) for value in values for total in value.atoms(sp.Sum))


def write_gradients(
    lowering: Lowering, formulas: Mapping[str, Formula], values: Mapping[str, sp.Expr]
) -> dict[str, str]:
    """Write each formula's array, with its formula above it; return the names of the arrays."""
    results = {}
    for name, formula in formulas.items():
        shape, value = formula_shape(lowering.network, formula), values[name]
        comment = f"{equation_text(formula.left, value, lowering.network)}{shape_text(shape)}"
        results[name] = lowering.write(value, formula.indices, shape, formula_name(formula, "_"), comment).text
    return results


def lower_forward(network: Network, names: str | Sequence[str]) -> LoweredProgram:
    """Lower definitions to one function ``forward`` that returns the values of the named tensors.

    Raises:
        UsageError: the network has no definition of that name.

    >>> from derive.network.building import classifier
    >>> lower_forward(classifier(), ["p", "E"]).outputs
    ('p', 'E')
    """
    wanted = (names,) if isinstance(names, str) else tuple(names)
    lowering = Lowering(network)
    for name in wanted:
        if network.definition(network.tensor(name).name) is None:
            raise UsageError(f"{name} is given, not computed", hint="name a tensor that has a definition")
    results = {name: lowering.array(name).text for name in wanted}
    return program_of(lowering, "forward", "Values, each computed from its definition.", results)


def lower_loss(network: Network) -> LoweredProgram:
    """Lower the network's own definitions to one function ``loss`` that JAX can differentiate.

    What a definition holds is not differentiated.

    >>> from derive.network.building import classifier
    >>> program = lower_loss(classifier(batch=False))
    >>> round(float(program({"x": [1.0], "W": [[0.0], [0.0]], "y": [1.0, 0.0]})["L"]), 6)
    0.693147
    """
    output = network.output.name
    lowering = Lowering(network, differentiated=True)
    return program_of(
        lowering, "loss", "The loss, computed from its definitions.", {output: lowering.array(output).text}
    )


def loss_of(network: Network) -> Callable[[Arrays], jax.Array]:
    """The network's output as a function of the arrays by name, for ``jax.grad`` and its kind.

    >>> from derive.network.building import classifier
    >>> loss = loss_of(classifier(batch=False))
    >>> arrays = {"x": jnp.array([1.0]), "W": jnp.zeros((2, 1)), "y": jnp.array([1.0, 0.0])}
    >>> jax.grad(loss)(arrays)["W"].tolist()
    [[-0.5], [0.5]]
    """
    program = lower_loss(network)

    def loss(arrays: Arrays) -> jax.Array:
        return program.function(*(arrays[name] for name in program.arguments))[program.outputs[0]]

    return loss


def formula_shape(network: Network, formula: Formula) -> tuple[sp.Expr, ...]:
    """The size of the axis that each of the formula's indices runs over, read from its left side."""
    elements = formula.left.args if isinstance(formula.left, Partial) else (formula.left,)
    sizes: dict[sp.Expr, sp.Expr] = {}
    for element in elements:
        if isinstance(element, sp.Indexed):
            shape = network.tensor(str(element.base.label)).shape
            sizes |= dict(zip(element.indices, shape, strict=True))
    return tuple(sizes[index] for index in formula.indices)


def formula_name(formula: Formula, bar: str) -> str:
    """The left side as dE/dW or, with the bar ``_``, as an identifier."""
    if not isinstance(formula.left, Partial):
        return str(formula.left)
    above, below = formula.left.numerator, formula.left.denominator
    if bar == "_":
        above, below = (e.base.label if isinstance(e, sp.Indexed) else e for e in (above, below))
    return f"d{above}{bar}d{below}"


def program_of(
    lowering: Lowering, name: str, purpose: str, results: Mapping[str, str], options: Sequence[str] = ()
) -> LoweredProgram:
    """The lines that were written, as a function that runs and returns the results by their names.

    ``options`` are what the function may be told besides the arrays, None without it; they are constants of what is
    compiled.

    Raises:
        UsageError: a name of a result is not a plain identifier.
    """
    for key in results:
        if not (key.isascii() and key.isidentifier()):
            raise UsageError(f"{key!r:.60} is not a plain identifier", hint="use a tensor's name, such as W")
    arguments = tuple(lowering.writer.arguments.values())
    returned = ", ".join(f'"{key}": {text}' for key, text in results.items())
    body = [f'"""{purpose}"""', *lowering.writer.lines, f"return {{{returned}}}"]
    above = "".join(f"{text}\n\n" for text in lowering.writer.helpers.values())
    told = [f"{option}=None" for option in options]
    source = above + f"def {name}({', '.join([*arguments, *told])}):\n" + "".join(f"    {line}\n" for line in body)
    # JAX imports some of its parts when they are first used, by the builtins of whoever calls it.
    known = {"__import__": __import__, **BUILTINS}
    function = generated_function(source, name, {"__builtins__": known, "jnp": jnp, "lax": lax, "jax": jax})
    given = lowering.network.given
    names = tuple(tensor.name for tensor in given)
    compiled = _compiled(function, tuple(results), tuple(options))
    return LoweredProgram(name, source, names, tuple(results), given, function, compiled)


def generated_function(source: str, name: str, namespace: dict[str, Any]) -> Function:
    """The function of that name in generated code, which is looked at first: it reads nothing but the namespace.

    >>> generated_function("def f(x):\\n    return max(x, 2)\\n", "f", {"__builtins__": BUILTINS})(1)
    2
    """
    check_closed(source)
    exec(compile(source, f"<{name}>", "exec"), namespace)  # noqa: S102 - closed code of checked names only
    function: Function = namespace[name]
    return function


def _compiled(function: Function, outputs: tuple[str, ...], options: tuple[str, ...]) -> Function:
    """The function compiled with full-precision products: some accelerators round them by default."""

    @partial(jax.jit, static_argnames=options)
    def traced(*arrays: jax.Array, **told: Any) -> dict[str, jax.Array]:
        with jax.default_matmul_precision("highest"):
            return function(*arrays, **told)

    def run(*arrays: jax.Array, **told: Any) -> dict[str, jax.Array]:
        result = traced(*arrays, **told)
        return {name: result[name] for name in outputs}  # jit sorts the keys

    return run
