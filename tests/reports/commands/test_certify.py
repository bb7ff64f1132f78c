"""``backproof certify`` holds a fresh certificate and refutes a changed one."""

import pytest

from reports.commands.certify import run


@pytest.fixture
def path(tmp_path):
    """A certificate of the linear classifier on disk."""
    from tests.numeric.truth.test_certificate import made

    found = tmp_path / "certificate.json"
    found.write_text(made({"K": 2, "D": 2}, batch=False), encoding="utf-8")
    return found


def test_a_fresh_certificate_holds(path, capsys):
    """Exit status 0 and what was checked."""
    assert run(path) == 0
    assert capsys.readouterr().out.startswith("certified: 32 gradient entries")


def test_a_changed_certificate_is_refuted(path, capsys):
    """Exit status 1 and one line that says where."""
    path.write_text(path.read_text(encoding="utf-8").replace('"seed": 2', '"seed": 3'), encoding="utf-8")
    assert run(path) == 1
    assert capsys.readouterr().out.startswith("refuted: the digest")


def test_a_missing_file_is_the_users_mistake(tmp_path):
    """A typed error with a hint, not a traceback."""
    from derive.errors import InputError

    with pytest.raises(InputError, match="cannot be read"):
        run(tmp_path / "none.json")
