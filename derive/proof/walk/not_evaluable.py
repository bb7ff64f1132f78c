"""Why a formula has no value in some kind of numbers: raised inside, told as the reason of UNDECIDED."""


class NotEvaluable(Exception):
    """This evaluation has no rule for what it found; the message says what."""


class NoIndex(NotEvaluable):
    """A formula stands where an index is needed; the message is made where it is read, since most are caught.

    >>> str(NoIndex(2.5))
    '2.5 is not an index'
    """

    def __str__(self) -> str:
        return f"{self.args[0]} is not an index"


class OutsideRange(NotEvaluable):
    """An element was asked for that does not exist at these sizes."""


def why_not(node: object) -> str:
    """Why something that is no function and no π has no value, in a reader's words.

    >>> import sympy as sp
    >>> why_not(sp.zoo), why_not(sp.I)
    ('something is divided by 0, or has no finite value', 'a root of a negative number is not real')
    """
    name = str(node)
    if name in ("zoo", "oo", "-oo", "nan"):
        return "something is divided by 0, or has no finite value"
    if name == "I":
        return "a root of a negative number is not real"
    return f"{name} is neither a real number nor a function that is known here"
