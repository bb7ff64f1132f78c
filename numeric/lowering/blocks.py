"""One pass over the samples, a block at a time: the loss and every gradient from the same reading of the data.

What a block adds to each sum over the samples is a function of its own, ``block``; the function around it adds the
blocks up and finishes the formulas. A sum that is one number, as the loss is, is carried as one number for each row
of the block and added up once at the end: inside the loop that would be a chain of additions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from derive.algebra.indices import free_indices
from derive.network.definitions import Network
from derive.writing.text import text

from .expressions import Lowering
from .layout import block_layout
from .samples import SampleSums
from .values import Indices, Value
from .writer import CodeWriter, shape_text

LONGEST_LINE = 112

# Written above the function that calls it. What was measured on two cores of a CPU, float32: up to some 256 entries a
# sample one core works on a block that stays near it, beyond that both work on one; large blocks leave the cache.
ROWS_OF_A_BLOCK = '''\
def rows_of_a_block(samples, entries, itemsize):
    """How many samples a block has; all of them where blocks do not pay (few samples, or no CPU)."""
    if samples <= 2048 or jax.default_backend() != "cpu":
        return samples
    if entries > 256:
        return max(64, min(1024, 4 * 2**20 // (entries * itemsize)))
    return min(1280, 2**17 // (entries * itemsize))
'''


@dataclass(frozen=True, slots=True)
class Block:
    """The function ``block`` as text, with the sums that it returns in their order."""

    text: str
    helpers: Mapping[str, str]
    sums: tuple[sp.Sum, ...]
    indices: tuple[Indices, ...]
    counts: bool

    def carried(self, place: int) -> bool:
        """True for a sum that is one number, which is carried as one for each row."""
        return not self.indices[place]


def write_block(
    network: Network, found: SampleSums, orders: Sequence[Indices], *, compensated: bool, name: str = "block"
) -> Block:
    """Write the function that says what one block of samples adds to each sum.

    Args:
        orders: the indices of each output in their order, which the sums take over.
        compensated: whether exponents are compensated, as the accurate form wants.
    """
    lowering = Lowering(network, compensated=compensated, layout=block_layout(network, found.size))
    lowering.share([total.function for total in found.sums])
    returned, indices = [], []
    for total, scope in zip(found.sums, found.scopes, strict=True):
        free = _in_order(free_indices(total), orders)
        value, over = (total, free) if free else _of_each_row(total, found)
        shape = tuple(scope.get(index, found.size) for index in over)
        named = isinstance(value, sp.Indexed) and value.indices == over
        comment = f"{text(value, network)}{shape_text(shape)}"
        array = lowering.array(str(value.base.label)) if named else lowering.write(value, over, shape, "", comment)
        returned.append(array.text)
        indices.append(free)
    writer = lowering.writer
    arguments = [*writer.arguments.values(), *([writer.whole] if writer.whole else [])]
    purpose = "What a block of samples adds to each sum over the samples; a single number for each row of it."
    body = [f'"""{purpose}"""', *writer.lines, *_call("return ", returned)]
    source = f"def {name}({', '.join(arguments)}):\n" + "".join(f"    {line}\n" for line in body)
    return Block(source, writer.helpers, found.sums, tuple(indices), writer.whole is not None)


def _in_order(free: set[sp.Symbol], orders: Sequence[Indices]) -> Indices:
    """The indices as the first output has them that has all of them."""
    wanted = next((order for order in orders if free <= set(order)), ())
    return tuple(sorted(free, key=lambda index: (wanted.index(index) if wanted else 0, str(index))))


def _of_each_row(total: sp.Sum, found: SampleSums) -> tuple[sp.Expr, Indices]:
    row = found.row_of(total)
    others = [limit for limit in total.limits if limit[0] != row]
    return (sp.Sum(total.function, *others) if others else total.function), (row,)


FIRST, LATER = "lax.slice_in_dim({0}, 0, first{1})", "lax.dynamic_slice_in_dim({0}, start, rows{1})"


def add_blocks(lowering: Lowering, block: Block, found: SampleSums) -> None:
    """Write the loop over the blocks, and make each sum known to what is lowered after it."""
    writer, places = lowering.writer, range(len(block.sums))
    data = {t.name: t.shape.index(found.size) for t in lowering.network.given if found.size in t.shape}
    writer.helpers.update({**block.helpers, "rows_of_a_block": ROWS_OF_A_BLOCK, "block": block.text})
    count = writer.size(found.size)
    entries = " + ".join(f"{writer.arguments[name]}.size" for name in data)
    padded = [f"jnp.pad(sums[{p}], (0, rows - first))" if block.carried(p) else f"sums[{p}]" for p in places]
    first, later = (_arguments(writer, data, cut) + [count] * block.counts for cut in (FIRST, LATER))
    with writer.block("One block of samples after the other; the first has what whole blocks leave over"):
        writer.write(
            f"rows = rows_of_a_block({count}, ({entries}) // {count}, {writer.dtype}.itemsize)",
            f"first = ({count} - 1) % rows + 1",
            *_call("sums = block", first),
            f"if first < {count}:",
            "    def add(step, sums):",
            "        start = first + step * rows",
            *_call("        more = block", later),
            *_call("        return ", [f"sums[{p}] + more[{p}]" for p in places]),
            *_call("    sums = ", padded),
            f"    sums = lax.fori_loop(0, ({count} - first) // rows, add, sums)",
        )
        for place, total in enumerate(block.sums):
            value = Value(f"jnp.sum(sums[{place}])" if block.carried(place) else f"sums[{place}]", block.indices[place])
            writer.comment(text(total, lowering.network))
            lowering.known(total, writer.assign(value))


def _arguments(writer: CodeWriter, data: Mapping[str, int], cut: str) -> list[str]:
    """What ``block`` is called with: a piece of each array of samples, everything else whole."""
    axes = {name: f", axis={place}" if place else "" for name, place in data.items()}
    return [cut.format(own, axes[name]) if name in data else own for name, own in writer.arguments.items()]


def _call(head: str, arguments: Sequence[str]) -> list[str]:
    """A call or a tuple: in one line where that is short, else one line for each argument."""
    line = f"{head}({', '.join(arguments)}{',' if len(arguments) == 1 else ''})"
    if len(line) <= LONGEST_LINE:
        return [line]
    space = " " * (len(head) - len(head.lstrip()))
    return [f"{head}(", *(f"{space}    {argument}," for argument in arguments), f"{space})"]
