"""``backproof certify`` holds a fresh certificate and refutes a changed one."""

from pathlib import Path

import pytest

from numeric.truth.certificate import statement_of
from reports.commands.certify import run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A certificate of the linear classifier on disk."""
    from tests.numeric.truth.test_certificate import made

    found = tmp_path / "certificate.json"
    found.write_text(made({"K": 2, "D": 2}, batch=False), encoding="utf-8")
    return found


def test_a_fresh_certificate_holds(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 0 and what was shown, also with the hash of what it states."""
    assert run(path) == 0
    assert capsys.readouterr().out.startswith("certified: at the sizes ")
    assert run(path, statement_of(path.read_text(encoding="utf-8"))) == 0


def test_a_changed_certificate_is_refuted(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 1 and one line that says where."""
    path.write_text(path.read_text(encoding="utf-8").replace('"K": "2"', '"K": "3"'), encoding="utf-8")
    assert run(path) == 1
    assert capsys.readouterr().out.startswith("refuted: the hash is of something else")


def test_a_certificate_of_something_else_is_refuted(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who knows the statement of a report names it: another one is refused, with its own hash."""
    assert run(path, "0" * 64) == 1
    assert capsys.readouterr().out.startswith("refuted: it states something else")


def test_a_missing_file_is_the_users_mistake(tmp_path: Path) -> None:
    """A typed error with a hint, not a traceback."""
    from derive.errors import InputError

    with pytest.raises(InputError, match="cannot be read"):
        run(tmp_path / "none.json")
