"""How displays of published notes are laid out: reasons in brackets, labels, cases of a table, ends that are cut."""

from __future__ import annotations

import pytest

from derive.reading.notes.sections import claims_in_text
from derive.reading.tex.chains import chains_of
from derive.reading.tex.tokens import text_of

LAYOUTS = {
    "a reason in brackets": (r"a &= b \quad (\because c = d) \\ &= e", [["a", "b", "e"]]),
    "a row that is a reason": (r"a &= b \\ \because c &= d \\ &= e", [["a", "b", "e"]]),
    "an empty row": (r"a &= b \\ \\ &= e", [["a", "b", "e"]]),
    "it follows": (r"a = b \Rightarrow c = d", [["a", "b"], ["c", "d"]]),
    "it follows, typed": (r"a &= b \\ => c &= d", [["a", "b"], ["c", "d"]]),
    "words between rows": (
        r"a &= b \intertext{and so $c$ is} d &= e \\ \shortintertext{or} &= f",
        [["a", "b"], ["d", "e", "f"]],
    ),
    "therefore": (r"\therefore a = b", [["a", "b"]]),
    "a label": (r"\text{Output layer:} \quad a = b", [["a", "b"]]),
    "a quoted word": (r"a = \text{``h''} \quad b = \text{``two words''}", [["a", "h"], ["b", "twowords"]]),
    "at least, typed": (r"a = 1(x >= y)", [["a", "1(xgey)"]]),
    "an arrow without equations": (r"a \Rightarrow b = c", [["a", "b", "c"]]),
    "a row of factors below the right side": (r"a &= (b + c) \\ & d e", [["a", "(b+c)de"]]),
    "a row of its own": (r"a = (b + c) \\ d e", [["a", "(b+c)"]]),
    "a row that an unread macro begins": (r"a &= b \\ & \step c", [["a", "bstepc"]]),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_displays_are_taken_apart(name: str) -> None:
    """Each layout gives the chains that its author means."""
    latex, sides = LAYOUTS[name]
    assert [[text_of(side) for side in chain.sides] for chain in chains_of(latex, {})] == sides


@pytest.mark.parametrize(
    ("displays", "sides"),
    [
        ([r"a &= b \\ \shift + c"], [["a", "b+c"]]),
        ([r"a &= b \\ \shift &= c \\ \shift &= d"], [["a", "b", "c", "d"]]),
        ([r"a &= b \\ &\shift \cdot c", r"d &= e \\ &\shift = f"], [["a", "bcdotc"], ["d", "e", "f"]]),
        ([r"a &= b \\ \cost &= c"], [["a", "b"], ["cost", "c"]]),
        ([r"a &= b \\ \cost &= c \\ \cost &= d", r"\cost = d"], [["a", "b"], *[["cost", "c"]], *[["cost", "d"]] * 2]),
        ([r"a &= b \\ \Psi &= c \\ \Psi &= d"], [["a", "b"], ["Psi", "c"], ["Psi", "d"]]),
    ],
)  # fmt: skip
def test_a_macro_of_a_site_that_only_begins_rows_is_layout(displays: list[str], sides: list[list[str]]) -> None:
    """Nobody defines it: it may be a letter where it stands elsewhere too, or once before a relation."""
    claims = claims_in_text("\n\n".join(f"$${display}$$" for display in displays), "markdown")
    chains = [chains_of(claim.latex, {macro.name: macro for macro in claim.macros})[0] for claim in claims]
    assert [[text_of(side) for side in chain.sides] for chain in chains] == sides


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            r'MathJax = {tex: {macros: {sl: ["\\frac{#1}{#2}", 2], Cost: "\\mathcal{C}", w: ["w_#1", 1, "0"]}}};',
            ["mathcal{C}", "frac{a}{b}+w_0"],
        ),
        (
            r"MathJax.Hub.Config({TeX: {Macros: {sl: ['\\frac{#1}{#2}', 2], 'Cost': '{\\mathcal{C}}', w: 'w_0'}}});",
            ["mathcal{C}", "frac{a}{b}+w_0"],
        ),
        (
            r'go(body, {"macros": {"\\sl": "\\frac{#1}{#2}", "\\Cost": "\\mathcal{C}", "\\w": String.raw`w_0`}})',
            ["mathcal{C}", "frac{a}{b}+w_0"],
        ),
        (r"var settings = {Cost: 'x', sl: 'y'};", ["Cost", "sl{a}b+w"]),
    ],
)
def test_macros_that_a_page_configures(script: str, expected: list[str]) -> None:
    """In the ways of MathJax 2 and 3 and KaTeX, with and without arguments."""
    page = rf"<script>{script}</script><p>\(\Cost = \sl{{a}}{{b}} + \w\)</p>"
    (claim,) = claims_in_text(page, "html")
    (chain,) = chains_of(claim.latex, {macro.name: macro for macro in claim.macros})
    assert [text_of(side) for side in chain.sides] == expected


