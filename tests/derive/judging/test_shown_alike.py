"""Spellings that look on the page as others do: dollars in the text of a case, braces around a sum, shapes below."""

from __future__ import annotations

import pytest

from .test_documents import judged

IN_TEXT = (
    r"$q_i = \frac{e^{u_i}}{\sum_j e^{u_j}}$, $R = -\log q_c$. $$\frac{\partial R}{\partial u_i} = \begin{cases} "
    r"q_i & \text{if $i \neq c$} \\ q_i "
)
SUM_IN_BRACES = r"$s = {\frac{1}{N}} {\sum_{n=1}^N} {(r_n - m)^2}$ and $\frac{\partial s}{\partial m} = "
SHAPES = (
    r"$U_{N \times D} = V_{N \times C} A_{C \times D}$, $R = \sum_{ij} U_{ij}^2$. $\frac{\partial R}{\partial A} = "
)
WINDOW = r"$R = -\sum_{-m \leq{q} \leq{m}, q \neq{0}} \log P(v_{t+q} \lvert v_t; \theta)$ and $R = "
NORM = r"$R = \norm{u - t}_2^2 + \abs{c}$ and $\frac{\partial R}{\partial u} = "
TURNED = (
    r"$\mathbf{u} = \frac{c}{\|\mathbf{s}\|} \mathbf{s}$, $q = \mathbf{u} \cdot \mathbf{x}$, $R = (q - t)^2$, "
    r"$\nabla_c R = \frac{\nabla_{\mathbf{u}} R \cdot \mathbf{s}}{\|\mathbf{s}\|}$ and "
    r"$\nabla_{\mathbf{s}} R = \frac{c}{\|\mathbf{s}\|} (\mathbf{I} - \frac{"
)
BOLD = (
    r"$\mathbf{V} \in \mathbb{R}^{m \times k}$, $\mathbf{H} \in \mathbb{R}^{k \times n}$, $\mathbf{Q} \in "
    r"\mathbb{R}^{m \times n}$. $q(\mathbf{V, H}) = \lvert\lvert \mathbf{Q - VH} \rvert\rvert_F^2$, "
    r"$\mathbf{\nabla_V} q = "
)
GIVEN = r"$p(c=1 \vert v) = \sigma(v u)$, so $\frac{\partial p(c=1 \vert v)}{\partial v} = "
EQUAL = r"$p_k = e^{s_k} / \sum_j e^{s_j}$, $R = -\log p_c$. $\frac{\partial R}{\partial s_k} = "
POINTS = r"$\text{my\_unit} = 1. / (1. + e^{-u})$. $\frac{\partial \text{my\_unit}}{\partial u} = "
ARROWS = r"$s_i = \log q_i \rightarrow q_i = e^{s_i} \rightarrow q_i^2 = "
HIGHEST = r"$p_k = \frac{e^{s_k - s^\max}}{\sum_j e^{s_j - s^\max}}$ and $\frac{\partial p_k}{\partial s_k} = p_k "
APPLIED = r"$\mathcal{R}(g(u), t) = -t \log(g(u)) - (1 - t) \log(1 - g(u))$ and $\mathcal{R}(g(u), 1) = "
PROD = (
    r"$\mathbf{s} = V \mathbf{h}$, $\mathbf{h} = \tanh(\mathbf{u})$, "
    r"$R = (\mathbf{s} - \mathbf{t})^T (\mathbf{s} - \mathbf{t})$. $\frac{\partial R}{\partial \mathbf{h}} = "
    r"\text{prod}(\frac{\partial R}{\partial \mathbf{s}}, "
    r"\frac{\partial \mathbf{s}}{\partial \mathbf{h}}) = "
)
EXPECTED = r"$R = \log \sigma(b) + k E_{v_i \sim P_n(v)} [\log \sigma(a)]$. $\frac{\partial R}{\partial b} = "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (IN_TEXT + r"- 1 & \text{if $i = c$} \end{cases}$$", "PROVED"),
        (IN_TEXT + r"+ 1 & \mbox{if $i = c$} \end{cases}$$", "REFUTED"),
        (SUM_IN_BRACES + r"\bbox[border: 1px solid]{-\frac{2}{N}} {\sum_{n=1}^N} (r_n - m)$", "PROVED"),
        (SUM_IN_BRACES + r"\bbox[border: 1px solid]{-\frac{1}{N}} {\sum_{n=1}^N} (r_n - m)$", "REFUTED"),
        (SHAPES + r"2 V^T U$", "PROVED"),
        (SHAPES + r"V^T U$", "REFUTED"),
        (NORM + r"2 (u - t)$", "PROVED"),
        (NORM + r"2 (u + t)$", "REFUTED"),
        (TURNED + r"\mathbf{u} \mathbf{u}'}{\|\mathbf{u}\|^2}) \nabla_{\mathbf{u}} R$", "PROVED WHEN"),
        (TURNED + r"2 \mathbf{u} \mathbf{u}'}{\|\mathbf{u}\|^2}) \nabla_{\mathbf{u}} R$", "REFUTED"),
        (WINDOW + r"-\sum_{q = -m}^m \log P(v_{t+q} \lvert v_t; \theta)$", "UNDECIDED"),
        (EXPECTED + r"\sigma(b)$", "REFUTED"),
        (ARROWS + r"e^{2 s_i}$", "PROVED"),
        (ARROWS + r"e^{s_i} + s_i$", "REFUTED"),
        (HIGHEST + r"(1 - p_k)$", "PROVED"),
        (HIGHEST + r"(1 + p_k)$", "REFUTED"),
        (APPLIED + r"-\log(g(u))$", "PROVED"),
        (APPLIED + r"\log(g(u))$", "REFUTED"),
        (PROD + r"2 V^T (\mathbf{s} - \mathbf{t})$", "PROVED"),
        (PROD + r"V^T (\mathbf{s} - \mathbf{t})$", "REFUTED"),
        (BOLD + r"2 \mathbf{VHH}^T - 2 \mathbf{QH}^T$", "PROVED"),
        (BOLD + r"\mathbf{VHH}^T - \mathbf{QH}^T$", "REFUTED"),
        (GIVEN + r"u \, p(c=1 \vert v) (1 - p(c=1 \vert v))$", "PROVED"),
        (EQUAL + r"p_k - \delta_{k=c}$", "PROVED"),
        (EQUAL + r"\delta_{k=c} - p_k$", "REFUTED"),
        (POINTS + r"\text{my\_unit} \cdot (1.-\text{my\_unit})$", "PROVED"),
        (POINTS + r"\text{my\_unit} \cdot (2.-\text{my\_unit})$", "REFUTED"),
    ],
)
def test_another_spelling_is_read(text: str, verdict: str) -> None:
    """A true formula is proved, one with a slip is refuted."""
    found = judged(text)
    assert found[0].verdict == "PROVED"
    assert found[-1].verdict == verdict
