"""The words of the steps, in one place, apart from the rules and the templates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What a rule is called and what it says; ``main`` rules are those that carry the argument."""

    title: str
    explanation: str
    main: bool


RULES: dict[str, RuleWords] = {
    "differentiate": RuleWords(
        "Differentiate the definition",
        "The derivative of an element is 1 by itself and 0 by any other: a Kronecker delta for each index.",
        False,
    ),
    "collapse-deltas": RuleWords(
        "Collapse the delta",
        "A sum over a delta keeps the one term in which the indices agree.",
        False,
    ),
    "fold": RuleWords("Write the name again", "What the definition writes out gets its name back.", True),
    "tidy": RuleWords(
        "Tidy up",
        "Factors without a sum's index move in front of it; common factors are taken out, zeros left out.",
        False,
    ),
    "equal-indices": RuleWords("Use that the indices agree", "Beside a delta both indices mean the same.", False),
    "chain-rule": RuleWords(
        "Chain rule",
        "A change passes through every value in between: what it does to that value, times what that value does "
        "to the result, summed over all such values.",
        True,
    ),
    "substitute": RuleWords(
        "Put in what is known",
        "Both derivatives were worked out above; they stand here as they were before any condition was used.",
        False,
    ),
    "condition": RuleWords(
        "Use the condition", "The labels of one sample sum to one, so 1 takes the place of their sum.", True
    ),
    "multiply-by-one": RuleWords(
        "Multiply by one", "The probabilities sum to one, so multiplying by their sum changes nothing.", True
    ),
    "leave-out-own-term": RuleWords(
        "Leave out the own term",
        "Both products contain the same term, once with plus and once with minus. Without it, nothing nearly equal "
        "is subtracted any more.",
        True,
    ),
}


def rule_words(rule: str) -> RuleWords:
    """The words for a rule; a rule that has none yet is called by its own name.

    >>> rule_words("chain-rule").title
    'Chain rule'
    >>> rule_words("new-rule").title
    'New rule'
    """
    return RULES.get(rule) or RuleWords(rule.replace("-", " ").capitalize(), "", True)
