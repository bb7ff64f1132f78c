"""Layers with numbers below, before letters of indices too; their errors; slopes that stand beside ⊙."""

from __future__ import annotations

import re

import pytest

from .test_documents import judged

P, R, U = "PROVED", "REFUTED", "UNDECIDED"
Lines = list[tuple[str, str]]
NET: Lines = [
    (r"u_1 = A_1 r + c_1", P), (r"g = \tanh(u_1)", P), (r"u_2 = A_2 g + c_2", P), (r"E = \frac12 \|u_2 - t\|^2", P),
]  # fmt: skip
SLOPE = re.compile(r"<([^<>|]+)\|([^<>|]+)>")
DOCUMENTS: dict[str, Lines] = {
    "errors of layers with numbers": [
        *NET, (r"\delta_2 = u_2 - t", P), (r"<E|A_2> = \delta_2 \cdot g^\top", P),
        (r"<E|c_2> = \delta_2", P), (r"\delta_1 = (A_2^\top \cdot \delta_2) \odot (1 - g^2)", P),
        (r"<E|A_1> = \delta_1 r^\top", P),
        (r"<E|A_1> = \delta_2 r^\top", R),
        (r"<E|A_2> = 2\delta_2 \cdot g^\top", R),
        (r"<E|c_1> = \delta_1 \odot g", R),
    ],
    "numbers of layers above those of units, then all examples at once": [
        (r"g(x) = \tanh(x)", P),
        (r"s_1^1 = u_1 v_{11}^1 + u_2 v_{21}^1 + c_1^1", P), (r"s_2^1 = u_1 v_{12}^1 + u_2 v_{22}^1 + c_2^1", P),
        (r"r_1^1 = g(s_1^1)", P), (r"r_2^1 = g(s_2^1)", P),
        (r"s_1^2 = r_1^1 v_{11}^2 + r_2^1 v_{21}^2 + c_1^2", P), (r"\hat{t} = g(s_1^2)", P),
        (r"<\hat{t}|v_{21}^2> = (1 - \hat{t}^2) r_2^1", P),
        (r"<\hat{t}|v_{12}^1> = (1 - \hat{t}^2) v_{21}^2 g'(s_2^1) u_1", P),
        (r"<\hat{t}|v_{12}^1> = (1 - \hat{t}^2) v_{21}^1 g'(s_2^1) u_1", R),
        (r"<\hat{t}|v_{12}^1> = (1 - \hat{t}^2) v_{21}^2 g'(s_1^1) u_1", R),
    ],
    "a letter in round brackets beside numbered layers": [
        (r"\mathbf{u}^{(1)} = \mathbf{A}^{(1)} \mathbf{r} + \mathbf{c}^{(1)}", P),
        (r"\mathbf{g}^{(1)} = \tanh(\mathbf{u}^{(1)})", P),
        (r"\mathbf{u}^{(2)} = \mathbf{A}^{(2)} \mathbf{g}^{(1)} + \mathbf{c}^{(2)}", P),
        (r"E = \frac12 \|\mathbf{u}^{(2)} - \mathbf{t}\|^2", P),
        (r"\boldsymbol{\delta}^{(l)} = <E|\mathbf{u}^{(l)}>", P),
        (r"<E|\mathbf{A}^{(2)}> = \boldsymbol{\delta}^{(2)} (\mathbf{g}^{(1)})^\top", P),
        (r"<E|\mathbf{g}^{(1)}> = (\mathbf{A}^{(2)})^\top \boldsymbol{\delta}^{(2)}", P),
        (r"\delta^{(1)}_i = (1 - (g^{(1)}_i)^2) \sum_k A^{(2)}_{ki} \delta^{(2)}_k", P),
        (r"<E|\mathbf{A}^{(1)}> = \boldsymbol{\delta}^{(2)} \mathbf{r}^\top", R),
    ],
    "bare numbers above": [
        (r"u^1 = V^1 r + c^1", P), (r"h^1 = \tanh(u^1)", P), (r"o^2 = V^2 h^1", P), (r"C = \frac12\|o^2 - t\|^2", P),
        (r"<C|o^2> = o^2 - t", P), (r"<C|V^2> = (o^2 - t) (h^1)^\top", P), (r"<C|h^1> = V^{2\top} (o^2 - t)", P),
        (r"<C|c^1> = (V^2)^\top (o^2 - t) \odot (1 - (h^1)^2)", P),
        (r"<C|h^1> = V^2 (o^2 - t)", R), (r"<C|c^1> = (V^2)^\top (o^2 - t)", R),
    ],
    "bare numbers above entries": [
        (r"s^1_j = \sum_k m^1_{jk} r_k", P), (r"g^1_j = \tanh(s^1_j)", P), (r"s^2_j = \sum_k m^2_{jk} g^1_k", P),
        (r"Q = \frac12 \sum_j (s^2_j - t_j)^2", P), (r"<Q|m^2_{jk}> = (s^2_j - t_j) g^1_k", P),
        (r"<Q|g^1_k> = \sum_j m^2_{jk} (s^2_j - t_j)", P), (r"<Q|g^1_k> = \sum_j m^2_{kj} (s^2_j - t_j)", R),
    ],
    "any loss of layers with numbers above": [
        (r"\mathbf{u}^{(1)} = \mathbf{A}^{(1)} \mathbf{r}", P), (r"\mathbf{g}^{(1)} = f(\mathbf{u}^{(1)})", P),
        (r"\mathbf{u}^{(2)} = \mathbf{A}^{(2)} \mathbf{g}^{(1)}", P), (r"\mathbf{g}^{(2)} = f(\mathbf{u}^{(2)})", P),
        (r"<E|\mathbf{A}^{(2)}> = <E|\mathbf{u}^{(2)}> (\mathbf{g}^{(1)})^\top", P),
        (r"<E|\mathbf{u}^{(2)}> = <E|\mathbf{g}^{(2)}> \odot f'(\mathbf{u}^{(2)})", P),
        (r"<E|\mathbf{u}^{(1)}> = (\mathbf{A}^{(2)\top} <E|\mathbf{u}^{(2)}>) \odot f'(\mathbf{u}^{(1)})", P),
        (r"<E|\mathbf{A}^{(2)}> = 2 <E|\mathbf{u}^{(2)}> (\mathbf{g}^{(1)})^\top", R),
        (r"<E|\mathbf{u}^{(2)}> = <E|\mathbf{g}^{(2)}> \odot f'(\mathbf{u}^{(1)})", R),
        (r"<E|\mathbf{A}^{(2)}> = <E|\mathbf{u}^{(1)}> (\mathbf{g}^{(1)})^\top", R),
        (r"<E|\mathbf{u}^{(1)}> = \mathbf{A}^{(2)\top} <E|\mathbf{u}^{(2)}>", R),
    ],
    "numbers above without brackets, and entries of what is made of matrices": [
        (r"U^1 = R A^1 + c^1", P), (r"G^1 = \sigma(U^1)", P), (r"U^2 = G^1 A^2 + c^2", P),
        (r"u^1_{2,1} = r_{2,1} a^1_{1,1} + r_{2,2} a^1_{2,1} + c^1_1", P),
        (r"E = \frac12 \sum_{i,k} (u^2_{i,k} - t_{i,k})^2", P),
        (r"<E|U^2> = U^2 - T", P), (r"<E|A^2> = (G^1)^T <E|U^2>", P), (r"<E|G^1> = <E|U^2> (A^2)^T", P),
        (r"<E|G^1> = (A^2)^T <E|U^2>", R), (r"<E|A^2> = 2 (G^1)^T <E|U^2>", R),
        (r"<E|a^1_{1,2}> = <E|u^1_{1,2}> r_{1,1} + <E|u^1_{2,2}> r_{2,1}", P),
    ],
    "a number above is a power where no layer is made of another": [
        (r"v = 3 r^2", P), (r"q = v^2 + r", P), (r"<v|r> = 6 r", P), (r"<q|v> = 2 v", P), (r"<q|v> = v", R),
    ],
    "errors of one layer are entries": [
        (r"q_j = \sum_i m_{ji} s_i", P), (r"E = \frac12 \sum_j (q_j - t_j)^2", P), (r"\delta_j = q_j - t_j", P),
        (r"<E|q_1> = \delta_1", P), (r"<E|q_1> = \delta_2", R),
    ],
    "the number of a layer before indices": [
        *NET, (r"u_{2i} = \sum_k A_{2ik} g_k + c_{2i}", P), (r"<u_{2i}|A_{2ij}> = g_j", P),
        (r"<u_{2i}|A_{2ij}> = g_i", R), (r"<u_{2i}|c_{2i}> = 1", P),
        (r"<E|A_{2ij}> = <E|u_{2i}> g_j", P),
        (r"<E|g_j> = \sum_i <E|u_{2i}> A_{2ij}", P),
        (r"<E|g_j> = \sum_i <E|u_{2i}> A_{2ji}", R),
        (r"<E|u_{1j}> = <E|g_j> (1 - g_j^2)", P),
    ],
    "a number before a letter is an index where the letter has two": [
        (r"v_i = \sum_j m_{ij} s_j", P), (r"v_1 = \sum_j m_{1j} s_j", P), (r"v_1 = \sum_j m_{2j} s_j", U),
    ],
    "a slope beside ⊙ is taken entry by entry": [
        (r"u = A r + c", P), (r"g = \tanh(u)", P), (r"E = \frac12 \sum_i (g_i - t_i)^2", P),
        (r"<E|u> = <E|g> \odot <g|u>", P),
        (r"<E|u> = <g|u> \odot <E|g>", P),
        (r"<E|u> = <E|g> \odot <g|u> \odot g", R),
        (r"<E|A> = \left(<E|g> \odot <g|u>\right) r^T", P),
        (r"<E|A> = <E|g> \odot <g|u>"
         r"<u|A>", P),
        (r"<E|r> = A^T <E|g> \odot <g|u>", P),
    ],
    "of a softmax it is no diagonal": [
        (r"u = A r + c", P), (r"g = \mathrm{softmax}(u)", P), (r"E = -\sum_i t_i \log g_i", P),
        (r"<E|u> = <E|g> \odot <g|u>", U),
    ],
    "of a batch too": [
        (r"U = A R + c", P), (r"G = f(U)", P), (r"<J|A> = <J|U> R^T", P),
        (r"<J|U> = <J|G> \odot <G|U>", P),
        (r"<J|U> = <J|G> \odot f'(G)", U), (r"<J|U> = <J|G> \odot f(U)", R),  # f may be a ramp, where the first holds
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_each_line_has_its_verdict(kind: str) -> None:
    """Lines of one document, each with the verdict that is due; the wrong ones are never proved."""
    text = SLOPE.sub(r"\\frac{\\partial \1}{\\partial \2}", "\n".join(f"$${line}$$\n" for line, _ in DOCUMENTS[kind]))
    assert [finding.verdict.value for finding in judged(text)] == [verdict for _, verdict in DOCUMENTS[kind]]
