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

# Of so many samples or fewer, all are one block.
FEW_SAMPLES = 2048
# Written above the function that calls it. Measured on two cores of a CPU with 2 MiB of cache each, float32.
ROWS_OF_A_BLOCK = f'''\
def rows_of_a_block(samples, entries, itemsize, alone):
    """How many samples a block has; all of them where blocks do not pay (few samples, or no CPU)."""
    if samples <= {FEW_SAMPLES} or jax.default_backend() != "cpu":
        return samples
    if alone and entries > 256:
        # Every core works on the products of one block: it is large.
        return max(64, min(2048, 6 * 2**20 // (entries * itemsize)))
    # One core works on one block: it stays near that core, and the rows of its short arrays are long.
    return max(64, min(2**20 // (entries * itemsize), max(256, 2**13 // entries), 1280))
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


def write_block(network: Network, found: SampleSums, orders: Sequence[Indices], *, compensated: bool) -> Block:
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
    return Block(
        _function(f"block({', '.join(arguments)})", *body),
        writer.helpers,
        found.sums,
        tuple(indices),
        writer.whole is not None,
    )


def _in_order(free: set[sp.Symbol], orders: Sequence[Indices]) -> Indices:
    """The indices as the first output has them that has all of them."""
    wanted = next((order for order in orders if free <= set(order)), ())
    return tuple(sorted(free, key=lambda index: (wanted.index(index) if wanted else 0, str(index))))


def _of_each_row(total: sp.Sum, found: SampleSums) -> tuple[sp.Expr, Indices]:
    row = found.row_of(total)
    others = [limit for limit in total.limits if limit[0] != row]
    return (sp.Sum(total.function, *others) if others else total.function), (row,)


FIRST, LATER = "lax.slice_in_dim({0}, 0, first{1})", "lax.dynamic_slice_in_dim({0}, start, rows{1})"
# What the function around the blocks takes besides the arrays: where these lie.
PLACING = ("mesh", "names")


def add_blocks(lowering: Lowering, block: Block, found: SampleSums) -> None:
    """Write the functions that add the blocks up, and make each sum known to what is lowered after it."""
    writer = lowering.writer
    data = sample_axes(lowering.network, found)
    count = [writer.size(found.size)] if block.counts else []
    given = [*writer.arguments.values(), *count]
    writer.helpers |= {**block.helpers, "rows_of_a_block": ROWS_OF_A_BLOCK, "block": block.text}
    writer.helpers["added_up"] = _added_up(writer, block, data, count)
    writer.helpers["over_devices"] = _over_devices(writer, data, count)
    with writer.block("Every sum over the samples"):
        writer.write(
            "if mesh is None:",
            *_call("    sums = added_up", given),
            "else:",
            *_call("    sums = over_devices", [*PLACING, *given]),
        )
        for place, total in enumerate(block.sums):
            writer.comment(text(total, lowering.network))
            lowering.known(total, writer.assign(Value(f"sums[{place}]", block.indices[place])))


def sample_axes(network: Network, found: SampleSums) -> dict[str, int]:
    """Each given tensor that has the samples, with the place of their axis."""
    return {t.name: t.shape.index(found.size) for t in network.given if found.size in t.shape}


def _added_up(writer: CodeWriter, block: Block, data: Mapping[str, int], count: list[str]) -> str:
    """The function that adds up one part of the blocks: all of them, or what one of several devices does."""
    places = range(len(block.sums))
    name, axis = next((writer.arguments[name], axis) for name, axis in data.items())
    entries = " + ".join(f"{writer.arguments[name]}.size" for name in data)
    padded = [f"jnp.pad(sums[{p}], (0, rows - first))" if block.carried(p) else f"sums[{p}]" for p in places]
    first, later = (_arguments(writer, data, cut) + count for cut in (FIRST, LATER))
    return _function(
        f"added_up({', '.join([*writer.arguments.values(), *count])}, part=0, parts=1, alone=True)",
        '"""Every sum over the samples, one block after the other: this part of so many parts of the blocks."""',
        f"samples = {name}.shape[{axis}]",
        f"rows = rows_of_a_block(samples, ({entries}) // samples, {writer.dtype}.itemsize, alone)",
        "# The first block has what whole blocks leave over.",
        "first = (samples - 1) % rows + 1",
        "blocks = (samples - first) // rows",
        *_call("sums = block", first),
        "if parts > 1:",
        *_call("    sums = ", [f"jnp.where(part == 0, sums[{p}], 0)" for p in places]),
        "if blocks > 0:",
        "    def add(step, sums):",
        "        start = first + step * rows",
        *_call("        more = block", later),
        *_call("        return ", [f"sums[{p}] + more[{p}]" for p in places]),
        *_call("    sums = ", padded),
        "    sums = lax.fori_loop(blocks * part // parts, blocks * (part + 1) // parts, add, sums)",
        *_call("return ", [f"jnp.sum(sums[{p}])" if block.carried(p) else f"sums[{p}]" for p in places]),
    )


def _over_devices(writer: CodeWriter, data: Mapping[str, int], count: list[str]) -> str:
    """The function that has each device of a mesh add up its own part."""
    own = list(writer.arguments.values())
    rows = {name: f"jax.P({'None, ' * axis}names)" for name, axis in data.items()}
    specs = [rows.get(name, "jax.P()") for name in writer.arguments]
    return _function(
        f"over_devices(mesh, names, {', '.join([*own, *count])})",
        '"""Each device adds up its samples, cut along these axes of the mesh; where it has all, a part of blocks."""',
        "along = names or mesh.axis_names",
        f"def added({', '.join(own)}):",
        "    part, parts = (0, 1) if names else (lax.axis_index(along), mesh.size)",
        f"    return lax.psum(added_up({', '.join([*own, *count])}, part, parts, False), along)",
        *_call("specs = ", specs),
        f"return jax.shard_map(added, mesh=mesh, in_specs=specs, out_specs=jax.P())({', '.join(own)})",
    )


def _function(head: str, *lines: str) -> str:
    return f"def {head}:\n" + "".join(f"    {line}\n" for line in lines)


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
