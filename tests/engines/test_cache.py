"""The cache of compiled modules: named by all that matters, its owner's alone, and nothing that a run depends on."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("numba")
from numba.core import event

import chainrule as cr
from chainrule.atomic import WriteError
from chainrule.engines import cache as cache_module
from chainrule.engines.cache import OWN, CacheNote, ModuleCache, cache_folder, compile_module, note_once
from chainrule.engines.private_folder import PrivateFolder

MODULE = '''"""A module as the engine prints one."""

import numpy as np
from chainrule.engines.kernels.decorators import loop, program
from chainrule.engines.kernels.double import exp


@loop
def loop_1(x1):
    for i in range(x1.shape[0]):
        x1[i] = exp(x1[i]) / 3.0


@program
def compute(x):
    loop_1(x)
    return x.sum()
'''
NUMBERS = np.linspace(-1, 1, 7)
posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes are those of POSIX")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of the files in a cache that does not exist yet."""
    monkeypatch.setenv("CHAINRULE_CACHE", str(tmp_path / "new" / "cache"))
    note_once.cache_clear()
    yield tmp_path / "new" / "cache" / OWN
    note_once.cache_clear()


def computed(text=MODULE):
    """What a fresh function of this text gives, and how many functions were compiled for it."""
    with event.install_recorder("numba:compile") as recorder:
        result = compile_module(text, "compute")(NUMBERS.copy())
    return result, len(recorder.buffer)


# ---- a file -------------------------------------------------------------------------------------------------------


def test_second_function_of_a_text_is_read_and_not_compiled(folder):
    """It gives the same bits."""
    first, compiled = computed()
    again, compiled_again = computed()
    assert compiled > 0
    assert compiled_again == 0
    assert np.float64(first).tobytes() == np.float64(again).tobytes()
    assert len(list(folder.iterdir())) == 1


@posix
@pytest.mark.parametrize("umask", [0o000, 0o002, 0o022])
def test_folders_and_file_are_their_owners_alone(umask, folder):
    """0700 and 0600 from the start, whatever the umask: every folder on the way that was not there."""
    usual = os.umask(umask)
    try:
        computed()
    finally:
        os.umask(usual)
    (file,) = folder.iterdir()
    assert [path.stat().st_mode & 0o777 for path in (folder.parent.parent, folder.parent, folder)] == [0o700] * 3
    assert file.stat().st_mode & 0o777 == 0o600


@posix
def test_mode_of_a_folder_that_is_there_is_not_changed(folder):
    """Others may look at it; what they cannot do is write."""
    folder.parent.mkdir(parents=True)
    folder.parent.chmod(0o755)
    computed()
    assert folder.parent.stat().st_mode & 0o777 == 0o755
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:1000],
        lambda content: content[:-1],
        lambda content: content[:20],
        lambda content: content + b"more",
        lambda content: bytes([content[0] ^ 1]) + content[1:],
        lambda content: content[:500] + bytes([content[500] ^ 1]) + content[501:],
        lambda content: b"not a pickle at all",
    ],
)
def test_damaged_file_is_built_anew(damage, folder):
    """Cut short, with another byte, empty: it is compiled as if there were none, and is whole again."""
    first, _ = computed()
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    again, compiled = computed()
    assert (again, compiled > 0) == (first, True)
    assert computed() == (first, 0)


def test_file_whose_content_fits_its_hash_but_is_nothing_is_built_anew(folder):
    """Another program's file, say."""
    import hashlib
    import pickle

    first, _ = computed()
    (file,) = folder.iterdir()
    content = pickle.dumps(("something", "else"))
    file.write_bytes(hashlib.sha256(content).digest() + content)
    again, compiled = computed()
    assert (again, compiled > 0) == (first, True)


# ---- its name -----------------------------------------------------------------------------------------------------


class Codegen:
    """A processor."""

    def __init__(self, *names):
        self.names = names

    def magic_tuple(self):
        """What Numba knows of it."""
        return self.names


def named(text="text", name="compute", signature="(int64,)", processor=("x86", "skylake", "+avx2")):
    """The name of a file."""
    return ModuleCache(text, name)._file_name(signature, Codegen(*processor))


def test_name_follows_from_text_types_and_processor(folder):
    """Another of any of them is another file."""
    others = [
        named(text="text "),
        named(name="run_steps"),
        named(signature="(float64,)"),
        named(processor=("x86", "skylake", "")),
        named(processor=("arm", "skylake", "+avx2")),
    ]
    assert named() == named()
    assert named() not in others
    assert len(set(others)) == 5


@pytest.mark.parametrize("what", ["kernels_text", "_versions"])
def test_name_follows_from_kernels_and_versions(what, folder, monkeypatch):
    """Machine code that an older kernel went into is never run."""
    before = named()
    value = getattr(cache_module, what)()
    monkeypatch.setattr(cache_module, what, lambda: value[:-1] + type(value)(["new"] if what == "_versions" else "n"))
    assert named() != before


