"""o of u_o, where u_w stands in a sum over w: one of the rows that are summed, though J(v, o) has it as an argument."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def rows_of_sums(
    lower: Mapping[str, Collection[str]], bound: Collection[str], bare: Mapping[str, int], arguments: Mapping[str, int]
) -> set[str]:
    """The letters below a letter that also has one below it which a sum binds, and that are no numbers elsewhere.

    Args:
        lower: what stands below each letter.
        bound: the letters that sums bind.
        bare: how often each letter stands alone.
        arguments: how often it does so as an argument.

    >>> sorted(rows_of_sums({"u": {"o", "w", "k"}, "v": {"c"}}, {"w"}, {"o": 1, "k": 2}, {"o": 1, "k": 1}))
    ['o']
    """
    beside = {text for texts in lower.values() if set(texts) & set(bound) for text in texts}
    single = {text for text in beside - set(bound) if len(text) == 1 and text.isalpha()}
    return {letter for letter in single if bare.get(letter, 0) <= arguments.get(letter, 0)}
