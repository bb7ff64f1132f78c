"""Slides of Markdown in a page of HTML, as remark and reveal.js keep them in a text area."""

from __future__ import annotations

import re

SLIDES = re.compile(r"<textarea\b[^>]{0,300}?\b(?:id\s*=\s*[\"']?source|data-template)\b[^>]{0,300}>", re.IGNORECASE)
CHARACTERS = re.compile(r"[^\r\n]")
INDENT = re.compile(r" +\Z")
NO_SPACE = "\u200b"  # a line that begins with spaces would be code


def with_slides_as_notes(text: str, kind: str) -> tuple[str, str]:
    r"""The Markdown of the slides with blanks for all else, so that places stay, and its kind; other notes as they are.

    >>> text, kind = with_slides_as_notes("<b>$x$</b><textarea id=source>$a$</textarea>", "html")
    >>> text.find("$"), text.strip(" \u200b"), kind
    (30, '$a$', 'markdown')
    >>> with_slides_as_notes("<textarea>$a$</textarea>", "html")
    ('<textarea>$a$</textarea>', 'html')
    """
    kept: list[str] = []
    done = 0
    for opening in SLIDES.finditer(text) if kind == "html" else ():
        if opening.start() >= done:
            end = text.find("</textarea", opening.end())
            end = end if end >= 0 else len(text)
            before = _blank(text[done : opening.end()])
            kept += [INDENT.sub(lambda spaces: NO_SPACE * len(spaces[0]), before), text[opening.end() : end]]
            done = end
    return ("".join([*kept, _blank(text[done:])]), "markdown") if kept else (text, kind)


def _blank(text: str) -> str:
    return CHARACTERS.sub(" ", text)
