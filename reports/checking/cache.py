"""Findings kept by content: notes that did not change are not judged again, unless Backproof itself changed."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from derive.judging.finding import VERDICTS, Finding


def default_folder() -> Path:
    """The user's folder for caches."""
    given = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else "")
    return (Path(given) if given else Path.home() / ".cache") / "backproof" / "check"


class FindingsCache:
    """One small JSON file for each text; without a folder nothing is kept. What cannot be read is skipped."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def key(self, *parts: str) -> str:
        """The name for these parts, as the checker in its present form would judge them."""
        if self.folder is None:
            return ""
        digest = sha256(_version_of_the_checker())
        for part in parts:
            digest.update(sha256(part.encode("utf-8", "surrogatepass")).digest())
        return digest.hexdigest()

    def get(self, key: str) -> list[Finding] | None:
        """The findings under that name, or None."""
        if self.folder is None:
            return None
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            kept = json.loads((self.folder / f"{key}.json").read_text("utf-8"))
            findings = [_finding(entry) for entry in kept]
            if all(finding.verdict in VERDICTS for finding in findings):
                return findings
        return None

    def put(self, key: str, findings: list[Finding]) -> None:
        """Keep the findings; a file appears whole or not at all."""
        if self.folder is None or any(_depends_on_the_machine(finding) for finding in findings):
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            half = self.folder / f"{key}.{os.getpid()}.part"
            half.write_text(json.dumps([f.document() for f in findings]), "utf-8")
            half.replace(self.folder / f"{key}.json")


def _depends_on_the_machine(finding: Finding) -> bool:
    """A formula that took too long here may be judged elsewhere, or next time."""
    from derive.judging.worker import MACHINE

    return finding.verdict == "UNDECIDED" and finding.diagnosis.startswith(MACHINE)


def _finding(entry: dict[str, object]) -> Finding:
    return Finding.from_document(entry)


@lru_cache(maxsize=1)
def _version_of_the_checker() -> bytes:
    """The content of everything that decides a finding."""
    import derive

    digest = sha256()
    root = Path(derive.__file__).parent
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.lark")]):
        digest.update(path.read_bytes())
    return digest.digest()
