"""The page: one HTML file that works from disk, with native mathematics and no network; or a part of another page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from markupsafe import Markup

from derive.writing.colours import colour_of

from ...lesson.blocks import Section
from ...lesson.document import lesson
from ...lesson.play.section import play
from ...lesson.titles import network_title
from ...report import Report
from .look import Look
from .mathml import Mathematics, mathml
from .play import play_scripts, play_style, with_play
from .shortening import LARGEST_PAGE, shortened
from .symbols import symbols_of

HEAT_STEPS = 10
FRAGMENT_PREFIX = "bp-"
# Of the scripts the first one runs before anything is seen, the others at the end.
STYLES = ("page", "symbols")
SCRIPTS = ("theme", "page", "symbols", "stepper")


@dataclass(frozen=True, slots=True)
class Script:
    """A script of the page, and the hash by which a content security policy allows it; ``early`` before all else."""

    source: Markup
    hash: str
    early: bool = False


def render_html(report: Report, look: Look | None = None) -> str:
    """Return the page as HTML text, the same for the same report.

    Args:
        report: what the page shows.
        look: the whole page or a fragment, the user's own templates and style; by default the whole page in ours.

    Raises:
        UsageError: a template of the user's own has a fault.
    """
    return render_sections(report, Mathematics(), look)


def render_sections(report: Report, mathematics: Mathematics, look: Look | None = None) -> str:
    """Draw the lesson's sections, in full where they fit; ``mathematics`` counts the formulas it could not draw."""
    page, look = "", look or Look()
    mathematics.symbols = symbols_of((report.sample.network, report.batch.network), mathml)
    room = LARGEST_PAGE + len(look.css.encode())  # the user's own style takes nothing from the lesson
    whole = lesson(report)
    title = f"{whole[0].title} {network_title(report.network)}"
    refused = len(mathematics.refused)
    for sections in shortened(with_play(whole, play(report))):
        del mathematics.refused[refused:]  # what an attempt before this one could not draw
        page = _drawn(title, sections, mathematics, look)
        if len(page.encode()) <= room:
            break
    return page


def _drawn(title: str, sections: Sequence[Section], mathematics: Mathematics, look: Look) -> str:
    drawn = look.render("lesson", sections=sections, math=mathematics, fragment=look.fragment)
    return look.render(
        "fragment" if look.fragment else "report",
        title=title,
        lesson=Markup(with_prefixed_ids(drawn, FRAGMENT_PREFIX) if look.fragment else drawn),
        style=Markup(font_face() + own_style(mathematics.symbols.colours.values()) + _sheets(look) + look.css),
        scripts=scripts(sections),
    )


def own_style(colours: Iterable[str] = ()) -> str:
    """Every rule of ours, in order; tensors have colours only where they were asked for."""
    return "".join(_own(f"styles/{name}.css") for name in STYLES) + play_style() + heat_style() + tensor_style(colours)


def tensor_style(colours: Iterable[str]) -> str:
    """The tensors' colours on light and on dark paper, as variables that a user's own style may set.

    >>> print(tensor_style(["bp-tensor-1"]))
    .backproof { --bp-tensor-1: #A34700; }
    @supports (color: light-dark(#000, #fff)) { .backproof { --bp-tensor-1: light-dark(#A34700, #F2A65A); } }
    .backproof .bp-tensor-1 { color: var(--bp-tensor-1); }
    <BLANKLINE>
    """
    rules = []
    for name in sorted(set(colours)):
        light, dark = f"#{colour_of(name)}", f"#{colour_of(name, dark=True)}"
        rules += [
            f".backproof {{ --{name}: {light}; }}",
            f"@supports (color: light-dark(#000, #fff)) {{ .backproof {{ --{name}: light-dark({light}, {dark}); }} }}",
            f".backproof .{name} {{ color: var(--{name}); }}",
        ]
    return "\n".join([*rules, ""])


def _sheets(look: Look) -> str:
    """The sheets that the page is printed on, with their numbers; those of a fragment are a matter of its host."""
    return "" if look.fragment else _own("styles/sheets.css").replace("PAPER", look.paper)


def scripts(sections: Sequence[Section]) -> list[Script]:
    """The scripts of the page, in order."""
    sources = [compact(source) for source in (*map(_script, SCRIPTS), *play_scripts(sections))]
    return [Script(Markup(source), source_hash(source), early=place == 0) for place, source in enumerate(sources)]


def _script(name: str) -> str:
    return _own(f"styles/{name}.js")


def compact(source: str) -> str:
    """A script without its indentation and its lines of comment, which readers of a page never see.

    >>> print(compact("f() {\\n  // why\\n  g();\\n}"))
    f() {
    g();
    }
    """
    return re.sub(r"^[ \t]*//.*\n|^[ \t]+", "", source, flags=re.MULTILINE)


def source_hash(source: str) -> str:
    """The hash by which the page's policy allows this script and no other.

    >>> source_hash("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


# Whatever holds an id or refers to one. Text has no quotation marks of its own: autoescape writes them as &#34;.
_ID = re.compile(r'( (?:id|for|aria-controls)="| (?:xlink:)?href="#|="url\(#)(?=[^")])')
_IDS = re.compile(r'( (?:aria-labelledby|aria-describedby)=")([^"]*)')


def with_prefixed_ids(drawn: str, prefix: str) -> str:
    """Give every id and every reference to one a prefix, so that none meets an id of the page around.

    >>> with_prefixed_ids('<p id="a" aria-labelledby="a b"><a href="#a">', "bp-")
    '<p id="bp-a" aria-labelledby="bp-a bp-b"><a href="#bp-a">'
    >>> with_prefixed_ids('<g clip-path="url(#a)">url(#a)', "bp-")
    '<g clip-path="url(#bp-a)">url(#a)'
    """
    drawn = _ID.sub(rf"\g<1>{prefix}", drawn)
    return _IDS.sub(lambda found: found[1] + " ".join(prefix + name for name in found[2].split()), drawn)


def heat_style() -> str:
    """The colours of the heat map: blue for positive, red for negative, both readable in dark mode."""
    rules = []
    for side, colour in (("positive", "47, 111, 179"), ("negative", "192, 57, 43")):
        rules += [
            f".backproof .bp-{side}-{step} {{ background: rgba({colour}, {0.47 * step / (HEAT_STEPS - 1):.3f}); }}"
            for step in range(HEAT_STEPS)
        ]
    return "\n".join(rules) + "\n"


def font_face() -> str:
    """The embedded math font, under a name that no page around has."""
    return (
        '@font-face { font-family: "Backproof Math"; '
        f'src: url(data:font/woff2;base64,{font_base64()}) format("woff2"); }}\n'
    )


@lru_cache(maxsize=1)
def font_base64() -> str:
    """The embedded math font as text."""
    return base64.b64encode(
        files("reports.formats.html").joinpath("fonts/latinmodern-math.woff2").read_bytes()
    ).decode()


@lru_cache(maxsize=8)
def _own(path: str) -> str:
    return files("reports.formats.html").joinpath(path).read_text(encoding="utf-8")
