"""The workspace folder: made once, refused in the wrong places, held by one robot at a time."""

import errno
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from robot.model.errors import WorkspaceError
from robot.outside.workspace import lock
from robot.outside.workspace.folder import WorkspaceFolder
from robot.outside.workspace.lock import hold_workspace
from robot.outside.workspace.places import refuse_place

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[3]


def test_create_makes_the_folders_for_their_owner_alone_and_twice_changes_nothing(tmp_path: Path) -> None:
    folder = WorkspaceFolder.create(tmp_path / "nueva" / "carpeta", {})
    own = (folder.evidence, folder.results, folder.flows, folder.log.parent, folder.temp)
    assert all(each.is_dir() for each in own)
    if os.name == "posix":
        assert {each.stat().st_mode & 0o777 for each in (folder.root, *own)} == {0o700}
    (folder.flows / "LEEME.txt").write_text("mío", encoding="utf-8")
    WorkspaceFolder.create(folder.root, {})
    assert (folder.flows / "LEEME.txt").read_text(encoding="utf-8") == "mío"


def test_open_wants_a_settings_file_and_makes_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="infonavit-robot init"):
        WorkspaceFolder.open(tmp_path, {})
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "settings.yaml").touch()
    assert WorkspaceFolder.open(tmp_path, {}).evidence.is_dir()


def test_a_folder_that_cannot_be_made_is_told_in_spanish(tmp_path: Path) -> None:
    (tmp_path / "archivo").touch()
    with pytest.raises(WorkspaceError, match="no se puede crear la carpeta"):
        WorkspaceFolder.create(tmp_path / "archivo" / "x", {})


@pytest.mark.parametrize(
    ("place", "service"),
    [
        ("OneDrive/robot", "OneDrive"),
        ("OneDrive - Empresa, S.A/robot", "OneDrive"),
        ("Dropbox (Personal)/robot", "Dropbox"),
        ("Google Drive/robot", "Google Drive"),
        ("Mi unidad/robot", "Google Drive"),
        ("iCloudDrive/robot", "iCloud"),
        ("onedriver/robot", ""),
        ("mis documentos/dropboxes", ""),
    ],
)
def test_a_folder_that_a_cloud_copies_is_refused(tmp_path: Path, place: str, service: str) -> None:
    if service:
        with pytest.raises(WorkspaceError, match=f"la copia {service}"):
            refuse_place(tmp_path / place, {}, "")
    else:
        refuse_place(tmp_path / place, {}, "")


def test_a_folder_inside_windows_own_onedrive_is_refused_whatever_its_name(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="OneDrive"):
        refuse_place(tmp_path / "nube" / "robot", {"OneDriveCommercial": str(tmp_path / "nube")}, "")


def test_a_link_into_a_cloud_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Dropbox" / "robot").mkdir(parents=True)
    (tmp_path / "robot").symlink_to(tmp_path / "Dropbox" / "robot")
    with pytest.raises(WorkspaceError, match="Dropbox"):
        refuse_place(tmp_path / "robot", {}, "")


@pytest.mark.skipif(sys.platform == "win32", reason="mounts are a matter of Linux")
@pytest.mark.parametrize(
    ("mounts", "refused"),
    [
        ("/dev/sda1 / ext4 rw 0 0\n", False),
        ("server:/x {here} nfs4 rw 0 0\n/dev/sda1 / ext4 rw 0 0\n", True),
        ("/dev/sda1 / ext4 rw 0 0\n//server/x {here}/un\\040disco cifs rw 0 0\n", False),
        ("//server/x {here}/con\\040blanco cifs rw 0 0\n", True),
        ("server:/x / nfs rw 0 0\n/dev/sdb1 {here} ext4 rw 0 0\n", False),
        ("/dev/sda1 {here} ext4 rw 0 0\nserver:/x {here} nfs rw 0 0\n", True),
        ("roto\n\n", False),
    ],
)
def test_a_folder_on_the_network_is_refused(tmp_path: Path, mounts: str, refused: bool) -> None:
    place = tmp_path / "con blanco" / "robot"
    text = mounts.replace("{here}", str(tmp_path.resolve()))
    if refused:
        with pytest.raises(WorkspaceError, match="está en la red"):
            refuse_place(place, {}, text)
    else:
        refuse_place(place, {}, text)


def test_a_second_robot_is_told_who_is_at_work(tmp_path: Path) -> None:
    file = WorkspaceFolder(tmp_path).lock
    who = f"«run» con el proceso {os.getpid()}, desde 2026-11-23T16:00:00"
    with (
        hold_workspace(file, NOW, doing="run"),
        pytest.raises(WorkspaceError, match=who),
        hold_workspace(file, NOW, doing="attend"),
    ):
        pytest.fail("two robots held the workspace")
    with hold_workspace(file, NOW, doing="attend"):
        pass


def test_the_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, datetime\n"
        "from robot.outside.workspace.lock import hold_workspace\n"
        "now = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)\n"
        "with hold_workspace(pathlib.Path(sys.argv[1]), now, doing='run'):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    file = tmp_path / "robot.lock"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(WorkspaceError, match=f"proceso {other.pid}"), hold_workspace(file, NOW, doing="run"):
            pytest.fail("two robots held the workspace")
        other.kill()
        other.wait()
    with hold_workspace(file, NOW, doing="run"):
        pass


def test_a_full_disk_keeps_no_robot_out_of_its_workspace_and_a_lock_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(lock.json, "dumps", full)
        with hold_workspace(tmp_path / "lock", NOW, doing="run"):
            pass
    with (
        pytest.raises(WorkspaceError, match="no se puede trabajar en esta carpeta"),
        hold_workspace(tmp_path, NOW, doing="run"),
    ):
        pass
