"""The templates of the formats: ours, or the user's own over them in a sandbox; every mistake has a file and a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    pass_context,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.nodes import Concat, Node
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from derive.errors import InputError
from derive.regular_files import bytes_of

from ..system.jinja_environment import SETTINGS

MAXIMUM_BYTES = 1024 * 1024
MOST_STEPS, MOST_ITEMS, MOST_BITS = 2_000_000, 10_000_000, 100_000
LIMITS: Mapping[type[Exception], str] = {
    RecursionError: "it is nested, or calls itself, too deeply",
    MemoryError: "there is not enough memory for it",
    SyntaxError: "it is nested too deeply",
}
OURS = "backproof"


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """The templates of one format: the package they are in, how their names end, what its Jinja is told beside.

    ``escape`` is how text is written that is not marked as safe, whatever template puts it in; without, as in HTML.
    """

    package: str
    ending: str
    escape: Callable[[str], str] | None = None
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def render(self, own: Path | None, template: str, **values: Any) -> str:
        """Render the template of that name, the user's own where the folder ``own`` has one.

        Raises:
            InputError: a template of the user's own fails; the message names its file and line.
        """
        try:
            environment = _environment(self, own)
            if isinstance(environment, _Sandbox):
                environment.steps = 0
            return environment.get_template(template + self.ending).render(**values)
        except Exception as error:
            place = _place(error, own)
            if place is None:
                raise
            raise _broken(place, error) from None

    @property
    def names(self) -> list[str]:
        """The names of our templates."""
        return sorted(name for name in PackageLoader(self.package).list_templates() if name.endswith(self.ending))


class _Counting(CodeGenerator):
    """Every block of a template counts as a step, and what grows is measured."""

    def blockvisit(self, nodes: Iterable[Node], frame: Frame) -> None:
        """The body of a loop, a condition, a macro."""
        self.writeline("environment.step()")
        super().blockvisit(nodes, frame)

    def visit_Concat(self, node: Concat, frame: Frame) -> None:
        """Texts one after the other."""
        self.write("environment.measured(")
        super().visit_Concat(node, frame)
        self.write(")")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Nothing outside the values is reached, no loop is endless, and no short formula fills the memory."""

    code_generator_class = _Counting
    intercepted_binops = frozenset({"+", "*", "**"})
    steps = 0

    def step(self) -> None:
        """Count one more."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise SecurityError(f"it takes more than {MOST_STEPS} steps")

    def measured(self, value: Any, times: int = 1) -> Any:
        """The text or list, which may be so often as long."""
        if isinstance(value, Sized) and len(value) * times > MOST_ITEMS:
            raise SecurityError(f"a text or list is longer than {MOST_ITEMS}")
        return value

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The sum, product or power, where it is of a sensible size."""
        if operator == "**" and _bits(left) * abs(right) > MOST_BITS:
            raise SecurityError(f"a power has more than {MOST_BITS} bits")
        if operator == "*":
            self.measured(left, _whole(right))
            self.measured(right, _whole(left))
        return self.measured(super().call_binop(context, operator, left, right))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _bits(value: object) -> int:
    return value.bit_length() if isinstance(value, int) else 0


@lru_cache(maxsize=16)
def _environment(room: Room, own: Path | None) -> Environment:
    """Ours, or a sandbox in which the user's templates come first and ours are also called backproof/…."""
    ours = PackageLoader(room.package)
    settings = {**SETTINGS, **room.settings}
    if room.escape is not None:
        settings["finalize"] = _marked(room.escape)
    if own is None:
        environment = Environment(loader=ours, **settings)
    else:
        loaders: list[BaseLoader] = [FileSystemLoader(own), ours, PrefixLoader({OURS: ours})]
        environment = _Sandbox(loader=ChoiceLoader(loaders), **settings)
    environment.filters |= room.filters
    return environment


def _marked(escape: Callable[[str], str]) -> Callable[[Context, object], Markup]:
    """What Jinja does last with every value: the constants of a template too, which is why it asks for the context."""

    @pass_context
    def finalize(_context: Context, value: object) -> Markup:
        return value if isinstance(value, Markup) else Markup(escape(str(value)))

    return finalize


def check_templates(folder: Path, rooms: tuple[Room, ...]) -> None:
    """Find out whether the folder holds templates that take the place of ours, and whether each can be read.

    Raises:
        InputError: no such folder, no template of a name that these rooms use, or a mistake in one.
    """
    known = {name: room for room in rooms for name in room.names}
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
        room = known.get(name) or next((room for room in rooms if name.endswith(room.ending)), None)
        if room is not None:
            _check(folder / name, room)


def _check(path: Path, room: Room) -> None:
    own_text(path, "template")
    try:
        _environment(room, path.parent).get_template(path.name)
    except Exception as error:  # noqa: BLE001 - Jinja compiles it, and Python what Jinja makes of it
        raise _broken((path, getattr(error, "lineno", None) or 1), error) from None


def own_text(path: Path, what: str) -> str:
    """The text of a file of the user's own; ``what`` is what it is to be.

    Raises:
        InputError: it cannot be read, is no UTF-8 or is larger than any template or style.
    """
    shown = f"the {what} {str(path)!r:.120}"
    try:
        content = bytes_of(path, MAXIMUM_BYTES)
        if len(content) > MAXIMUM_BYTES:
            raise InputError(f"{shown} is larger than 1 MiB", hint="the whole page has at most 600 KB")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{shown} cannot be read: {error.strerror}", hint="check the path") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{shown} is not UTF-8: byte {error.start + 1}", hint="save it as UTF-8") from None


def _place(error: Exception, own: Path | None) -> tuple[Path, int] | None:
    """The innermost line of the user's own templates that the error came through."""
    if own is None:
        return None
    place: tuple[Path, int] | None = None
    step = error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if file.suffix == ".jinja" and file.parent == own:
            place = file, step.tb_lineno
        step = step.tb_next
    return place


def _broken(place: tuple[Path, int], error: Exception) -> InputError:
    file, line = place
    said = next((words for kind, words in LIMITS.items() if isinstance(error, kind)), str(error))
    said = said.splitlines()[0] if said else type(error).__name__
    return InputError(
        f"the template {str(file)!r:.120}, line {line}: {said:.200}",
        hint=f"our own template is there as {OURS}/{file.name}: extend or copy it",
    )
