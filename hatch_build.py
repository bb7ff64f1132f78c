"""A step of the wheel's build: what the default networks derive to is proved once, here, and shipped as data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACE = "reports/shipped_proofs"


class ShippedProofs(BuildHookInterface):  # type: ignore[type-arg, unused-ignore]
    """Puts the tables that ``reports.shipping`` makes into the wheel, and leaves them out where it cannot run."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the tables in a folder of their own; an editable install derives when it first needs to."""
        if version == "editable":
            return
        self.made = TemporaryDirectory()
        environment = os.environ | {"PYTHONPATH": self.root}
        command = [sys.executable, "-m", "reports.shipping", self.made.name]
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            self.app.display_warning(f"the wheel has no derivations in it: {done.stderr.strip()[-300:]}")
        build_data["force_include"] |= {str(path): f"{PLACE}/{path.name}" for path in Path(self.made.name).iterdir()}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the folder."""
        if version != "editable":
            self.made.cleanup()
