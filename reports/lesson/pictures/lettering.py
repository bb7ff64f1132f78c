"""Letters, numbers and words in a drawing: pieces of text, how wide they are, what fits into how much room."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import sympy as sp

from derive.network.definitions import Network
from derive.network.tensors import Tensor
from derive.writing.naming import ShownName, element_name, tensor_name
from derive.writing.text import letter_text, plain_commands, spelled_letter_text

from ..number_format import decimals, readable, significant

# In units of the drawing, which is never shown smaller than 0.92 of its size.
LETTER, NUMBER, WORDS, SMALL = 15.0, 13.0, 13.0, 12.0
LINE = 16.0
LAYER_RISE, INDEX_DROP = -5.0, 4.0
NARROW, WIDE = set("iljtfrI.,:;|()[]′'1 "), set("mwMWQOGDHNKUV−×+=→ΣŴ√")
LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line of text: set lower or higher by ``dy`` than the line, slanted where it is a letter."""

    text: str
    size: float
    dy: float = 0.0
    slanted: bool = False


Line = tuple[Piece, ...]


def room_of(text: str, size: float) -> float:
    """How wide a text is at most, in whatever serif font it is shown.

    >>> room_of("softmax", 13.0) > room_of("tanh", 13.0) > 0
    True
    """
    widths = (0.4 if c in NARROW else 0.86 if c in WIDE else 0.3 if c == "\u0302" else 0.57 for c in text)
    return size * sum(widths)


def width_of(line: Line) -> float:
    """How wide a line is at most."""
    return sum(room_of(piece.text, piece.size) for piece in line)


def plain(line: Line) -> str:
    """The line's characters alone."""
    return "".join(piece.text for piece in line)


def words(text: str, size: float = WORDS) -> Line:
    """Words as a line; what follows an underscore in a formula is set lower.

    >>> plain(words("Σ_d W_kd"))
    'Σd Wkd'
    """
    parts = re.split(r"_(\([^)]*\)|[^\W_]+)", text)
    lowered = (part.strip("()") if place % 2 else part for place, part in enumerate(parts))
    sized = (Piece(part, SMALL, INDEX_DROP) if place % 2 else Piece(part, size) for place, part in enumerate(lowered))
    return tuple(piece for piece in sized if piece.text)


def _named(name: ShownName, size: float) -> Line:
    if name.spelled is None:
        letter, above = letter_text(name.letter), f"({name.layer})" if name.layer is not None else ""
    else:
        letter, above = spelled_letter_text(name.spelled), plain_commands(name.above)
    pieces = (
        Piece(letter, size, slanted=True),
        Piece(above, SMALL, LAYER_RISE),
        Piece(plain_commands(name.subscript), SMALL, INDEX_DROP),
    )
    return tuple(piece for piece in pieces if piece.text)


def letter_of(tensor: Tensor, network: Network, size: float = LETTER) -> Line:
    """The letter of a whole tensor, with its layer.

    >>> from derive.network.building import classifier
    >>> network = classifier(hidden=["tanh"])
    >>> plain(letter_of(network.parameters[0], network))
    'W(1)'
    """
    return _named(tensor_name(tensor.name, network), size)


def entry_letter(tensor: Tensor, entry: tuple[int, ...], network: Network, size: float = LETTER) -> Line:
    """The letter of one entry, such as w_12.

    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> plain(entry_letter(network.parameters[0], (1, 12), network)), plain(entry_letter(network.output, (), network))
    ('w1,12', 'L')
    """
    element = tensor.at(*entry)
    name = element_name(element, network) if isinstance(element, sp.Indexed) else tensor_name(tensor.name, network)
    return _named(name, size)


def slope_of(line: Line, network: Network) -> Line:
    """∂L/∂ before a letter; L is the letter of the network's output."""
    size = line[0].size if line else LETTER
    loss = plain(letter_of(network.output, network)[:1])
    return (Piece(f"∂{loss}/∂", size), *line)


def within(line: Line, room: float) -> Line:
    """The line, in smaller letters where it is wider than the room.

    >>> wide = words("gradient", 15.0)
    >>> within(wide, 99.0) == wide, within(wide, 30.0)[0].size
    (True, 12.0)
    """
    if width_of(line) <= room:
        return line
    return tuple(replace(piece, size=min(piece.size, SMALL)) for piece in line)


def number_within(value: float, room: float, size: float = NUMBER) -> str:
    """The value with as many digits as fit into the room, four decimals at most.

    >>> number_within(-0.1517, 60), number_within(1230.678, 45), number_within(0.0000123, 60)
    ('−0.1517', '1230.7', '1.2·10⁻⁵')
    """
    written = [readable(decimals(value, places)) for places in (4, 3, 2, 1)] if abs(value) >= 1e-3 else []
    written += [readable(f"{value:.0f}")] if abs(value) >= 100 else []
    written += [readable(significant(value, digits)).replace(" × ", "·") for digits in (4, 3, 2, 1)]
    return next((number for number in written if room_of(number, size) <= room), written[-1])


def wrapped(text: str, room: float, size: float = WORDS, most: int = 3) -> tuple[Line, ...]:
    """The text in lines that fit into the room, ``most`` of them; what is too long for that ends with dots.

    >>> [plain(line) for line in wrapped("sums with what came in", 90)]
    ['sums with', 'what came in']
    """
    lines: list[str] = []
    for word in text.split():
        short = word if len(word) <= LONGEST_WORD else word[: LONGEST_WORD - 1] + "…"
        longer = f"{lines[-1]} {short}" if lines else ""
        if longer and room_of(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(short)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + " …"]
    return tuple(words(line, size) for line in lines)
