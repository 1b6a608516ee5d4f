import os
import shutil
from pathlib import Path

import pytest

from k8s.devstack import places
from k8s.devstack.children import Account
from k8s.devstack.errors import ServerUnavailable

STRANGER = Account(uid=65_534, gid=65_534)


@pytest.fixture
def private_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    monkeypatch.setattr(places, "PRIVATE_ROOT", root)
    return root


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


def test_a_folder_under_a_closed_one_cannot_be_reached(closed: Path):
    assert not places.is_reachable(closed / "checkout")
    assert places.is_reachable(Path("/usr/bin"))


def test_data_moves_to_a_private_place_when_the_checkout_cannot_be_reached(
    closed: Path, private_root: Path
):
    place = places.place_for(closed / "state", STRANGER)
    assert place.parent == private_root
    assert place == places.place_for(closed / "state", STRANGER)
    assert place != places.place_for(closed / "other", STRANGER)


def test_without_another_user_data_stays_where_it_is(closed: Path):
    assert places.place_for(closed / "state", None) == closed / "state"


def test_programs_are_copied_once_for_a_user_who_cannot_reach_them(
    closed: Path, private_root: Path
):
    (closed / "install" / "bin").mkdir(parents=True)
    (closed / "install" / "bin" / "server").touch()

    def copied() -> Path:
        return places.copy_reachable(closed, names=("install",), version="1", account=STRANGER)

    copy = copied()

    assert copy.is_relative_to(private_root)
    assert (copy / "install" / "bin" / "server").exists()
    assert copied() == copy
    assert [path.name for path in copy.parent.iterdir()] == ["1"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
@pytest.mark.usefixtures("private_root")
def test_a_place_that_a_stranger_made_is_refused(closed: Path):
    place = places.place_private(closed)
    os.chown(place, STRANGER.uid, STRANGER.gid)
    with pytest.raises(ServerUnavailable, match="PRIVATE_PLACE_TAKEN"):
        places.place_private(closed)


def test_a_private_place_goes_with_its_last_data(closed: Path, private_root: Path):
    place = places.place_private(closed) / "postgres"
    place.mkdir()
    places.place_forget(place)
    assert list(private_root.iterdir()) == []
    shutil.rmtree(closed)
