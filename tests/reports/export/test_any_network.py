"""Every target for any network: titles from its own words, examples that name no letter, LaTeX that compiles."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reports.export.catalogue import catalogue
from reports.export.entries import Catalogue
from reports.export.numbers import with_numbers
from reports.export.slides import with_drawing
from reports.export.targets import TARGETS
from reports.options.network_file import network_of_table
from reports.options.options import HiddenLayer, NetworkOptions
from reports.system.output_files import write_files

# No letter of the default network is in the last one, whose author also chose words that act on TeX and on a page.
OWN_LETTERS = {
    "given": {"q": {"axes": "N D", "role": "input"}, "t": "N label", "u": "D parameter"},
    "definitions": {
        "f": {"formula": "f[n] = sum(u[d]*q[n,d], d)", "meaning": "50% <b>\n\\input{x}"},
        "C": "C = 1/N*sum((f[n] - t[n])^2, n)",
    },
}
NETWORKS = {
    "logistic": NetworkOptions(loss="sigmoid"),
    "squared": NetworkOptions(loss="squared", l2="0.01", bias=True),
    "hinge": NetworkOptions(loss="hinge", l1="1/100"),
    "relu": NetworkOptions(hidden=(HiddenLayer(3, "relu"),), label_smoothing="0.1", temperature="2"),
    "own": network_of_table(OWN_LETTERS, "a table"),
}
TITLES = {
    "logistic": "The gradient of the loss of a network: dense layer, sigmoid, binary cross-entropy",
    "squared": "The gradient of the loss of a network: dense layer, squared error",
    "own": "The gradient of the loss of a network",
}
Catalogues = dict[str, Catalogue]


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    """Of each network all formulas but those of single weights."""
    sizes = {"D": 3, "K": 2}
    found = {n: with_drawing(catalogue(options, elements=False), options, sizes) for n, options in NETWORKS.items()}
    return {**found, "logistic": with_numbers(found["logistic"], NETWORKS["logistic"], sizes)}


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_is_written_for_every_network(target: str, catalogues: Catalogues) -> None:
    """The example has the network's own title and shows its definitions, its gradient and each step."""
    for name, formulas in catalogues.items():
        assert formulas.title.startswith(TITLES.get(name, "The gradient of the loss of a network: "))
        files = TARGETS[target].written(formulas)
        example = files[TARGETS[target].example]
        assert example.count(formulas.title.replace("_", r"\_")) >= 1
        assert "\n\\input{x}" not in example and "<b>" not in example
        steps = len(formulas.below(f"step/{formulas.parameters[0]}/"))
        shown = example + files.get(f"slides/{formulas.parameters[0]}.tex", "")
        assert steps > 5 and len(re.findall(r"step|Step|\\begin\{frame\}\[t\]\{The grad", shown)) >= steps


def test_latex_and_slides_of_all_networks_compile(
    catalogues: Catalogues, require_program: Callable[..., str], tmp_path: Path
) -> None:
    """In one document: the articles' formulas on slides too; nothing is undefined, nothing leaves its place."""
    pdflatex, bodies, head = require_program("pdflatex"), [], ""
    for name, formulas in catalogues.items():
        files = TARGETS["beamer"].written(formulas)
        write_files(tmp_path / name, {path: text.encode() for path, text in files.items()})
        head, _, body = files["example.tex"].partition("\\begin{document}")
        body = body.replace("\\input{slides/", f"\\input{{{name}/slides/").replace("\\end{document}", "")
        # The lookup and the boxes are defined once; the formulas of each network take the place of those before.
        definitions = [line for line in files["derivation.tex"].splitlines() if line.startswith("\\bpdefine{")]
        bodies += ["\n".join(definitions), body]
    head = re.sub(r"\\title\{.*", "", head).replace(
        "\\input{derivation}", f"\\input{{{next(iter(catalogues))}/derivation}}"
    )
    text = f"{head}\\title{{Slides}}\\begin{{document}}\n" + "\n".join(bodies) + "\\end{document}\n"
    (tmp_path / "all.tex").write_text(text, encoding="utf-8")
    command = [pdflatex, "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    log = (tmp_path / "all.log").read_text(encoding="utf-8", errors="replace")
    assert "undefined" not in log and "Overfull" not in log
    assert text.count(r"\pause") > 10 and text.count(r"\begin{tikzpicture}") == len(catalogues) + 2
    slides = (tmp_path / "logistic" / "slides" / "w.tex").read_text(encoding="utf-8")
    assert r"\approx" in slides and slides.count(r"\pause\bpnumbers{") > 5


@pytest.mark.parametrize(
    ("target", "module", "drawn"),
    [("katex", "katex/dist", ".katex-display"), ("mathjax", "mathjax-full/es5", "mjx-container")],
)
def test_the_pages_draw_every_formula(
    target: str,
    module: str,
    drawn: str,
    catalogues: Catalogues,
    browser: Any,
    require_node_module: Callable[[str], Path],
    tmp_path: Path,
) -> None:
    """Opened from disk with the program beside it, as it is written; without it each formula is there as MathML."""
    name, _, folder = module.partition("/")
    (tmp_path / target).symlink_to(require_node_module(name) / folder)
    files = TARGETS[target].files(catalogues["own"])
    assert f"<code>{target}/</code> beside this page" in files["example.html"]
    assert "//" not in re.sub(r"<math.*?</math>", "", files["example.html"])  # no other place is named
    write_files(tmp_path, {path: text.encode() for path, text in files.items()})
    places = files["example.html"].count("<div data-formula=")
    assert places == files["example.html"].count("<math") > 10
    browser.set_script_timeout(20)
    browser.get((tmp_path / "example.html").as_uri())
    count = browser.execute_async_script(
        """const done = arguments[1], until = Date.now() + 15000;
        (function look() {
          const found = [...document.querySelectorAll("[data-formula] " + arguments[0])].length;
          if (found && document.querySelectorAll("[data-formula] > math").length === 0 || Date.now() > until)
            done(found);
          else setTimeout(look, 50);
        })();""".replace("arguments[0]", repr(drawn)),
        drawn,
    )
    assert count == places
    assert browser.execute_script("return document.querySelectorAll('.katex-error, mjx-merror').length") == 0