def test_kernels_text_is_that_of_every_kernel():
    """A changed kernel changes it."""
    text = cache_module.kernels_text()
    for path in Path(cache_module.__file__).with_name("kernels").glob("*.py"):
        assert path.read_text("utf-8") in text


def test_versions_are_those_of_python_numba_and_what_it_calls():
    """Each of them compiles or is linked to."""
    text = " ".join(cache_module._versions())
    assert all(package in text for package in (sys.version, "numba ", "llvmlite ", "numpy ", "scipy "))


# ---- two at a time ------------------------------------------------------------------------------------------------

BOTH = """
import sys, numpy as np, chainrule as cr
X = np.linspace(-1, 1, 60).reshape(20, 3)
print("ready", flush=True)
sys.stdin.readline()
network = cr.Network([3, 1], dtype="float64")
network.train(X, X[:, :1], optimizer=cr.SGD(0.1), epochs=2, batch_size=5, engine="numba")
print(network.theta.tobytes().hex())
"""


def test_two_processes_that_compile_the_same_module_both_succeed(folder):
    """They write the same file at the same time, and come to the same bits."""
    command = [sys.executable, "-W", "error", "-c", BOTH]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    both = [subprocess.Popen(command, **pipes) for _ in range(2)]  # noqa: S603
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], ended
    assert ended[0] == ended[1]
    files = [path.name for path in folder.iterdir()]
    assert len(files) == 1
    assert not files[0].startswith(".")


# ---- no folder ----------------------------------------------------------------------------------------------------


def trained():
    """Theta after some compiled steps."""
    X = np.linspace(-1, 1, 60).reshape(20, 3)
    network = cr.Network([3, 1], dtype="float64")
    run = network.train(X, X[:, :1], optimizer=cr.SGD(0.1), epochs=2, batch_size=5, engine="numba")
    assert run.engine == "numba"
    return network.theta.tobytes()


@pytest.fixture
def fresh_programs():
    """No program of an earlier test."""
    from chainrule.training.program import program_for

    program_for.cache_clear()
    yield program_for.cache_clear
    program_for.cache_clear()


def test_impossible_folder_is_noted_once_and_training_goes_on(folder, monkeypatch, fresh_programs):
    """A read-only home, say: no cache, one note, and the same bits."""
    expected = trained()
    monkeypatch.setenv("CHAINRULE_CACHE", os.devnull + "/cache")
    fresh_programs()
    with pytest.warns(CacheNote, match="compiled code is not kept: .*; CHAINRULE_CACHE names another folder") as notes:
        found = [trained() for _ in range(2) if not fresh_programs()]
    assert len(notes) == 1
    assert found == [expected] * 2


def test_folder_that_is_full_is_noted_once(folder, monkeypatch):
    """The function runs all the same."""

    def full(self, name, content):
        raise WriteError(f"{self.path / name} cannot be written: No space left on device")

    monkeypatch.setattr(PrivateFolder, "write", full)
    with pytest.warns(CacheNote, match="compiled code is not kept: .* cannot be written: No space left on") as notes:
        assert computed() == computed()
    assert len(notes) == 1


def test_folder_that_vanishes_is_made_again(folder):
    """Somebody cleans up while a program runs."""
    first = computed()
    folder.rename(folder.with_name("elsewhere"))
    assert computed() == first
    assert len(list(folder.iterdir())) == 1


def test_usual_folder_is_the_users_cache(monkeypatch, tmp_path):
    """Where the system keeps such things."""
    monkeypatch.delenv("CHAINRULE_CACHE")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, appauthor: tmp_path / name)
    assert cache_folder() == tmp_path / "chainrule"


@posix
def test_home_that_is_not_there_is_not_made(monkeypatch, tmp_path):
    """Some accounts have none, on purpose."""
    home = tmp_path / "nowhere"
    monkeypatch.delenv("CHAINRULE_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(home))
    with pytest.raises(FileNotFoundError, match=f"there is no home folder {home}"):
        cache_folder()
    assert not home.exists()


def test_account_without_a_home_is_told(monkeypatch):
    """The system knows of none, and ~ is not the name of a folder."""

    def nobody(*_, **__):
        raise RuntimeError("could not determine the home directory")

    monkeypatch.delenv("CHAINRULE_CACHE")
    monkeypatch.setattr("platformdirs.user_cache_path", nobody)
    with pytest.raises(FileNotFoundError, match="there is no home folder"):
        cache_folder()


def test_folder_that_works_is_not_mentioned(folder):
    """No note without a reason."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        computed()
    assert len(list(folder.iterdir())) == 1