@pytest.mark.parametrize(
    ("displays", "sides"),
    [
        ([r"\kvec{u} = \kmat{A} \kvec{v}_k"], [["mathbf{u}", "mathbf{A}mathbf{v}_k"]]),
        ([r"\kvec{u + v} = \kvec{v}"], [["kvec{u+v}", "kvec{v}"]]),
        ([r"\vecinv{u} = \trmat{A}"], [["vecinv{u}", "trmat{A}"]]),
        ([r"\green{a + b} = \pur{c}"], [["a+b", "c"]]),
        ([r"\pderiv{q}{u} = \pderiv{}{u} q"], [["frac{partialq}{partialu}", "frac{partial}{partialu}q"]]),
        ([r"\pderiv{q}{u} = a", r"\pderiv{q} = b"], [["pderiv{q}u", "a"], ["pderiv{q}", "b"]]),
        ([r"f\lr{u} = v\TT u"], [["f(u)", "v^topu"]]),
        ([r"\TT = v\TT u"], [["TT", "vTTu"]]),
        (["a &= b \\\\cr &= c", "f`(x) = g"], [["a", "b", "c"], ["f'(x)", "g"]]),
    ],
)  # fmt: skip
def test_a_macro_of_another_file_is_what_its_name_and_its_calls_say(
    displays: list[str], sides: list[list[str]]
) -> None:
    """A style has letters alone, a slope two arguments, what stands above has something before it: in every call."""
    claims = claims_in_text("\n\n".join(f"$${display}$$" for display in displays), "markdown")
    chains = [chains_of(claim.latex, {macro.name: macro for macro in claim.macros})[0] for claim in claims]
    assert [[text_of(side) for side in chain.sides] for chain in chains] == sides


@pytest.mark.parametrize(
    "table", [r"\left\{\begin{array}{l} 1 \hbox{ if } x > 0 \\ 0 \hbox{ else} \end{array}\right.",
              r"\begin{cases} 1, & x > 0 \\ 0, & \text{otherwise}. \end{cases}"]
)  # fmt: skip
def test_a_table_behind_a_lone_brace_is_read_as_cases(table: str) -> None:
    """Cases come as a table or in their environment, with marks at the ends of cells."""
    from derive.reading.expression.nodes import Choice
    from derive.reading.expression.parser import parsed

    (chain,) = chains_of(f"h = {table}", {})
    tree = parsed(chain.sides[1])
    assert isinstance(tree, Choice)
    assert [condition is None for _, condition in tree.cases] == [False, True]


def test_a_vector_in_brackets_is_no_cases() -> None:
    """A brace that closes behind the table makes a vector."""
    (chain,) = chains_of(r"h = \left\{ \begin{array}{l} 1 \\ 0 \end{array} \right\}", {})
    assert "cases" not in text_of(chain.sides[1])


@pytest.mark.parametrize(
    "display",
    [
        r"W = \begin{bmatrix} 1 & 2 \end{bmatrix}, \quad V = \begin{bmatrix} 3 & 4 \end{bmatrix}",
        r"a = \underbrace{b + c}_{\text{sum}}, \quad d = \overbrace{e f}^{\text{product}}",
        "\\newcommand{\\up}[2]{#1^{(#2)}} $\\up{h}{b}_i = \\up{z}{a}_j, \\quad \\up{u}{b} = \\up{v}{a}$",
    ],
)
def test_a_part_of_a_display_reads_as_it_did_in_the_whole(display: str) -> None:
    """A part is cut behind its environments, wrappers and calls of macros."""
    claims = claims_in_text(display if "$" in display else f"$${display}$$", "markdown")
    assert len(claims) == 2
    for claim in claims:
        (chain,) = chains_of(claim.latex, {macro.name: macro for macro in claim.macros})
        text = " ".join(map(text_of, chain.sides))
        assert text.count("{") == text.count("}")
        assert text.count("matrix") % 2 == 0


def test_layers_counted_by_ell_are_layers() -> None:
    """The letter is one command, not an l with another behind it."""
    from derive.judging.document_judge import DocumentJudge

    lines = [r"z^{(\ell)} = w^{(\ell)} a^{(\ell-1)}", r"\frac{\partial z^{(\ell)}}{\partial w^{(\ell)}} = a^{(\ell-1)}"]
    text = "\n".join(f"$${line}$$" for line in lines)
    claims = claims_in_text(text, "markdown")
    judge = DocumentJudge(claims)
    assert [str(f.verdict) for claim in claims for f in judge.findings(claim)] == ["PROVED", "PROVED"]
