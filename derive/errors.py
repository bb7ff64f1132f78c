"""The errors of Backproof, by whose fault they are and whether that may change.

Every message says what was found, what was expected and what to do.
"""


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
