"""The TeX of a written formula in one of the notations that authors use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .written import (
    Applied,
    Delta,
    Each,
    Inner,
    Letter,
    Number,
    Over,
    Part,
    Plus,
    Raised,
    Size,
    Slope,
    Softmax,
    Sum,
    Times,
    Turned,
)  # fmt: skip

SUM, PRODUCT, ATOM = range(3)
LOOSE = (Sum, Plus, Times, Applied, Each)  # what would take up the factor behind it


@dataclass(frozen=True)
class Style:
    """How one author writes: ``letters`` are the TeX of names, ``sizes`` of the sizes of axes."""

    letters: Mapping[str, str]
    sizes: Mapping[str, str]
    bounds: bool = False
    space: str = " "
    fractions: str = r"\frac"
    power_of_e: bool = True
    log: str = r"\log"
    sigma: str = r"\sigma"
    transpose: str = "^T"
    odot: str = r"\odot"
    comma: str = ""
    slope: str = "frac"
    softmax: str = r"\operatorname{softmax}"
    indicator: str = r"\mathbb{1}"

    def tex(self, part: Part, level: int = SUM) -> str:
        """The TeX of a part, in brackets where it binds less than its place asks for."""
        text, own = self._said(part)
        return rf"\left({text}\right)" if own < level and len(text) > 40 else f"({text})" if own < level else text

    def _said(self, part: Part) -> tuple[str, int]:
        if isinstance(part, Number):
            sign = "-" if part.top < 0 else ""
            text = str(part.top) if part.bottom == 1 else rf"{sign}\frac{{{abs(part.top)}}}{{{part.bottom}}}"
            return text, ATOM if part.top >= 0 else SUM
        if isinstance(part, Size):
            return self.sizes[part.axis], ATOM
        if isinstance(part, Letter):
            return self._letter(part), ATOM
        if isinstance(part, Plus):
            return self._terms(part), SUM
        if isinstance(part, (Times, Inner)):
            factors = part.factors if isinstance(part, Times) else (Turned(part.first), part.second)
            return self.space.join(self._factors(factors)), PRODUCT
        if isinstance(part, Each):
            return f" {self.odot} ".join(self.tex(factor, ATOM) for factor in part.factors), PRODUCT
        if isinstance(part, Sum):
            axis = self.sizes[part.axis]
            below = f"{{{part.index}=1}}^{{{axis}}}" if self.bounds else part.index
            return rf"\sum_{below} {self.tex(part.body, PRODUCT)}", PRODUCT
        return self._atom(part), ATOM

    def _atom(self, part: Part) -> str:
        if isinstance(part, Turned):
            inside = self.tex(part.part, ATOM)
            own = self.letters.get(f"{part.part.name}_turned") if isinstance(part.part, Letter) else None
            return (
                own or f"({inside}){self.transpose}" if isinstance(part.part, Turned) else f"{inside}{self.transpose}"
            )
        if isinstance(part, Over):
            return self._over(self.tex(part.top), self.tex(part.bottom))
        if isinstance(part, Raised):
            return f"{self.tex(part.base, ATOM)}^{part.power}"
        if isinstance(part, Delta):
            return rf"\delta_{{{part.first}{self.comma}{part.second}}}"
        if isinstance(part, Softmax):
            return f"{self.softmax}({self.tex(part.inside)})"
        if isinstance(part, Slope):
            return self._slope(self.tex(part.above, ATOM), self.tex(part.below, ATOM))
        assert isinstance(part, Applied)
        inside = self.tex(part.inside)
        if part.function == "exp" and self.power_of_e:
            return f"e^{{{inside}}}"
        if part.function == "relu":
            return rf"\max(0, {inside})"
        if part.function == "positive":
            return rf"{self.indicator}[{inside} > 0]"
        if part.function == "log" and isinstance(part.inside, Letter):
            return f"{self.log} {inside}"
        words = {"log": self.log, "sigmoid": self.sigma, "exp": r"\exp", "tanh": r"\tanh"}
        return f"{words.get(part.function, chr(92) + part.function)}({inside})"

    def _letter(self, letter: Letter) -> str:
        if not letter.indices:
            return self.letters[letter.name]
        name = self.letters.get(f"{letter.name}_entry", self.letters[letter.name])
        indices = self.comma.join(letter.indices)
        return f"{name}_{indices}" if len(indices) == 1 else f"{name}_{{{indices}}}"

    def _terms(self, part: Plus) -> str:
        text = ""
        for place, (sign, term) in enumerate(part.terms):
            said = self.tex(term, PRODUCT)
            if place == 0:
                text = said if sign > 0 else f"-{said}"
            else:
                text += f" {'+' if sign > 0 else '-'} {said}"
        return text

    def _factors(self, factors: tuple[Part, ...]) -> list[str]:
        """The factors; a sum stands last, or in brackets; an entrywise product always in brackets."""
        *before, last = factors
        first = [self.tex(factor, ATOM if isinstance(factor, LOOSE) else PRODUCT) for factor in before]
        return [*first, self.tex(last, ATOM if isinstance(last, (Plus, Each)) else PRODUCT)]

    def _over(self, top: str, bottom: str) -> str:
        return rf"\frac{{{top}}}{{{bottom}}}"

    def _slope(self, above: str, below: str) -> str:
        if self.slope == "slash":
            return rf"\partial {above} / \partial {below}"
        if self.slope == "d":
            return rf"\frac{{d {above}}}{{d {below}}}"
        return rf"\frac{{\partial {above}}}{{\partial {below}}}"
