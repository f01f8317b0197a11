"""A private folder, and a compile cache in it: what somebody else put there, or put in its place, is never run.

In each set-up another user has planted files of the right name whose hash is right, and which, once unpickled, leave
a mark. There is no mark, no mode is changed, the function is compiled and gives what it should, and a note says why.
"""

import hashlib
import os
import pickle
import shutil
import tempfile
import warnings
from pathlib import Path

import pytest

pytest.importorskip("numba")

from chainrule.engines.cache import OWN, CacheNote, note_once
from chainrule.engines.private_folder import open_private

from .test_cache import computed

FOREIGN = 65534
pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="owners and modes are those of POSIX"),
    pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="only root can give files to another user"),
]


class Plant:
    """An object whose unpickling leaves a mark."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


class Ground:
    """A folder as the user's home: in it another user plants, and a cache is asked for."""

    def __init__(self, root):
        self.root, self.mark, self.cache = root, root / "mark", root / "cache"
        content = pickle.dumps(Plant(self.mark))
        self.planted = hashlib.sha256(content).digest() + content
        self.name = ""  # of a module's file

    def plant(self, folder, owner=FOREIGN, mode=0o644):
        """A file, with the right name and hash, and folders to it that are somebody's; the file."""
        for each in (*reversed(folder.relative_to(self.root).parents), folder.relative_to(self.root)):
            if not (self.root / each).exists():
                (self.root / each).mkdir()
                os.chown(self.root / each, owner, owner)
        (folder / self.name).write_bytes(self.planted)
        (folder / self.name).chmod(mode)
        os.chown(folder / self.name, owner, owner)
        return folder / self.name

    def own(self, folder, mode=0o700):
        """The user's own folder."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
        return folder

    def link(self, link, goal, owner=FOREIGN):
        """A link of somebody's."""
        link.symlink_to(goal)
        os.chown(link, owner, owner, follow_symlinks=False)


@pytest.fixture
def ground(monkeypatch):
    """A folder beneath one that is everybody's, as /tmp is."""
    with tempfile.TemporaryDirectory() as root:
        made = Ground(Path(root).resolve())
        monkeypatch.setenv("CHAINRULE_CACHE", str(made.root / "first"))
        computed()
        made.name = next((made.root / "first" / OWN).iterdir()).name
        monkeypatch.setenv("CHAINRULE_CACHE", str(made.cache))
        note_once.cache_clear()
        yield made
        note_once.cache_clear()


def open_to_all(ground, mode=0o777):
    """The folder is writable by others, who have used that."""
    ground.own(ground.cache, mode)
    ground.plant(ground.cache / OWN)
    ground.plant(ground.cache)


def made_before(ground):
    """In a folder like /tmp somebody else was faster."""
    ground.own(ground.root / "tmp", 0o1777)
    ground.plant(ground.root / "tmp" / "cache" / OWN)
    os.environ["CHAINRULE_CACHE"] = str(ground.root / "tmp" / "cache")


def opened_once(ground, mode=0o777):
    """The folder was writable by others, and is no more."""
    open_to_all(ground, mode)
    ground.cache.chmod(0o700)


def foreign_file(ground, mode=0o644):
    """In the innermost folder, which is the user's, there is a file that is not."""
    ground.own(ground.cache / OWN)
    ground.plant(ground.cache / OWN, mode=mode)


def own_file_open_to_others(ground, mode=0o666):
    """The file is the user's, and anybody could have changed it."""
    ground.plant(ground.own(ground.cache / OWN), owner=0, mode=mode)


def linked_folder(ground):
    """In a folder like /tmp the cache is somebody else's link, to a place where the user's own things lie."""
    ground.own(ground.root / "tmp", 0o1777)
    ground.plant(ground.own(ground.root / "downloads" / OWN), owner=0)
    ground.link(ground.root / "tmp" / "cache", ground.root / "downloads")
    os.environ["CHAINRULE_CACHE"] = str(ground.root / "tmp" / "cache")


def linked_parent(ground):
    """The same one step up."""
    ground.own(ground.root / "tmp", 0o1777)
    ground.plant(ground.own(ground.root / "downloads" / "cache" / OWN), owner=0)
    ground.link(ground.root / "tmp" / "x", ground.root / "downloads")
    os.environ["CHAINRULE_CACHE"] = str(ground.root / "tmp" / "x" / "cache")


def linked_inside(ground):
    """The folder in the folder is a link, left from when others could write there."""
    ground.own(ground.cache)
    ground.plant(ground.root / "theirs")
    ground.link(ground.cache / OWN, ground.root / "theirs")


def linked_file(ground):
    """The file is a link to somebody else's."""
    ground.own(ground.cache / OWN)
    ground.link(ground.cache / OWN / ground.name, ground.plant(ground.root / "theirs"))


def own_link_to_own_file(ground):
    """The file is a link, which the user need not have made for this."""
    ground.own(ground.cache / OWN)
    ground.link(ground.cache / OWN / ground.name, ground.plant(ground.own(ground.root / "mine"), owner=0), owner=0)


def file_of_two_names(ground, owner=FOREIGN):
    """The file has another name in a folder where others can write."""
    ground.own(ground.cache / OWN)
    os.link(ground.plant(ground.own(ground.root / "theirs", 0o777), owner), ground.cache / OWN / ground.name)


def foreign_folder(ground):
    """The folder is somebody else's, who lets nobody else write."""
    ground.plant(ground.cache / OWN)


def own_folder_in_a_foreign_one(ground):
    """Somebody else can put another folder in the place of the user's own."""
    ground.own(ground.root / "theirs" / "cache" / OWN)
    ground.plant(ground.root / "theirs" / "cache" / OWN, owner=0)
    os.chown(ground.root / "theirs", FOREIGN, FOREIGN)
    os.environ["CHAINRULE_CACHE"] = str(ground.root / "theirs" / "cache")


