"""The web pages are built when something they are made of changed, and only where Node is."""

from pathlib import Path

import pytest

from k8s.devstack import pages


@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "page.tsx").write_text("1", encoding="utf-8")
    return tmp_path


def test_a_changed_a_new_and_a_renamed_source_are_all_noticed(frontend):
    digests = [pages.inputs_digest(frontend)]
    (frontend / "src" / "page.tsx").write_text("2", encoding="utf-8")
    digests.append(pages.inputs_digest(frontend))
    (frontend / "src" / "new.ts").write_text("", encoding="utf-8")
    digests.append(pages.inputs_digest(frontend))
    (frontend / "src" / "new.ts").rename(frontend / "src" / "other.ts")
    digests.append(pages.inputs_digest(frontend))
    assert len(set(digests)) == len(digests)


def test_what_a_build_leaves_behind_is_no_source(frontend):
    before = pages.inputs_digest(frontend)
    for name in ("node_modules", ".next", "out", "screenshots"):
        (frontend / name).mkdir()
        (frontend / name / "file").write_text("1", encoding="utf-8")
    assert pages.inputs_digest(frontend) == before


@pytest.mark.parametrize(("has_node", "is_built"), [(False, False), (True, True), (False, True)])
def test_nothing_is_built_without_node_or_need(monkeypatch, capsys, has_node, is_built):
    built: list[str] = []
    monkeypatch.setattr(pages, "has_node", lambda: has_node)
    monkeypatch.setattr(pages, "is_built", lambda: is_built)
    monkeypatch.setattr(pages, "pages_build", lambda: built.append("built"))
    assert pages.main() == 0
    assert built == []
    assert (pages.NODE_ABSENT in capsys.readouterr().out) is not is_built
