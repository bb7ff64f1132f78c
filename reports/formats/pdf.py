"""The page as PDF: printed by a browser with every step open, then freed from the clock.

The same page, browser and fonts give the same bytes; another version of the browser, or other fonts for the prose,
do not.
"""

from __future__ import annotations

import re

from .browser import print_page

DATE = re.compile(rb"/(?:CreationDate|ModDate) ?\(D:[^()]*\)")
NODE = re.compile(rb"\(node(\d{8})\)")


def render_pdf(page: str) -> bytes:
    """Print the page.

    Raises:
        MissingTool: there is no browser that can.
    """
    return without_chance(print_page(opened(page)))


def opened(page: str) -> str:
    """The page with everything unfolded that a reader could unfold.

    >>> opened('<details class="a"><details open>')
    '<details open class="a"><details open>'
    """
    return re.sub(r"<details(?![^>]*\sopen\b)", "<details open", page)


def without_chance(pdf: bytes) -> bytes:
    """The same document without its dates, and with the names of its parts counted from one: no byte moves.

    >>> without_chance(b"/ModDate (D:2026)>> /ID (node00000088) /ID (node00000086)")
    b'                 >> /ID (node00000002) /ID (node00000001)'
    """
    places = {name: place for place, name in enumerate(sorted(set(NODE.findall(pdf))), start=1)}
    undated = DATE.sub(lambda found: b" " * len(found[0]), pdf)
    return NODE.sub(lambda found: b"(node%08d)" % places[found[1]], undated)
