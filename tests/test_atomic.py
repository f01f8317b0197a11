"""Writing a file: the old one or the new one, with the old one's mode, and nothing that the dead leave stays."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chainrule import atomic
from chainrule.atomic import remove_parts, require_writable, write_atomically
from chainrule.errors import WriteError

LEFT = ".chainrule-0123456789abcdef.part"
posix = pytest.mark.skipif(os.name != "posix", reason="modes, links and locks are those of POSIX")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")


def put(path, content=b"new", **options):
    """Write a content."""
    write_atomically(path, lambda file: file.write(content), **options)


def mode(path):
    """The mode of a file."""
    return path.stat().st_mode & 0o7777


@pytest.fixture
def path(tmp_path):
    """A file that is there."""
    (tmp_path / "file").write_bytes(b"old")
    return tmp_path / "file"


# ---- mode and owner -----------------------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("wanted", [0o600, 0o640, 0o644, 0o664, 0o444, 0o400])
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_mode_of_a_replaced_file_is_kept(path, wanted, umask):
    """Whatever the umask says of new ones."""
    path.chmod(wanted)
    usual = os.umask(umask)
    try:
        put(path)
    finally:
        os.umask(usual)
    assert (path.read_bytes(), mode(path)) == (b"new", wanted)


@posix
@pytest.mark.parametrize(("umask", "wanted"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664), (0o000, 0o666)])
def test_mode_of_a_new_file_is_the_usual_one(tmp_path, umask, wanted):
    """As of any file that any program makes; a private one is private whatever the umask."""
    usual = os.umask(umask)
    try:
        put(tmp_path / "usual")
        put(tmp_path / "private", private=True)
    finally:
        os.umask(usual)
    assert (mode(tmp_path / "usual"), mode(tmp_path / "private")) == (wanted, 0o600)


@posix
def test_part_of_a_private_file_is_never_open_to_others(path):
    """Neither is that of a new private one."""
    path.chmod(0o600)
    seen = []

    def look(file):
        seen.append(mode(Path(file.name)))

    usual = os.umask(0)
    try:
        write_atomically(path, look)
        write_atomically(path.with_name("new"), look, private=True)
    finally:
        os.umask(usual)
    assert seen == [0o600, 0o600]


@posix
@root
def test_owner_of_a_replaced_file_is_kept(path):
    """Root writes for others what stays theirs."""
    os.chown(path, 65534, 65533)
    path.chmod(0o640)
    put(path)
    assert (path.stat().st_uid, path.stat().st_gid, mode(path)) == (65534, 65533, 0o640)


@posix
@root
def test_where_the_group_cannot_be_kept_no_other_may_read(path, monkeypatch):
    """A file that one group could read is not open to another."""

    def refused(*_):
        raise PermissionError(1, "Operation not permitted")

    os.chown(path, 0, 65533)
    path.chmod(0o660)
    monkeypatch.setattr(os, "fchown", refused)
    put(path)
    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)


# ---- names --------------------------------------------------------------------------------------------------------


@posix
def test_longest_name_can_be_written(tmp_path):
    """The part beside has a name of its own."""
    put(tmp_path / ("x" * 255))
    assert [path.name for path in tmp_path.iterdir()] == ["x" * 255]


@posix
def test_what_is_no_file_is_not_replaced(tmp_path):
    """A pipe, a device or a folder does not become one."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(WriteError, match=f"{name} cannot be written: it is not a regular file"):
            put(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "pipe"]


def test_error_names_the_file_that_was_asked_for(tmp_path):
    """Never the part."""
    with pytest.raises(WriteError) as caught:
        put(tmp_path / "none" / "file")
    assert str(caught.value) == f"{tmp_path / 'none' / 'file'} cannot be written: No such file or directory"


@posix
def test_name_in_an_open_folder(tmp_path, monkeypatch):
    """It is written there, even where another folder has taken the name meanwhile."""
    (tmp_path / "folder").mkdir()
    number = os.open(tmp_path / "folder", os.O_RDONLY)
    (tmp_path / "folder").rename(tmp_path / "moved")
    try:
        put(tmp_path / "folder" / "file", folder=number)
    finally:
        os.close(number)
    assert [path.name for path in (tmp_path / "moved").iterdir()] == ["file"]
    assert not (tmp_path / "folder").exists()


