"""What claims say in short: primes behind formulas, ∇_a C of a layer, softmax of an entry, a shift in a logarithm."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_published_notation import last

SQUARE = "Let $f(x) = x^2$ and $g(x) = 3 x$."
SIGMA = r"Let $\sigma(z) = \frac{1}{1 + e^{-z}}$."
LAYERS = (
    r"$z^l_j = \sum_k w^l_{jk} a^{l-1}_k$, $a^l_j = f(z^l_j)$, $\delta^l_j = \frac{\partial C}{\partial z^l_j}$. "
    "\n\n$C$ is any function of $a^L$."
)
SHARES = r"Let $p_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}$."


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        ("", r"$$\left(\frac{u}{v}\right)' = \frac{u' v - u v'}{v^2}$$", "PROVED"),
        ("", r"$$\left(\frac{u}{v}\right)' = \frac{u' v + u v'}{v^2}$$", "REFUTED"),
        ("", r"$$(u v)' = u' v + u v'$$", "PROVED"),
        ("", r"$$(u v)' = u' v'$$", "REFUTED"),
        ("", r"$$(u v)' = u' v$$", "UNDECIDED"),  # true of a constant v
        ("", r"$$(\log u)' = \frac{u'}{u}$$", "PROVED"),
        ("", r"$$(u^3)' = 3 u^2$$", "PROVED"),  # u is the variable
        ("", r"$$(u^3)' = 3 u$$", "UNDECIDED"),  # nothing says what u is
        ("", r"$$\left(\frac{1}{1 + e^{-t}}\right)' = \frac{e^{-t}}{(1 + e^{-t})^2}$$", "PROVED"),
        (SIGMA, r"$$\sigma' = \sigma (1 - \sigma)$$", "PROVED"),
        (SIGMA, r"$$\sigma' = \sigma (1 + \sigma)$$", "REFUTED"),
        (SIGMA, r"$$\sigma' = \sigma(z) (1 - \sigma(z))$$", "PROVED"),
        (SIGMA, r"$$\sigma'' = \sigma' (1 - 2 \sigma)$$", "PROVED"),
        (SQUARE, r"$$f' = 2 x$$", "PROVED"),
        (SQUARE, r"$$(f g)' = f' g + f g'$$", "PROVED"),
        (LAYERS, r"$$\delta^L = \nabla_a C \odot f'(z^L)$$", "PROVED"),
        (LAYERS, r"$$\delta^L = \nabla_a C$$", "REFUTED"),  # f′ is forgotten
        (SHARES, r"$$\text{softmax}(z_i) = p_i$$", "PROVED"),
        (SHARES, r"$$\text{softmax}(z_i) = 1 - p_i$$", "REFUTED"),
        ("", r"$$\log \sum_{j=1}^K e^{z_j} = c + \log \sum_{j=1}^K e^{z_j - c}$$", "PROVED"),
        (r"Let $c = \max_j z_j$.", r"$$\log \sum_{j=1}^K e^{z_j} = c + \log \sum_{j=1}^K e^{z_j - c}$$", "PROVED"),
        (r"Let $c = \max_j z_j$.", r"$$\log \sum_{j=1}^K e^{z_j} = \log \sum_{j=1}^K e^{z_j - c}$$", "REFUTED"),
        (r"Let $c = \max_j z_j$.", r"$$\log \sum_{j=1}^K e^{z_j} = c - \log \sum_{j=1}^K e^{z_j - c}$$", "REFUTED"),
    ],
)  # fmt: skip
def test_shorthand_is_said_in_full(text: str, formula: str, verdict: str) -> None:
    """Each with a neighbour that is wrong, or that nothing decides."""
    assert last(text, formula) == [verdict]
