"""What is exported is used as its users use it: compiled by LaTeX, rendered by KaTeX and MathJax, read by pandoc."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from derive.errors import UsageError
from reports.commands.export import FORMATS
from reports.export.catalogue import Catalogue, Entry, catalogue
from reports.export.targets import TARGETS
from reports.options.network_file import read_network_file
from reports.options.networks import network_of
from reports.options.options import HiddenLayer, NetworkOptions
from reports.system.output_files import write_files

STANDARD = NetworkOptions()
HIDDEN = NetworkOptions(bias=True, log_base="2", hidden=(HiddenLayer(11, "tanh"),))


@pytest.fixture(scope="module", params=[STANDARD, HIDDEN], ids=["standard", "hidden"])
def formulas(request: pytest.FixtureRequest) -> Catalogue:
    """The catalogue of the default network, and of one with a hidden layer of eleven units, biases and base 2."""
    return catalogue(request.param)


def exported(target: str, formulas: Catalogue, folder: Path) -> Mapping[str, str]:
    """Write the files of a target; return their texts."""
    files = TARGETS[target].files(formulas)
    write_files(folder, {name: text.encode() for name, text in files.items()})
    return files


def needed(program: str) -> str:
    """The path of an outside program; the test is skipped where it is missing."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run an outside program in a folder; its output is for the message of a failing test."""
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def test_every_target_of_the_command_has_a_writer() -> None:
    """The table and the names that the command line knows without importing it."""
    assert tuple(TARGETS) == FORMATS


def test_keys_and_macros_are_unique_and_say_what_is_meant(formulas: Catalogue) -> None:
    """Two keys never share a macro, a label or a file; a macro has letters only, as LaTeX demands."""
    keys, macros = [e.key for e in formulas.entries], [e.macro for e in formulas.entries]
    assert len(set(keys)) == len(set(macros)) == len({e.label.casefold() for e in formulas.entries}) == len(keys)
    assert all(re.fullmatch("[A-Za-z]+", macro) for macro in macros)
    assert {"loss", "definition/z", "condition/labels-sum-to-one", "jacobian/p-z", "gradient/z/matrix"} <= set(keys)
    assert Entry("element/W-1-11", "", "", ()).macro != Entry("element/W-11-1", "", "", ()).macro


def test_the_formulas_are_those_of_the_keys() -> None:
    """Read off the page of a textbook."""
    found = catalogue(STANDARD)
    assert found["jacobian/p-z"].latex == (r"\frac{\partial p_k}{\partial z_j} = p_k\left(\delta_{kj} - p_j\right)")
    assert found["loss"].latex == r"E = -\frac{1}{N} \sum_{n=1}^{N} \sum_{k=1}^{K} y_{nk} \ln p_{nk}"
    assert found["update/W"].latex == r"W_{kd} \leftarrow W_{kd} - \alpha \frac{\partial E}{\partial W_{kd}}"
    assert found["step/W/20"].rights[-1] == found["gradient/W"].rights[0]
    assert len(found.below("element/")) == 12


def test_an_unknown_key_is_told_with_keys_that_are_alike() -> None:
    """A slip in a key."""
    with pytest.raises(UsageError) as caught:
        catalogue(STANDARD)["gradent/W"]
    assert "gradent/W" in str(caught.value) and "gradient/W" in (caught.value.hint or "")


@pytest.mark.parametrize(("target", "pages"), [("tex", 2), ("beamer", 20)])
def test_the_latex_example_compiles(target: str, pages: int, formulas: Catalogue, tmp_path: Path) -> None:
    """Every step is on a slide of its own; nothing is undefined, and nothing wider or higher than its place."""
    latexmk = needed("latexmk")
    exported(target, formulas, tmp_path)
    done = run([latexmk, "-pdf", "-interaction=nonstopmode", "-halt-on-error", "example.tex"], tmp_path)
    assert done.returncode == 0, done.stdout[-3000:]
    log = (tmp_path / "example.log").read_text(encoding="utf-8", errors="replace")
    found = re.search(r"Output written on example\.pdf \((\d+) pages?", log)
    assert found and int(found[1]) >= pages
    assert "undefined" not in log and "Overfull" not in log


def test_an_unknown_key_stops_latex(tmp_path: Path) -> None:
    """A formula that is silently empty would be printed as such; every known key has content."""
    latexmk = needed("latexmk")
    files = exported("tex", catalogue(STANDARD), tmp_path)
    wrong = files["example.tex"].replace(r"\bp{definition/z}", r"\bp{definition/q}")
    assert wrong != files["example.tex"]
    (tmp_path / "example.tex").write_text(wrong, encoding="utf-8")
    done = run([latexmk, "-pdf", "-interaction=nonstopmode", "-halt-on-error", "example.tex"], tmp_path)
    assert done.returncode != 0 and "No formula has the key 'definition/q'" in done.stdout


NODE = {
    "katex": """const katex = require("katex"); const fs = require("fs");
const macros = JSON.parse(fs.readFileSync("macros.json", "utf8"));
let count = 0;
for (const name of Object.keys(macros)) {
  const html = katex.renderToString(name, {displayMode: true, throwOnError: true, macros: {...macros}});
  if (html.includes("katex-mathml")) count += 1;
}
console.log(count);""",
    "mathjax": """const fs = require("fs");
const macros = JSON.parse(fs.readFileSync("macros.json", "utf8"));
require("mathjax-full/es5/node-main.js").init({loader: {load: ["input/tex"]}, tex: {macros}}).then(MathJax => {
  let count = 0;
  for (const name of Object.keys(macros)) {
    const mathml = MathJax.tex2mml("\\\\" + name, {display: true});
    if (mathml.includes("merror")) throw new Error(name + ": " + mathml);
    count += 1;
  }
  console.log(count);
});""",
}


