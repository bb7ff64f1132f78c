"""Why a formula has no value in some kind of numbers: raised inside, told as the reason of UNDECIDED."""


class NotEvaluable(Exception):
    """This evaluation has no rule for what it found; the message says what."""


class OutsideRange(NotEvaluable):
    """An element was asked for that does not exist at these sizes."""
