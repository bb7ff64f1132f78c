"""KaTeX, MathJax and plain HTML: macros as JSON for the first two, MathML for pages without any script."""

from __future__ import annotations

import json
from html import escape

from markupsafe import Markup
from math_core import LatexToMathML

from derive.writing.colours import PALETTE, colour_names, colour_of, for_the_web, from_the_web, recoloured

from ..formats.html.mathml import with_plain_brackets
from .entries import Catalogue, Entry
from .target import origin

PAGE = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="generator" content="{origin}">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }}
section {{ margin: 1.5rem 0; overflow-x: auto; }}
math {{ margin: 0.5rem 0; font-size: 1.2rem; }}
section p {{ display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; margin: 0; }}
</style>
{head}</head>
<body>
<h1>{title}</h1>
{body}
</body>
</html>
""")
# The program is the reader's own copy, in the folder beside the page that its note names; no other place is asked.
KATEX = Markup("""<script type="application/json" id="macros">{macros}</script>
<script>
function load(place) {{
  const style = Object.assign(document.createElement("link"), {{rel: "stylesheet", href: place + "katex.min.css"}});
  const script = Object.assign(document.createElement("script"), {{src: place + "katex.min.js", onload: show}});
  script.onerror = () => style.remove();
  document.head.append(style, script);
}}
function show() {{
  const macros = JSON.parse(document.getElementById("macros").textContent);
  for (const element of document.querySelectorAll("[data-formula]"))
    katex.render(element.dataset.formula, element, {{displayMode: true, throwOnError: true, macros}});
}}
addEventListener("load", () => load("katex/"));
</script>
""")
MATHJAX = Markup("""<script type="application/json" id="macros">{macros}</script>
<script>
window.MathJax = {{
  tex: {{macros: JSON.parse(document.getElementById("macros").textContent)}},
  startup: {{ready() {{
    for (const element of document.querySelectorAll("[data-formula]"))
      element.textContent = "\\\\[" + element.dataset.formula + "\\\\]";
    MathJax.startup.defaultReady();
  }}}},
}};
addEventListener("load", () => {{
  document.head.append(Object.assign(document.createElement("script"), {{src: "mathjax/tex-chtml.js"}}));
}});
</script>
""")
# What the reader's own copy has to hold, by the name of the folder that it lies in.
COPIES = {
    "katex": "katex.min.js, katex.min.css and the folder fonts, the contents of dist in KaTeX's package",
    "mathjax": "tex-chtml.js and the folder output, the contents of es5 in MathJax's package",
}
BESIDE = Markup(
    "<p>Put your own copy into the folder <code>{}/</code> beside this page: {}. Without it, the formulas below are "
    "the MathML that browsers draw by themselves. Nothing is loaded from anywhere else.</p>\n"
)


# Names that math-core knows, with its own hues: one for each of ours.
NAMED = (
    ("red", "#FF0000"), ("green", "#03FF00"), ("blue", "#0000FF"), ("cyan", "#00B9F2"), ("teal", "#008080"),
    ("violet", "#800080"), ("pink", "#FFBFBF"), ("olive", "#9F8C18"),
)  # fmt: skip


def katex_macros(catalogue: Catalogue) -> dict[str, str]:
    r"""Macros as KaTeX takes them: ``{"\\bpGradientW": "…"}``."""
    return {"\\" + entry.macro: entry.latex for entry in catalogue.entries}


def mathjax_macros(catalogue: Catalogue) -> dict[str, str]:
    """Macros as MathJax takes them: names without the backslash."""
    return {entry.macro: entry.latex for entry in catalogue.entries}


def katex_files(catalogue: Catalogue) -> dict[str, str]:
    """``macros.json`` for KaTeX's option ``macros``, and a page that uses it."""
    return _with_page(catalogue, "katex", katex_macros(catalogue), KATEX)


def mathjax_files(catalogue: Catalogue) -> dict[str, str]:
    """``macros.json`` for MathJax's option ``tex.macros``, and a page that uses it."""
    return _with_page(catalogue, "mathjax", mathjax_macros(catalogue), MATHJAX)


def _with_page(catalogue: Catalogue, name: str, macros: dict[str, str], head: Markup) -> dict[str, str]:
    """The macros, and the page: until the program has drawn a formula, and where it cannot be had, it is MathML."""
    places = (_section(e, "\\" + e.macro, PLACE.format("\\" + e.macro, Markup(mathml(e)))) for e in shown(catalogue))
    body = BESIDE.format(name, COPIES[name]) + Markup("\n").join(places)
    page = _page(catalogue, name, head.format(macros=in_script(macros)), body)
    return {"macros.json": as_json(macros), "example.html": page}


PLACE = Markup('<div data-formula="{}">{}</div>')


def html_files(catalogue: Catalogue) -> dict[str, str]:
    """``snippets/gradient/W.html`` and the rest: MathML that a browser shows without a script or a style sheet."""
    snippets = {f"snippets/{entry.key}.html": mathml(entry) + "\n" for entry in catalogue.entries}
    body = Markup("\n").join(_section(e, f"snippets/{e.key}.html", Markup(mathml(e))) for e in shown(catalogue))
    return {**snippets, "example.html": _page(catalogue, "html", Markup(""), body)}


def mathml(entry: Entry) -> str:
    """The formula as MathML that carries its own alignment, and its LaTeX for copying.

    >>> mathml(Entry("a", "", "a", ("b",)))[:46]
    '<math display="block"><semantics><mrow><mi>a</'
    """
    latex = from_the_web(entry.latex)
    brackets = with_plain_brackets(recoloured(latex, lambda name: rf"\textcolor{{{_named(name)[0]}}}{{"))
    found = LatexToMathML(annotation=True).convert_with_local_state(brackets, displaystyle=True)
    for name in colour_names(latex):
        light, dark = f"#{colour_of(name)}", f"#{colour_of(name, dark=True)}"
        style = f"color:{light};color:light-dark({light},{dark});"
        found = found.replace(f'style="color:{_named(name)[1]};"', f'style="{style}"')
    return found.replace(escape(brackets, quote=False), escape(for_the_web(latex), quote=False))


def _named(colour: str) -> tuple[str, str]:
    """A colour that the converter knows, and what it makes of it, in the place of one of ours."""
    return NAMED[int(colour.rpartition("-")[2]) % len(PALETTE)]


def shown(catalogue: Catalogue) -> list[Entry]:
    """What an example shows: everything but the single weights."""
    return [entry for entry in catalogue.entries if not entry.key.startswith("element/")]


def as_json(macros: dict[str, str]) -> str:
    """JSON for a file."""
    return json.dumps(macros, ensure_ascii=False, indent=2) + "\n"


def in_script(macros: dict[str, str]) -> Markup:
    """JSON inside a script element: no text of it can close that element."""
    written = json.dumps(macros, ensure_ascii=False)
    return Markup(written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _section(entry: Entry, name: str, formula: Markup) -> Markup:
    """One formula in an example: what it is, how it is called here, itself."""
    return Markup("<section>\n<p>{} <code>{}</code></p>\n{}\n</section>").format(entry.title, name, formula)


def _page(catalogue: Catalogue, target: str, head: Markup, body: Markup) -> str:
    return str(PAGE.format(head=head, origin=origin(catalogue, target), body=body, title=catalogue.title))