def own_folder_in_an_open_one(ground, mode=0o777):
    """Everybody can put another folder in the place of the user's own."""
    ground.plant(ground.own(ground.root / "open" / "cache" / OWN), owner=0)
    (ground.root / "open").chmod(mode)
    os.environ["CHAINRULE_CACHE"] = str(ground.root / "open" / "cache")


KEPT, USED = "compiled code is not kept: ", "compiled code is not used: "
SET_UPS = {
    "2 writable by others": (open_to_all, KEPT + "others can write to .*cache; CHAINRULE_CACHE names another folder"),
    "3 sticky": (lambda ground: open_to_all(ground, 0o1777), KEPT + "others can write to .*cache;"),
    "3 sticky, a folder beneath": (made_before, KEPT + ".*cache belongs to somebody else;"),
    "4 was writable": (opened_once, KEPT + f".*{OWN} belongs to somebody else;"),
    "4 was sticky": (lambda ground: opened_once(ground, 0o1777), KEPT + f".*{OWN} belongs to somebody else;"),
    "4 a file is left": (foreign_file, USED + ".* belongs to somebody else"),
    "4 own file open to all": (own_file_open_to_others, USED + "others can write to .*"),
    "5 folder is a link": (linked_folder, KEPT + ".*cache is a link of somebody else's;"),
    "5 parent is a link": (linked_parent, KEPT + ".*x is a link of somebody else's;"),
    "5 link inside": (linked_inside, KEPT + f".*{OWN} is a link of somebody else's;"),
    "6 file is a link": (linked_file, USED + ".* is a link"),
    "6 file is an own link": (own_link_to_own_file, USED + ".* is a link"),
    "6 file is a hard link": (file_of_two_names, USED + ".* belongs to somebody else"),
    "6 file is an own hard link": (lambda ground: file_of_two_names(ground, 0), USED + ".* has a second name"),
    "7 foreign": (foreign_folder, KEPT + ".*cache belongs to somebody else;"),
    "7 open to the group": (lambda ground: open_to_all(ground, 0o770), KEPT + "others can write to .*cache;"),
    "7 file open to the group": (lambda ground: own_file_open_to_others(ground, 0o660), USED + "others can write to"),
    "7 in a foreign folder": (own_folder_in_a_foreign_one, KEPT + ".*theirs belongs to somebody else;"),
    "7 in an open folder": (own_folder_in_an_open_one, KEPT + "others can write to .*open;"),
    "7 in a group's folder": (
        lambda ground: own_folder_in_an_open_one(ground, 0o770),
        KEPT + "others can write to .*open;",
    ),
}


def modes(root):
    """The mode and the owner of every folder."""
    return {path: (path.stat().st_mode, path.stat().st_uid) for path in root.rglob("*") if path.is_dir()}


@pytest.mark.parametrize(("set_up", "note"), SET_UPS.values(), ids=SET_UPS)
def test_what_others_planted_is_not_run(set_up, note, ground):
    """It is compiled anew, with one note, and no folder is mended."""
    first, compiled = computed()
    shutil.rmtree(ground.cache)
    set_up(ground)
    before = modes(ground.root)
    with pytest.warns(CacheNote, match=note) as notes:
        assert computed() == (first, compiled)
    assert len(notes) == 1
    assert modes(ground.root) == before
    assert not ground.mark.exists()


def test_the_plant_grows_where_nothing_is_wrong(ground):
    """Set-up 1, a folder of the user's own: what it holds is run, so a hash in front of it protects from nothing."""
    own_file_open_to_others(ground, mode=0o600)
    computed()
    assert ground.mark.exists()


@pytest.mark.parametrize("set_up", [foreign_file, own_file_open_to_others, linked_file, file_of_two_names])
def test_a_file_that_is_not_used_is_replaced(set_up, ground):
    """By one that the next run uses, without a note; what a link led to stays as it was."""
    set_up(ground)
    with pytest.warns(CacheNote, match=USED):
        computed()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert computed()[1] == 0
    assert [path.lstat().st_mode & 0o777 for path in (ground.cache / OWN).iterdir()] == [0o600]
    for path in (ground.root / "theirs").glob("*"):
        assert path.read_bytes() == ground.planted


def test_own_links_are_followed(ground):
    """A cache on another disk, by a link of the user's or of root's."""
    ground.own(ground.root / "disk")
    ground.link(ground.root / "link", Path("disk"), owner=0)
    ground.link(ground.cache, ground.root / "link" / "cache", owner=0)
    ground.own(ground.root / "disk" / "cache")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert computed()[1] > 0
        assert computed()[1] == 0
    assert len(list((ground.root / "disk" / "cache" / OWN).iterdir())) == 1


def test_links_in_a_circle_are_told(ground):
    """As the system tells of them."""
    ground.link(ground.cache, Path("cache"), owner=0)
    with pytest.warns(CacheNote, match=f"not kept: {ground.cache}: Too many levels of symbolic links;"):
        computed()


def test_a_pipe_is_not_waited_for(ground):
    """Whoever planted it would wait at its other end."""
    os.mkfifo(ground.own(ground.cache / OWN) / ground.name, 0o600)
    with pytest.warns(CacheNote, match=f"{ground.name} is not a regular file"):
        computed()


def test_a_folder_that_is_exchanged_after_the_look_is_not_read(ground):
    """The open folder stays the one that was looked at, whatever takes its name."""
    with open_private(ground.cache, OWN) as folder:
        folder.write("a", b"own")
        ground.cache.rename(ground.root / "before")
        (ground.plant(ground.cache / OWN).parent / "a").write_bytes(b"planted")
        assert folder.read("a") == b"own"