@pytest.mark.parametrize("target", ["katex", "mathjax"])
def test_the_macros_render(
    target: str, formulas: Catalogue, tmp_path: Path, require_node_module: Callable[[str], Path]
) -> None:
    """Each macro through the real program."""
    module = require_node_module({"katex": "katex", "mathjax": "mathjax-full"}[target])
    files = exported(target, formulas, tmp_path)
    done = run(["node", "-e", NODE[target]], tmp_path, NODE_PATH=str(module.parent))
    assert done.stdout.strip() == str(len(formulas.entries)), done.stdout[-3000:]
    used = set(re.findall(r"\\(bp[A-Za-z]+)", files["example.html"].partition("<body>")[2].partition("<script")[0]))
    assert used and used <= {name.lstrip("\\") for name in json.loads(files["macros.json"])}


def test_pandoc_reads_the_quarto_example(formulas: Catalogue, tmp_path: Path) -> None:
    """Quarto puts the snippets in and hands the rest to pandoc: no formula is left as it stands."""
    pandoc = needed("pandoc")
    files = exported("quarto", formulas, tmp_path)
    text = re.sub(r"{{< include (\S+) >}}", lambda found: files[found[1]].rstrip(), files["example.qmd"])
    assert text.count("{#eq-") == files["example.qmd"].count("include") > 20
    (tmp_path / "whole.md").write_text(text, encoding="utf-8")
    done = run([pandoc, "--mathml", "--fail-if-warnings", "--to", "html", "whole.md"], tmp_path)
    assert done.returncode == 0, done.stdout[-3000:]
    assert done.stdout.count('<math display="block"') == text.count("{#eq-")


def test_myst_reads_the_example(formulas: Catalogue) -> None:
    """Front matter with the macros, equations with labels, a reference to one of them."""
    main = pytest.importorskip("myst_parser.config.main")
    tokens = pytest.importorskip("myst_parser.parsers.mdit")
    text = TARGETS["myst"].files(formulas)["example.md"]
    parser = tokens.create_md_parser(main.MdParserConfig(), pytest.importorskip("markdown_it.renderer").RendererHTML)
    found = parser.parse(text)
    fences = [token for token in found if token.type == "fence"]
    yaml = pytest.importorskip("yaml").safe_load(next(token.content for token in found if token.type == "front_matter"))
    assert all(fence.info == "{math}" for fence in fences) and len(fences) > 20
    assert {fence.content.splitlines()[-1] for fence in fences} <= set(yaml["math"])
    assert yaml["math"] == {"\\" + entry.macro: entry.latex for entry in formulas.entries}


def test_the_html_snippets_are_mathml_and_nothing_else(formulas: Catalogue) -> None:
    """No formula was refused, and nothing needs a style sheet or a script."""
    files = TARGETS["html"].files(formulas)
    snippets = [text for name, text in files.items() if name.startswith("snippets/")]
    assert len(snippets) == len(formulas.entries)
    assert all(text.startswith("<math") and "bp-" not in text for text in snippets)
    assert "<script" not in files["example.html"] and "http" not in re.sub(r'xmlns="[^"]*"', "", files["example.html"])


def test_the_command_writes_and_never_imports_jax(tmp_path: Path) -> None:
    """As a process of its own, with its document for programs."""
    code = (
        "import sys; from reports.cli import main; "
        "status = main(sys.argv[1:]); sys.exit(status or ('jax' in sys.modules) * 9)"
    )
    out = tmp_path / "out"
    command = [sys.executable, "-c", code, "export", "--to", "html", "--out", str(out), "--json"]
    done = run(command, Path.cwd(), PYTHONUTF8="1")
    assert done.returncode == 0, done.stdout
    document = json.loads(done.stdout)
    assert "gradient/W" in document["keys"] and str(out / "snippets" / "gradient" / "W.html") in document["files"]
    assert (out / "snippets" / "gradient" / "W" / "matrix.html").read_text(encoding="utf-8").startswith("<math")


def test_a_target_that_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 2, and the targets in the hint."""
    from reports.cli import main

    assert main(["export", "--to", "word"]) == 2
    assert "tex, beamer, myst" in capsys.readouterr().err


@pytest.mark.parametrize("loss", ["huber", "hinge"])
def test_what_is_held_is_exported_without_a_derivative(loss: str) -> None:
    """Huber and hinge have held masks: their definitions are exported, and no derivative by what only they see."""
    found = catalogue(NetworkOptions(loss=loss), elements=False)
    keys = {entry.key for entry in found.entries}
    assert {"gradient/W", "update/W"} <= keys or {"gradient/w", "update/w"} <= keys
    network = network_of(NetworkOptions(loss=loss), batch=True)
    held = [d.tensor.name for d in network.definitions if d.held]
    assert held
    for name in held:
        assert f"definition/{name}" in keys
        assert not any(key.startswith(f"jacobian/{name}-") for key in keys)


def test_a_network_that_depends_on_no_parameter_is_not_exported(tmp_path: Path) -> None:
    """Every page shows a gradient by a parameter; where there is none, the error says so."""
    path = tmp_path / "sum.toml"
    path.write_text('given = {x = "N input"}\ndefinitions = {E = "E = sum(x[n]^2, n)"}\n')
    with pytest.raises(UsageError, match="E depends on no parameter"):
        catalogue(read_network_file(path))
