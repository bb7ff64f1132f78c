"""What is found of a hand-written gradient: a verdict for each array that it returns."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.proof.verdict import Outcome, Verdict

WORST = (Outcome.REFUTED, Outcome.UNDECIDED, Outcome.PROVED_WHEN, Outcome.PROVED)


@dataclass(frozen=True, slots=True)
class ArrayVerdict:
    """What is found of one returned array.

    ``parameter`` is what it is the gradient for; ``right`` the formula that is due, ``written`` the one that the code
    computes; ``slip`` says what is wrong, ``witness`` has arrays at which it is, as lines of Python.
    """

    parameter: str
    verdict: Verdict
    right: str = ""
    written: str = ""
    slip: str = ""
    witness: str = ""

    def __str__(self) -> str:
        lines = [f"{self.parameter}: {self.verdict}"]
        if self.slip:
            lines.append(f"  {self.slip}")
        if self.verdict.outcome is Outcome.REFUTED:
            lines += [f"  due      {self.right}"] if self.right else []
            lines += [f"  written  {self.written}"] if self.written else []
        if self.witness:
            lines += ["  at these arrays they differ:", *(f"    {line}" for line in self.witness.splitlines())]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdicts on the arrays that a gradient returns, and how the translation was held against the functions.

    >>> str(Verification((ArrayVerdict("W", Verdict(Outcome.PROVED, "every size")),), "").outcome)
    'PROVED'
    """

    arrays: tuple[ArrayVerdict, ...]
    translated: str
    definitions: tuple[str, ...] = field(default=(), repr=False)

    @property
    def outcome(self) -> Outcome:
        """The worst outcome."""
        found = [array.verdict.outcome for array in self.arrays]
        return next(outcome for outcome in WORST if outcome in found)

    @property
    def proved(self) -> bool:
        """True where every array is proved."""
        return self.outcome.proved

    def __getitem__(self, parameter: str) -> ArrayVerdict:
        """The verdict on the gradient for a parameter."""
        return next(array for array in self.arrays if array.parameter == parameter)

    def __str__(self) -> str:
        return "\n".join([*map(str, self.arrays), *([self.translated] if self.translated else [])])


def due_and_code(verdict: Verdict) -> str:
    """What is due and what the code gives, at a place."""
    if verdict.witness is None:
        return verdict.reason
    due, code = (_short(number) for number in (verdict.witness.left, verdict.witness.right))
    return f"{due} is due, {code} is what the code gives, at {verdict.reason.partition(', at ')[2]}"


def _short(number: str) -> str:
    """The number without zeros at its end."""
    return number.rstrip("0").rstrip(".") if "." in number and "e" not in number else number
