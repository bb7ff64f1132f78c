"""Other spellings: indices in brackets, accents, percents, roots, rows of dots, HTML in formulas."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

BRACKETS = r"$s[i] = \sum_j w[i,j] z[j]$ and $\frac{\partial s[i]}{\partial w[i,j]} = "
OF_A_ROW = r"$s_k = \sum_j A_{k,j} u_j$. $\frac{\partial s_k}{\partial u} = "
BELOW = r"$s_{[i,j]} = \sum_n a_{[i,n]} b_{[n,j]}$, $\frac{\partial s_{[i,j]}}{\partial a_{[i,n]}} = "
SUM = r"$z = w_1 x_1 + w_2 x_2 + \cdots$ and "
PARTS = r"$L = -(y_1 \log q_1 + \cdots + y_c \log q_c + \cdots + y_n \log q_n)$ and "
CHAIN = r"$\frac{\partial c}{\partial z_f} = \frac{\partial c}{\partial z_g} \frac{\partial z_g}{\partial z_f}$"
UNIT = r"$s = v r$, $h = \sigma(s)$, $E = \frac12 (h - t)^2$. "
FUNCTIONS = r"$z[i] = f(s[i])$ and $h = g(s)$. "


NESTED = (
    r"$\boldsymbol{\mathbf{z}}^{(\ell)} = \boldsymbol{\mathbf{W}}^{(\ell)} \boldsymbol{\mathbf{a}}^{(\ell-1)}$, "
    r"$\boldsymbol{\mathbf{a}}^{(\ell)} = \sigma(\boldsymbol{\mathbf{z}}^{(\ell)})$, "
    r"$\delta^{(\ell)} = \frac{\partial C}{\partial \mathbf{z}^{(\ell)}}$ and "
    r"$\frac{\partial C}{\partial \boldsymbol{\mathbf{W}}^{(\ell)}} = \delta^{(\ell)} "
)

# an old switch of the font in a group, and an accent in one: the scripts behind the braces are those of the letter
IN_GROUPS = (
    r"$r_n = {\bf v}^T{\bf s}_n + c - t_n$, where ${\hat g}_n = r_n^2$ and "
    r"$\frac{\partial \hat g_n}{\partial v^1} = 2 s^1_n r_n$ and $\frac{\partial \hat g_n}{\partial v^2} = "
)
ONE_FONT = r"${\bf u} = {\bf V x} + {\bf c}$, $L = {\bf u}^T {\bf u}$ and $\frac{\partial L}{\partial {\bf V}} = "
# a letter that another line of the section says anew, in a line that is not read
UNREAD_AGAIN = (
    r"$m_b = \frac{1}{n} \sum_a x_{ab}$, $\tilde{x}_{ab} = \frac{x_{ab} - m_b}{s_b}$, "
    r"$\tilde{x_{ab}} = x_{ab} \oint m_b$ and "
    r"$\frac{\partial \tilde{x}_{ab}}{\partial x_{cd}} = \delta_{ac} \delta_{bd} - \frac{1}{n} \delta_{bd}$"
)
IN_WORDS = (
    r"$m_b = \frac{1}{n} \sum_a x_{ab}$, $\tilde{x_{ab}} = x_{ab} - m_b$, where $\delta_{a,c} = 1$ if $a = c$ and $0$ "
    r"otherwise, and $\frac{\partial \tilde{x}_{ab}}{\partial x_{cd}} = "
)

# e with two scripts, exp with a power, a full stop between factors, "if" in cases, a prime in the line
SHARES = r"$q_j = \frac{e^u_j}{\sum_k e^u_k}$ of inputs $u_j$, and $\frac{\partial q_j}{\partial u_i} = "
ERRORS = r"$e_j = d_j - u_j$, $C = \sum_j e^2_j$ and $\frac{\partial C}{\partial u_j} = "
POWERS = r"$q_j = \frac{\exp^{u_j}}{\sum_k \exp^{u_k} - 1}$ and $q_j \sum_k e^{u_k} = "
DELTA = (
    r"$q_j = e^{u_j} / \sum_k e^{u_k}$, where $\delta_{ij} = \begin{cases} 1 & if & i = j \\ 0 & if & i \neq j "
    r"\end{cases}$ and $\frac{\partial q_j}{\partial u_i} = "
)
QUOTIENT = r"$f(u) = \frac{g(u)}{h(u)}$ and $f\prime(u) = \frac{g\prime(u) h(u) "


HIGHEST = r"$s_{\max} = \max(s_1, s_2, \cdots, s_K)$. $\log \sum_{k=1}^K e^{s_k} = "
TO_TWO = r"$R = -\sum_{i=1}^{K'=2} y_i \log q_i$. "
OF_TWO = r"Let $q(u, v) = u^2 v + v$. "
IN_A_ROW = r"$R = \sum_{1 \le k \le K} r_k^2$. $\frac{\partial R}{\partial r_k} = "


# a prime behind a layer, a gradient that only says by what, lists of formulas, slopes at a version of a letter
LAYERED = (
    r"$z^{(k)} = W^{(k)} a^{(k-1)}$, $a^{(k)} = f^{(k)}(z^{(k)})$, $\delta^{(k)} = \frac{\partial C}{\partial z^{(k)}}$"
    r" and $\delta^{(k)} = (W^{(k+1)T} \delta^{(k+1)}) \odot "
)
UNITS = r"$z^k = W^k a^{k-1}$, $a^k = f^k(z^k)$ and $\frac{\partial a_j^k}{\partial z_j^k} = "
LINEAR = r"Let $q = V u$ and $C = \frac{1}{2} \|q - t\|^2$. "
ENTRIES = r"Let $C = \sum_i v_i u_i$. "
AT = r"Let $C(v) = \sum_n (t_n - v u_n)^2$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (UNIT + r"$\frac{dE}{dv} = \frac{dE}{dh}. \frac{dh}{ds}. \frac{ds}{dv}$", "PROVED"),
        (UNIT + r"$\frac{dE}{dv} = (h - t) .* h .* (1 - h) .* r$", "PROVED"),
        (UNIT + r"$\frac{dE}{dv} = (h - t) .* h .* (1 + h) .* r$", "REFUTED"),
        (LAYERED + r"f^{(k)'}(z^{(k)})$", "PROVED"),
        (LAYERED + r"f^{(k),'}(z^{(k)})$", "PROVED"),
        (LAYERED + r"f^{(k)}(z^{(k)})$", "REFUTED"),
        (UNITS + r"f^{\prime k}(z_j^k)$", "PROVED"),
        (UNITS + r"{f^k}'(z_j^k)$", "PROVED"),
        (UNITS + r"2 {f^k}'(z_j^k)$", "REFUTED"),
        (LINEAR + r"$\nabla_V = (q - t) u^T$", "PROVED"),
        (LINEAR + r"$\nabla_V = u (q - t)^T$", "REFUTED"),
        (LINEAR + r"$\nabla_u = V^T (q + t)$", "REFUTED"),
        (
            ENTRIES + r"$\nabla_v C = (\frac{\partial C}{\partial v_1}, \ldots, \frac{\partial C}{\partial v_n}) = "
            r"(u_1, u_2, \ldots, u_n)$",
            "PROVED",
        ),
        (ENTRIES + r"$\nabla_v C = (v_1, v_2, \ldots, v_n)$", "REFUTED"),
        (ENTRIES + r"$c (u + v) = [c u_1 + c v_1, \ldots, c u_n + c v_n]$", "PROVED"),
        (ENTRIES + r"$c (u + v) = [c u_1 - c v_1, \ldots, c u_n - c v_n]$", "UNDECIDED"),
        (AT + r"$\frac{dC}{dv}\Big|_{v=v^{(k)}} = -2 \sum_n u_n (t_n - v^{(k)} u_n)$", "PROVED"),
        (AT + r"$\left.\frac{dC}{dv}\right|_{v=v_0} = -2 \sum_n u_n (t_n + v_0 u_n)$", "REFUTED"),
        (AT + r"$\left.\frac{dC}{dv}\right|_{v=v^*} = 0$", "REJECTED"),
        (HIGHEST + r"s_{\max} + \log \sum_{k=1}^K e^{s_k - s_{\max}}$", "PROVED"),
        (HIGHEST + r"s_\max - \log \sum_{k=1}^K e^{s_k - s_\max}$", "REFUTED"),
        (IN_A_ROW + "2 r_k$", "PROVED"),
        (IN_A_ROW + "r_k$", "REFUTED"),
        (SHARES + r"-q_j.q_i, i \neq j$", "PROVED WHEN"),
        (SHARES + r"q_j.q_i, i \neq j$", "REFUTED"),
        (ERRORS + r"-2 e_j$", "PROVED"),
        (POWERS + r"q_j + \exp^{u_j}$", "PROVED"),
        (POWERS + r"q_j - \exp^{u_j}$", "REFUTED"),
        (DELTA + r"q_i (\delta_{ij} - q_j)$", "PROVED"),
        (DELTA + r"q_i (\delta_{ij} + q_j)$", "REFUTED"),
        (QUOTIENT + r"- g(u) h\prime(u)}{h(u)^2}$", "PROVED"),
        (QUOTIENT + r"+ g(u) h\prime(u)}{h(u)^2}$", "REFUTED"),
        (IN_GROUPS + r"2 s^2_n r_n$", "PROVED"),
        (IN_GROUPS + r"2 s^1_n r_n$", "REFUTED"),
        (ONE_FONT + r"2 {\bf u x}^T$", "PROVED"),
        (ONE_FONT + r"2 {\bf u c}^T$", "REFUTED"),
        (r"Let $A \in \mathbb{R}^{n \times n}$. Let $B \in \mathbb{R}^{n \times n}$. $(A B)^2 = A B A B$", "UNDECIDED"),
        (UNREAD_AGAIN, "UNDECIDED"),
        (IN_WORDS + r"\delta_{a,c} \delta_{b,d} - \frac{1}{n} \delta_{b,d}$", "PROVED"),
        (IN_WORDS + r"\delta_{a,c} \delta_{b,d}$", "REFUTED"),
        (NESTED + r"(\boldsymbol{\mathbf{a}}^{(\ell-1)})^T$", "PROVED"),
        (NESTED + r"(\boldsymbol{\mathbf{a}}^{(\ell)})^T$", "REFUTED"),
        (BRACKETS + "z[j]$", "PROVED"),
        (OF_A_ROW + r"A_{(k, \cdot)}$", "PROVED"),
        (OF_A_ROW + r"2 A_{(k, .)}$", "REFUTED"),
        (BELOW + r"b_{[n,j]}$", "PROVED"),
        (BELOW + r"b_{[j,n]}$", "REFUTED"),
        (BRACKETS + "w[j,i]$", "REFUTED"),
        (FUNCTIONS + CHAIN, "PROVED"),
        (r"$\mathring{x} = 2 w$, $x = 3 w$ and $\frac{\partial \mathring{x}}{\partial w} = 2$", "PROVED"),
        (r"$\mathring{x} = 2 w$, $x = 3 w$ and $\frac{\partial \mathring{x}}{\partial w} = 3$", "REFUTED"),
        (r"$\mathbf{\widehat{y}} = 2 w$ and $\frac{\partial \hat{\mathbf{y}}}{\partial w} = 2$", "PROVED"),
        (r"$50\% = 0.5$", "PROVED"),
        (TO_TWO + r"$\frac{\partial R}{\partial q_1} = -\frac{y_1}{q_1}$", "PROVED"),
        (TO_TWO + r"$R = -y_1 \log q_1 - y_2 \log q_2$", "PROVED"),
        (TO_TWO + r"$R = -y_1 \log q_1 + y_2 \log q_2$", "UNDECIDED"),
        (TO_TWO + r"$-\sum_{i=1}^{K=2} y_i \log q_i = -y_1 \log q_1 - (1 - y_1) \log (1 - q_1)$", "UNDECIDED"),
        (TO_TWO + r"$-\sum_{i=1}^{K=2} y_i \log q_i = -y_1 \log q_1 - 2 y_2 \log q_2$", "REFUTED"),
        (r"$50\% = 0.05$", "REFUTED"),
        (r"$\frac{5}{5+2} = 71.43\%$", "ROUNDED"),
        (r"$\frac{5}{5+2} = 71.34\%$", "REFUTED"),
        (r"$1 - 5\% = 95\%$", "PROVED"),
        (r"$\underbrace{7.5}_{one} \; \underbrace{- \; 2.5}_{other} = 5$", "PROVED"),
        (r"$\underbrace{7.5}_{one} \; \underbrace{- \; 2.5}_{other} = 4$", "REFUTED"),
        (r"$\underbrace{7.5 - 2.5}_{all} \cdot 2 = 10$", "PROVED"),
        (r"$\sqrt[3]{8} = 2$", "PROVED"),
        (r"$\sqrt[3]{8} = 3$", "REFUTED"),
        (SUM + r"$\frac{\partial z}{\partial w_j} = x_j$", "PROVED"),
        (SUM + r"$\frac{\partial z}{\partial w_j} = 2 x_j$", "REFUTED"),
        (PARTS + r"$L = -\sum_i y_i \log q_i$", "PROVED"),
        (PARTS + r"$L = -\sum_i q_i \log y_i$", "UNDECIDED"),
        (r"$n = ||x||^2$ and $\frac{\partial n}{\partial x} = 2 x$", "PROVED"),
        (r"$n = ||x||^2$ and $\frac{\partial n}{\partial x} = x$", "REFUTED"),
        (r"$n = \mid \mid x \mid \mid ^2$ and $\frac{\partial n}{\partial x} = 2 x$", "PROVED"),
        (r"$n = \mid\mid x \mid\mid^2$ and $\frac{\partial n}{\partial x} = x$", "REFUTED"),
        (r"$n = r^\frac{3}{2}$ and $\frac{\partial n}{\partial r} = \frac{3}{2} r^\frac12$", "PROVED"),
        (r"$n = r^\frac{3}{2}$ and $\frac{\partial n}{\partial r} = \frac{3}{2} r^\frac{3}{2}$", "REFUTED"),
        (r"$f(u) = u^2$ and $f’(u) = 2 u$", "PROVED"),
        (r"$f(u) = u^2$ and $f’(u) = u$", "REFUTED"),
        (r"$u<sub>i</sub> = 2 v<sub>i</sub>$ and $\frac{\partial u_i}{\partial v_i} = 2$", "PROVED"),
        (r"$u<em>{i} = 2 v</em>{i}$ and $\frac{\partial u_i}{\partial v_i} = 3$", "REFUTED"),
        (r"$z = 2 w \hspace{1mm} \forall w$ and $u = \frac{\partial z}{\partial w}{}$ and $u = 3$", "REFUTED"),
        (r"$A = {}^{t}W$ and $A = W^T$", "PROVED"),
    ],
)  # fmt: skip
def test_another_spelling_is_read(text: str, verdict: str) -> None:
    """It says the same as the usual spelling."""
    assert judged(text)[-1].verdict.value == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (OF_TWO + r"$\nabla q = \begin{bmatrix} 2 u v \\ u^2 + 1 \end{bmatrix}$", "PROVED"),
        (OF_TWO + r"$\nabla q(u, v) = (2 u v, u^2 + 1)$", "PROVED"),
        (OF_TWO + r"$\nabla q = \begin{bmatrix} u^2 + 1 \\ 2 u v \end{bmatrix}$", "REFUTED"),
        (OF_TWO + r"$\nabla q(v, u) = (2 u v, u^2 + 1)$", "UNDECIDED"),
        (OF_TWO + r"$\nabla^2 q = \begin{pmatrix} 2 v & 2 u \\ 2 u & 0 \end{pmatrix}$", "PROVED"),
        (OF_TWO + r"$\nabla^2 q = \begin{pmatrix} 2 v & u \\ u & 0 \end{pmatrix}$", "REFUTED"),
        (OF_TWO + r"$u = c^2$. $\frac{\partial q}{\partial c} = 4 u v c$, $\nabla q = (2 u v, u^2)$", "UNDECIDED"),
    ],
)  # fmt: skip
def test_a_gradient_of_several_letters(text: str, verdict: str) -> None:
    """∇q is by the letters of q(u, v) in their order, where nothing else is differentiated by."""
    assert judged(text)[-1].verdict.value == verdict


def test_a_row_of_dots_as_many_as_there_are() -> None:
    """Σ over all there are is that of the indexed sum."""
    assert judged(SUM + r"$z = \sum_j w_j x_j$")[-1].verdict.value == "PROVED"
