"""How the page looks: whole or as a fragment, with the user's own templates and style over ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from derive.errors import InputError

from ...system.jinja_environment import SETTINGS, environment

MAXIMUM_BYTES = 1024 * 1024
OURS = "backproof"


@dataclass(frozen=True, slots=True)
class Look:
    """The whole page (default) or a ``fragment``; a folder of ``templates`` over ours; ``css`` after ours."""

    fragment: bool = False
    templates: Path | None = None
    css: str = ""

    @classmethod
    def read(cls, fragment: bool = False, templates: Path | None = None, css: Path | None = None) -> Look:
        """Read what the user named, before anything is computed.

        Raises:
            InputError: the folder or a file cannot be read, a template has a mistake, the style could end its element.
        """
        if templates is not None:
            check_templates(templates)
        return cls(fragment, templates, read_css(css) if css is not None else "")

    def render(self, name: str, **values: Any) -> str:
        """Render the template of that name, the user's own where there is one.

        Raises:
            InputError: a template of the user's own fails; the message names its file and line.
        """
        try:
            return _environment(self.templates).get_template(name).render(**values)
        except Exception as error:
            place = _place(error, self.templates)
            if place is None:
                raise
            raise _broken(place, error) from None


@lru_cache(maxsize=4)
def _environment(templates: Path | None) -> Environment:
    """Ours, or a sandbox in which the user's templates come first and ours are also called backproof/…."""
    if templates is None:
        return environment("reports.formats.html")
    ours = PackageLoader("reports.formats.html")
    loaders: list[BaseLoader] = [FileSystemLoader(templates), ours, PrefixLoader({OURS: ours})]
    return ImmutableSandboxedEnvironment(loader=ChoiceLoader(loaders), **SETTINGS)


def check_templates(folder: Path) -> None:
    """Find out whether the folder holds templates that take the place of ours, and whether each can be read.

    Raises:
        InputError: no such folder, no template of a name that we use, or a mistake in one.
    """
    known = sorted(
        name for name in environment("reports.formats.html").list_templates() if name.endswith(".html.jinja")
    )
    expected = "expected one or more of: " + ", ".join(known)
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise InputError(f"the template folder {str(folder)!r:.120} {what}", hint=expected)
    found = sorted(path.name for path in folder.iterdir() if path.suffix == ".jinja")
    if not set(found) & set(known):
        there = ", ".join(found[:8]) or "no .jinja file"
        raise InputError(
            f"the template folder {str(folder)!r:.120} replaces nothing: it has {there:.200}", hint=expected
        )
    for name in found:
        _text(folder / name, "template")
        try:
            _environment(folder).get_template(name)
        except TemplateError as error:
            raise _broken((folder / name, getattr(error, "lineno", None) or 1), error) from None


def read_css(path: Path) -> str:
    """The style of a file, to stand after ours.

    Raises:
        InputError: it cannot be read, or has ``</style``, with which it would end its element.
    """
    css = _text(path, "style file")
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


def _text(path: Path, what: str) -> str:
    shown = f"the {what} {str(path)!r:.120}"
    try:
        with path.open("rb") as stream:
            content = stream.read(MAXIMUM_BYTES + 1)
        if len(content) > MAXIMUM_BYTES:
            raise InputError(f"{shown} is larger than 1 MiB", hint="the whole page has at most 600 KB")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{shown} cannot be read: {error.strerror}", hint="check the path") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{shown} is not UTF-8: byte {error.start + 1}", hint="save it as UTF-8") from None


def _place(error: Exception, templates: Path | None) -> tuple[Path, int] | None:
    """The innermost line of the user's own templates that the error came through."""
    if templates is None:
        return None
    place: tuple[Path, int] | None = None
    step = error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.suffix == ".jinja" and file.parent == templates:
            place = file, step.tb_lineno
        step = step.tb_next
    return place


def _broken(place: tuple[Path, int], error: Exception) -> InputError:
    file, line = place
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(
        f"the template {str(file)!r:.120}, line {line}: {said:.200}",
        hint=f"our own template is there as {OURS}/{file.name}: extend or copy it",
    )