# ---- what is left -------------------------------------------------------------------------------------------------


def test_part_of_the_dead_is_removed_by_the_next_writer(path):
    """Whatever is written beside it, or where nothing is but it could be."""
    (path.parent / LEFT).write_bytes(b"half")
    put(path.with_name("other"))
    assert sorted(each.name for each in path.parent.iterdir()) == ["file", "other"]
    (path.parent / LEFT).write_bytes(b"half")
    remove_parts(path.parent)
    assert sorted(each.name for each in path.parent.iterdir()) == ["file", "other"]


@pytest.mark.parametrize(
    "name",
    [".chainrule-0123456789abcde.part", "chainrule-0123456789abcdef.part", LEFT + ".csv", ".chainrule-ABC.part",
     LEFT.replace("f", "F"), LEFT + "\n"],
)  # fmt: skip
def test_what_only_looks_like_a_part_stays(path, name):
    """Not a digit more or less."""
    try:
        (path.parent / name).write_bytes(b"somebody's")
    except OSError:
        pytest.skip("no such name here")
    put(path)
    assert (path.parent / name).read_bytes() == b"somebody's"


@posix
def test_folders_links_and_pipes_of_that_name_stay(path):
    """And what a link leads to."""
    names = [LEFT.replace("0", digit) for digit in "abc"]
    (path.parent / names[0]).mkdir()
    (path.parent / names[1]).symlink_to(path)
    os.mkfifo(path.parent / names[2])
    put(path)
    assert sorted(each.name for each in path.parent.iterdir()) == sorted([*names, "file"])


@posix
@root
def test_parts_of_others_stay(path):
    """They are theirs to remove."""
    (path.parent / LEFT).write_bytes(b"theirs")
    os.chown(path.parent / LEFT, 65534, 65534)
    put(path)
    assert (path.parent / LEFT).exists()


@posix
def test_part_of_the_living_stays(path):
    """Two write into a folder at the same time, and both succeed."""

    def while_writing(file):
        file.write(b"slow")
        put(path.with_name("quick"))
        remove_parts(path.parent)

    write_atomically(path, while_writing)
    assert {each.name: each.read_bytes() for each in path.parent.iterdir()} == {"file": b"slow", "quick": b"new"}


@posix
def test_part_that_is_removed_before_it_is_locked_is_begun_again(path, monkeypatch):
    """In the moment between, another writer takes it for a dead one's."""
    import fcntl

    usual, removed = fcntl.flock, []

    def late(handle, how):
        if not removed:
            removed.append(None)  # first, for removing locks, too
            remove_parts(path.parent)
        usual(handle, how)

    monkeypatch.setattr(fcntl, "flock", late)
    put(path)
    assert path.read_bytes() == b"new"
    assert [each.name for each in path.parent.iterdir()] == ["file"]


@posix
def test_where_there_are_no_locks_nothing_is_removed(path, monkeypatch):
    """And everything is written."""

    def none(handle, how):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(atomic.fcntl, "flock", none)
    (path.parent / LEFT).write_bytes(b"half")
    put(path)
    assert path.read_bytes() == b"new"
    assert sorted(each.name for each in path.parent.iterdir()) == sorted([LEFT, "file"])


WRITERS = """
import sys
from pathlib import Path
from chainrule.atomic import write_atomically
for k in range(150):
    write_atomically(Path(sys.argv[1]), lambda file: file.write(sys.argv[2].encode() * 1000))
"""


@posix
def test_many_writers_of_one_file(path):
    """Nobody removes another's part, the file is always a whole one, and in the end nothing else is there."""
    command = [sys.executable, "-c", WRITERS, str(path)]
    writers = [subprocess.Popen([*command, letter], stderr=subprocess.PIPE) for letter in "abc"]  # noqa: S603
    seen = {b"old"}
    while any(writer.poll() is None for writer in writers):
        seen.add(path.read_bytes())
    assert [writer.communicate()[1] for writer in writers] == [b""] * 3
    assert seen <= {b"old", *(letter * 1000 for letter in (b"a", b"b", b"c"))}
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_looking_whether_a_folder_can_be_written_to_leaves_nothing(tmp_path):
    """Nor does it find a way into one that is not there."""
    require_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        require_writable(tmp_path / "none")
