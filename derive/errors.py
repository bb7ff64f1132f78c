"""The errors of Backproof, by whose fault they are and whether that may change.

Every message says what was found, what was expected and what to do.
"""

from collections.abc import Iterable

LONGEST_WORD, SHORTEST_BEGINNING = 60, 3


class BackproofError(Exception):
    """Base of every error that Backproof raises on purpose.

    >>> raise BackproofError("found 2 classes", hint="use at least 3")
    Traceback (most recent call last):
        ...
    derive.errors.BackproofError: found 2 classes
    """

    exit_status = 4

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(BackproofError):
    """The caller asked for something that cannot be: the caller can mend it."""

    exit_status = 2


class InputError(UsageError):
    """A file or a value from outside cannot be used: its author can mend it."""


class UnsupportedFormula(UsageError):
    """The formula is well formed, but no rule for it exists yet."""


class MissingTool(BackproofError):
    """An outside program that this output needs is not installed."""

    exit_status = 3


class StepRefuted(BackproofError):
    """A step of a derivation failed its check: a fault of ours, never a warning."""


class StepUndecided(StepRefuted, UnsupportedFormula):
    """A step was neither proved nor refuted: no rule for what it contains exists yet, and nothing unproved is shown."""

    exit_status = UnsupportedFormula.exit_status


def nearest(found: str, known: Iterable[str]) -> list[str]:
    """The known word that was meant, where one is so near that nobody would take it for another; else none.

    Near is a slip in every third letter (one too many, one missing, another one, two exchanged), or the beginning of a
    single word.

    >>> nearest("sofmax", ["softmax", "sigmoid"]), nearest("--epoch", ["--epochs", "--help"])
    (['softmax'], ['--epochs'])
    >>> nearest("--activation", ["--notation", "--reduction"]), nearest("--l2", ["--help"])
    ([], [])
    """
    word, words = _letters(found[:LONGEST_WORD]), [one for one in known if one]
    begun = [one for one in words if len(word) >= SHORTEST_BEGINNING and _letters(one).startswith(word)]
    if len(begun) == 1:
        return begun
    slips = {one: _slips(word, _letters(one)) for one in words if abs(len(word) - len(_letters(one))) <= len(word) // 3}
    near = [one for one in slips if slips[one] <= min(len(word), len(_letters(one))) // 3]
    near += [one for one in words if not near and _once(_letters(one)) == _once(word)]
    return [min(near, key=lambda one: slips.get(one, 1))] if near else []


def _once(word: str) -> str:
    """A key was pressed twice: every letter once where it follows itself."""
    return "".join(letter for place, letter in enumerate(word) if letter != word[place - 1 : place])


def _letters(word: str) -> str:
    """What people mean by a word: case, and the signs between its parts, are not looked at."""
    return "".join(letter for letter in word.casefold() if letter not in "-_ ")


def _slips(found: str, meant: str) -> int:
    """The smallest number of slips of the pen that make one of the other."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for place, letter in enumerate(found, 1):
        earlier, before, row = before, row, [place]
        for other, wanted in enumerate(meant, 1):
            best = min(before[other] + 1, row[-1] + 1, before[other - 1] + (letter != wanted))
            if place > 1 and other > 1 and letter == meant[other - 2] and found[place - 2] == wanted:
                best = min(best, earlier[other - 2] + 1)
            row.append(best)
    return row[-1]
