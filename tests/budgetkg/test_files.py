"""Writing leaves the old or the new, and hashes tell contents apart."""

import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from budgetkg.files import digest, digest_package, link_tree, replace_file, replace_folder

FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from budgetkg.files import replace_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
replace_file(Path(sys.argv[1]), b"2" * 2000)
"""


def test_replace_file_leaves_the_old_content_when_the_disk_is_full(tmp_path: Path) -> None:
    target = tmp_path / "CURRENT"
    replace_file(target, b"one")
    ended = subprocess.run([sys.executable, "-c", FULL_DISK, str(target)], capture_output=True, text=True, check=False)
    assert ended.returncode == 1 and "File too large" in ended.stderr
    assert target.read_bytes() == b"one"


def test_replace_folder_holds_exactly_the_new_files(tmp_path: Path) -> None:
    target = tmp_path / "documents" / "x"
    replace_folder(target, {"a": b"1", "b": b"2"})
    replace_folder(target, {"b": b"3"})
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {"b": b"3"}
    assert [path.name for path in target.parent.iterdir()] == ["x"]


def test_link_tree_copies_every_level(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").write_bytes(b"x")
    link_tree(tmp_path / "a", tmp_path / "z")
    assert (tmp_path / "z" / "b" / "c").read_bytes() == b"x"
    (tmp_path / "a" / "b" / "c").unlink()
    assert (tmp_path / "z" / "b" / "c").read_bytes() == b"x"


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_digest_tells_lists_apart(one: list[bytes], two: list[bytes]) -> None:
    assert (digest(one) == digest(two)) == (one == two)


def test_digest_of_a_package_follows_names_and_contents_not_caches(tmp_path: Path) -> None:
    package = tmp_path / "p"
    (package / "forms").mkdir(parents=True)
    (package / "a.py").write_text("x = 1")
    before = digest_package(package)
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "a.pyc").write_bytes(b"cache")
    assert digest_package(package) == before
    (package / "forms" / "new.toml").write_text("")
    after = digest_package(package)
    assert after != before
    (package / "forms" / "new.toml").rename(package / "forms" / "other.toml")
    assert digest_package(package) not in (before, after)
