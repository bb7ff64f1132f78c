"""A step of the wheel's build: what the default networks derive to and how formulas are parsed, shipped as data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedData(BuildHookInterface):  # type: ignore[type-arg, unused-ignore]
    """Puts what is computed once, here, into the wheel, and leaves out what cannot be computed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the data in a folder of their own; an editable install computes them when it first needs to."""
        if version == "editable":
            return
        self.made = TemporaryDirectory()
        environment = os.environ | {"PYTHONPATH": self.root}
        command = [sys.executable, "-m", "reports.shipping", self.made.name]
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            self.app.display_warning(f"the wheel lacks what is computed once: {done.stderr.strip()[-300:]}")
        files = (path for path in Path(self.made.name).rglob("*") if path.is_file())
        build_data["force_include"] |= {str(path): path.relative_to(self.made.name).as_posix() for path in files}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder."""
        if version != "editable":
            self.made.cleanup()
