"""``backproof doctor``: what is installed, and what is missing."""

from __future__ import annotations

import platform
import shutil

from derive.errors import MissingTool

from ..provenance import DISTRIBUTIONS, installed_version
from ..system.json_text import json_text
from ..system.standard_output import write_line
from .arguments import Json

MISSING_TOOL = 3
REQUIRED = (*DISTRIBUTIONS, "python-flint", "typer", "rich")
OPTIONAL = {
    "chromium": "print the page as PDF",
    "latexmk": "typeset the report of --to tex",
    "pandoc": "convert Markdown output",
    "pyarrow": "read Parquet files",
}
LIBRARIES = {"pyarrow"}


def run(json: Json = False) -> int:
    """Say what is installed and what is missing; exit status 3 where something needed is."""
    required = {name: installed_version(name) for name in REQUIRED}
    optional = {name: _is_installed(name) for name in OPTIONAL}
    missing = [name for name, version in required.items() if version == "not installed"]
    if json:
        write_line(
            json_text(
                {"missing": missing, "optional": optional, "python": platform.python_version()} | {"required": required}
            )
        )
        return MISSING_TOOL if missing else 0
    lines = [f"backproof {installed_version('backproof')}, Python {platform.python_version()}"]
    lines += [f"  {'MISSING' if name in missing else 'ok':8} {name} {version}" for name, version in required.items()]
    lines += [
        f"  {'ok' if found else 'absent':8} {name} (optional: {OPTIONAL[name]})" for name, found in optional.items()
    ]
    lines.append(f"missing: {', '.join(missing)}; install them with pip" if missing else "nothing needed is missing")
    write_line("\n".join(lines))
    return MISSING_TOOL if missing else 0


def _is_installed(program: str) -> bool:
    """Of Chromium, any that could print; a library of Python by its version."""
    if program in LIBRARIES:
        return installed_version(program) != "not installed"
    if program != "chromium":
        return shutil.which(program) is not None
    from ..formats.browser import browser_path

    try:
        return bool(browser_path())
    except MissingTool:
        return False
