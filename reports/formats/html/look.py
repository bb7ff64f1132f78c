"""How the page looks: whole or as a fragment, with the user's own templates and style over ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derive.errors import InputError

from ..own_templates import Room, check_templates, own_text
from ..paper import PAPERS

PAGES = Room("reports.formats.html", ".html.jinja")


@dataclass(frozen=True, slots=True)
class Look:
    """The whole page (default) or a ``fragment``; a folder of ``templates`` over ours; ``css`` after ours; ``paper``.

    The templates and the paper are those of every format that has such.
    """

    fragment: bool = False
    templates: Path | None = None
    css: str = ""
    paper: str = PAPERS[0]

    @classmethod
    def read(
        cls,
        fragment: bool = False,
        templates: Path | None = None,
        css: Path | None = None,
        rooms: tuple[Room, ...] = (PAGES,),
        paper: str = PAPERS[0],
    ) -> Look:
        """Read what the user named, before anything is computed; ``rooms`` are whose templates may be replaced.

        Raises:
            InputError: the folder or a file cannot be read, a template has a mistake, the style could end its element.
        """
        if templates is not None:
            check_templates(templates, rooms)
        return cls(fragment, templates, read_css(css) if css is not None else "", paper)

    def render(self, name: str, **values: Any) -> str:
        """Render the template of that name, the user's own where there is one.

        Raises:
            InputError: a template of the user's own fails; the message names its file and line.
        """
        return PAGES.render(self.templates, name, **values)


def read_css(path: Path) -> str:
    """The style of a file, to stand after ours.

    Raises:
        InputError: it cannot be read, or has ``</style``, with which it would end its element.
    """
    css = own_text(path, "style file")
    end = re.search(r"</style|\0", css, re.IGNORECASE)
    if end is not None:
        line = css.count("\n", 0, end.start()) + 1
        raise InputError(
            f"the style file {str(path)!r:.120}, line {line}, has {end[0]!r}, which would end the page's style",
            hint=r"take it out, or write <\/style",
        )
    return css


def loads(css: str) -> list[str]:
    """What a style wants to load, and the page's policy therefore stops: everything but ``data:``.

    >>> loads('@import "a.css"; p { background: url(b.png) } q { background: url("data:image/png;base64,AA") }')
    ['@import', 'url(b.png)']
    """
    found = re.findall(r"@import|url\((?!\s*[\"']?(?:data:|#))[^)]{0,60}\)?", css, re.IGNORECASE)
    return [str(one) for one in found]
