"""Which formats a report is written in: read from the command line before anything is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.errors import UsageError

from .markdown.dialects import GitHub, dialect_of

FORMATS = ("html", "md", "tex", "pdf", "ipynb")
STANDARD = "html,md"


@dataclass(frozen=True, slots=True)
class Choice:
    """The formats by name, each once, and the name of the dialect of the Markdown."""

    formats: tuple[str, ...] = tuple(STANDARD.split(","))
    dialect: str = GitHub().name

    @classmethod
    def parse(cls, to: Sequence[str], markdown: str | None) -> Choice:
        """Read ``--to`` (given any number of times, each a comma-separated list) and ``--markdown``.

        Raises:
            UsageError: there is no such format or dialect, or the dialect is for a format that is not written.
            MissingTool: a format needs a program that is not installed.

        >>> Choice.parse(["html", "md,html"], "quarto")
        Choice(formats=('html', 'md'), dialect='quarto')
        """
        found = [word.strip() for text in (to or [STANDARD]) for word in text.split(",")]
        wrong = next((word for word in found if word not in FORMATS), None)
        if wrong is not None:
            raise UsageError(
                f"unknown output format {wrong!r:.60}", hint=f"expected {', '.join(FORMATS)}, or several: {STANDARD}"
            )
        if markdown is not None and "md" not in found:
            raise UsageError(
                f"--markdown {markdown!r:.60} was given, but no Markdown is to be written", hint="add --to md"
            )
        if "pdf" in found:
            from .browser import browser_path

            browser_path()  # before anything is computed
        return cls(tuple(dict.fromkeys(found)), dialect_of(markdown or GitHub().name).name)
