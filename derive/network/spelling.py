r"""How a network's letters are written where its readers know other ones: \hat{y} for p, samples as columns, colours.

Nothing is computed with a spelling: derivations keep their names, and the printers look up what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho varrho sigma "
    "tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
NAMED_LETTERS = (*GREEK.split(), "ell")
CAPITALS_ALONE = ("mathcal", "mathbb")
FONTS = ("mathbf", "boldsymbol", "mathcal", "mathbb", "mathrm")


@dataclass(frozen=True, slots=True)
class Letter:
    r"""A letter, Greek letter or word, what is put around it from outside to inside, and subscripts of its own.

    >>> Letter("y", ("hat", "mathbf")).raised_to_capital()
    Letter(base='Y', around=('hat', 'mathbf'), subscripts=())
    """

    base: str
    around: tuple[str, ...] = ()
    subscripts: tuple[str, ...] = ()

    def raised_to_capital(self) -> Letter:
        """The capital of a Latin letter; any other stays as it is."""
        return replace(self, base=self.base.upper()) if len(self.base) == 1 else self

    def lowered(self) -> Letter:
        """The small letter of a Latin one; any other stays as it is, and a font that has capitals alone keeps them."""
        capital = set(CAPITALS_ALONE) & set(self.around)
        return replace(self, base=self.base.lower()) if len(self.base) == 1 and not capital else self

    def inside(self, font: str) -> Letter:
        """The letter in a font, where it has none yet."""
        plain = not set(FONTS).intersection(self.around) and (len(self.base) == 1 or self.base in NAMED_LETTERS)
        return replace(self, around=(*self.around, font)) if plain and font else self


@dataclass(frozen=True, slots=True)
class Spelled:
    """How one tensor is written: its letter in general, at an entry such as w_12, and as a whole.

    ``layer`` is the number in its mark, ``behind`` stands after the indices, as 0 does in w_k0; ``above`` is the place
    of the axis whose index stands above the letter. ``turned``: its rows and columns are exchanged.
    """

    letter: Letter
    entry: Letter
    whole: Letter
    layer: int | None = None
    behind: tuple[str, ...] = ()
    above: int | None = None
    turned: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a network is written: its tensors by name, its indices and sizes by letter, and the marks of layers.

    ``symbols`` are a letter and a layer for each; in ``layer_mark`` and ``sample_mark`` braces stand for the number.

    >>> Spelling((), (("k", (Letter("j"), None)),)).symbol("k")
    (Letter(base='j', around=(), subscripts=()), None)
    """

    tensors: tuple[tuple[str, Spelled], ...]
    symbols: tuple[tuple[str, tuple[Letter, int | None]], ...] = ()
    layer_mark: str = "({})"
    sample_mark: str = "({})"
    layout: str = "rows"
    _tensors: Mapping[str, Spelled] = field(init=False, repr=False, compare=False)
    _symbols: Mapping[str, tuple[Letter, int | None]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tensors", dict(self.tensors))
        object.__setattr__(self, "_symbols", dict(self.symbols))

    def tensor(self, name: str) -> Spelled | None:
        """How the tensor of that name is written, where it is spelled."""
        return self._tensors.get(name)

    def symbol(self, name: str) -> tuple[Letter, int | None] | None:
        """The letter and the layer of an index or a size, where it is spelled."""
        return self._symbols.get(name)

    def marks(self, layer: int | None, sample: str = "") -> str:
        """What stands above a letter: ``[1](i)``; without brackets the sample first, ``x,1``.

        >>> Spelling((), layer_mark="[{}]").marks(1, "i"), Spelling((), layer_mark="{}", sample_mark="{}").marks(2, "x")
        ('[1](i)', 'x,2')
        """
        of_layer = self.layer_mark.format(layer) if layer is not None else ""
        of_sample = self.sample_mark.format(sample) if sample else ""
        if of_layer[:1].isalnum() and of_sample:
            return f"{of_sample},{of_layer}"
        return of_layer + of_sample
