"""The rules of a derivation: each has a name that lasts, a title, and one sentence that says why it holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of step. ``name`` stands in every export; ``main`` rules are those that carry the argument.

    >>> str(CHAIN_RULE), CHAIN_RULE.title, CHAIN_RULE.main
    ('chain-rule', 'Chain rule', True)
    """

    name: str
    title: str
    explanation: str
    main: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        """The title inside a line.

        >>> CHAIN_RULE.words
        'chain rule'
        """
        return self.title[0].lower() + self.title[1:]


# From top to bottom as a derivation uses them: a definition's own derivative, the chain rule through it, the result.

DIFFERENTIATE = Rule(
    "differentiate",
    "Differentiate the definition",
    "The definition is differentiated by the rules of calculus, from the outside inwards.",
)
COLLAPSE_DELTAS = Rule(
    "collapse-deltas",
    "Collapse the delta",
    "A sum over a delta keeps the one term in which the indices agree.",
)
RECOGNISE = Rule("recognise", "Recognise the function", "1/(1 + e^−u) and e^u/(1 + e^u) are the sigmoid σ(u).")
FOLD = Rule("fold", "Write the name again", "What the definition writes out gets its name back.", main=True)
TIDY = Rule(
    "tidy",
    "Tidy up",
    "Factors without a sum's index move in front of it; common factors and numbers are taken out, what cancels and "
    "zeros are left out.",
)
CHAIN_RULE = Rule(
    "chain-rule",
    "Chain rule",
    "A change passes through every value in between: what it does to that value, times what that value does "
    "to the result, summed over all such values.",
    main=True,
)
SUBSTITUTE = Rule(
    "substitute",
    "Put in what is known",
    "The derivatives were worked out above; they stand here as they were before any condition was used.",
)
EQUAL_INDICES = Rule("equal-indices", "Use that the indices agree", "Beside a delta both indices mean the same.")
CONDITION = Rule(
    "condition",
    "Use the condition",
    "What is known to be equal may take each other's place.",
    main=True,
)
MULTIPLY_BY_ONE = Rule(
    "multiply-by-one",
    "Multiply by one",
    "What sums to one may be multiplied by its sum; that changes nothing.",
    main=True,
)
LEAVE_OUT_OWN_TERM = Rule(
    "leave-out-own-term",
    "Leave out the own term",
    "Both products contain the same term, once with plus and once with minus. Without it, nothing nearly equal "
    "is subtracted any more.",
    main=True,
)
EACH_WITH_THE_REST = Rule(
    "each-with-the-rest",
    "Weigh each by the rest of the other",
    "a − b = a (1 − b) − b (1 − a), for a b cancels. For a label that is 0 or 1 one of the two products is exactly 0, "
    "and what is left of a up to 1 is computed without a subtraction.",
    main=True,
)
INDEPENDENT = Rule(
    "independent",
    "Nothing depends on it",
    "What mentions a value neither itself nor through another does not change with it: the derivative is 0.",
    main=True,
)

SHARES_ADD_UP = Rule(
    "shares-add-up",
    "Shares add up to one",
    "By their own definition the shares of all labels add up to 1, so that an average over the labels of what does not "
    "depend on them is that itself.",
    main=True,
)

RULES = (
    DIFFERENTIATE,
    COLLAPSE_DELTAS,
    RECOGNISE,
    FOLD,
    TIDY,
    CHAIN_RULE,
    SUBSTITUTE,
    EQUAL_INDICES,
    CONDITION,
    MULTIPLY_BY_ONE,
    LEAVE_OUT_OWN_TERM,
    EACH_WITH_THE_REST,
    INDEPENDENT,
    SHARES_ADD_UP,
)
