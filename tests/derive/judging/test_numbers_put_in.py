"""Formulas beside the same formulas in numbers, where nothing else says what the numbers of the letters are."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_published_notation import last

EXAMPLE = r"""$$sum_{g1} = k_1 p_1 + k_2 p_2 + c = 0.2 * 0.5 + 0.4 * 0.1 - 0.3 = -0.16$$
$$act_{g1} = \frac{1}{1 + e^{-sum_{g1}}} = 0.46$$
$$C = \frac12 (act_{g1} - r)^2 = \frac12 (0.46 - 1)^2 = 0.1458$$
$$\frac{\partial C}{\partial act_{g1}} = act_{g1} - r = 0.46 - 1 = -0.54$$
"""


@pytest.mark.parametrize(
    ("formula", "verdicts"),
    [
        ("$$k_2 p_2 + c = 0.4 * 0.1 - 0.3 = -0.26$$", ["PROVED", "PROVED"]),
        ("$$k_2 p_2 + c = 0.4 * 0.1 - 0.3 = -0.25$$", ["PROVED", "REFUTED"]),
        ("$$k_2 p_2 + c = 0.4 * 0.5 - 0.3$$", []),  # the numbers of another example
        (r"$$\frac{\partial sum_{g1}}{\partial p_1} = k_1 = 0.2$$", ["PROVED", "PROVED"]),
        (r"$$\frac{\partial sum_{g1}}{\partial p_1} = k_1 = 0.5$$", ["PROVED"]),
        (
            r"$$k_1^{new} = k_1 - \eta \frac{\partial C}{\partial act_{g1}} = 0.2 - 0.1 \cdot (-0.54) = 0.254$$",
            ["PROVED", "PROVED"],
        ),
        (
            r"$$k_1^{new} = k_1 - \eta \frac{\partial C}{\partial act_{g1}} = 0.2 - 0.1 \cdot (-0.45) = 0.245$$",
            ["PROVED", "UNDECIDED", "PROVED"],
        ),
        (r"$$\frac{\partial C}{\partial act_{g1}} p_2 = -0.54 \cdot 0.1$$", ["PROVED"]),
        (r"$$m_1 m_2 = 0.3 * 0.4 = 0.12$$", ["PROVED"]),
        (r"$$m_1 m_1 = 0.3 * 0.4 = 0.12$$", ["UNDECIDED", "PROVED"]),
    ],
)
def test_numbers_in_the_place_of_letters(formula: str, verdicts: list[str]) -> None:
    """They are a statement of values, which proves later lines and refutes none; arithmetic is checked as before."""
    assert last(EXAMPLE, formula) == verdicts
