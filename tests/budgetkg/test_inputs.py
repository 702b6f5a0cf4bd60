"""Which files a command line means."""

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from budgetkg.inputs import collect
from ingest.archive import read_bytes
from ingest.read import read_document
from ontology.errors import ReadError, UsageError


def tree(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def names(root: Path, paths: tuple[Path, ...]) -> list[str]:
    return [path.relative_to(root).as_posix() for path in paths]


def test_folders_are_searched_in_a_fixed_order_and_hidden_files_left_out(tmp_path: Path) -> None:
    tree(tmp_path, "b.txt", "a/z.TXT", "a/c.txt", ".git/x.txt", "a/.y.txt", "notes.docm")
    found = collect([tmp_path])
    assert names(tmp_path, found.files) == ["a/c.txt", "a/z.TXT", "b.txt"]
    assert names(tmp_path, found.skipped) == ["notes.docm"]


def test_a_file_named_outright_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    tree(tmp_path, "a.dat", "b.dat")
    found = collect([tmp_path / "a.dat", tmp_path])
    assert names(tmp_path, found.files) == ["a.dat"]
    assert names(tmp_path, found.skipped) == ["b.dat"]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    assert names(tmp_path, collect([tmp_path / "a.txt", tmp_path, tmp_path]).files) == ["a.txt"]


def archive(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def test_an_archive_stands_for_its_files(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner", **{"c.md": b"c"})
    archive(
        tmp_path / "a.zip", **{"b/表.txt": b"b", "图.png": b"", "__MACOSX/b.txt": b"", "../../d.txt": b"d", "里.zip": inner.read_bytes()}
    )
    inner.unlink()
    found = collect([tmp_path])
    assert names(tmp_path, found.files) == ["a.zip/b/表.txt", "a.zip/d.txt", "a.zip/里.zip/c.md"]
    assert names(tmp_path, found.skipped) == ["a.zip/图.png"]
    assert [read_bytes(path) for path in found.files] == [b"b", b"d", b"c"]
    assert collect([tmp_path / "a.zip/b/表.txt"]).files == (tmp_path / "a.zip/b/表.txt",)
    with pytest.raises(UsageError):
        collect([tmp_path / "a.zip/none.txt"])


def test_names_that_chinese_programs_write_into_archives(tmp_path: Path) -> None:
    name = "预算表.txt"
    path = archive(tmp_path / "a.zip", **{"x" * len(name.encode("gb18030")): b"1"})
    path.write_bytes(path.read_bytes().replace(b"x" * len(name.encode("gb18030")), name.encode("gb18030")))
    assert names(tmp_path, collect([path]).files) == ["a.zip/预算表.txt"]


def test_a_broken_archive_stands_for_itself(tmp_path: Path) -> None:
    whole = archive(tmp_path / "a.zip", **{"a.txt": b"a" * 1000}).read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[:-30])
    assert names(tmp_path, collect([tmp_path]).files) == ["a.zip"]
    with pytest.raises(ReadError) as caught:
        read_document(tmp_path / "a.zip")
    assert caught.value.code == "read.damaged"


def test_an_archive_of_too_many_files_is_refused_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.archive.MAX_FILES", 2)
    path = archive(tmp_path / "a.zip", **{f"{n}.txt": b"a" for n in range(3)})
    assert collect([path]).files == (path,)
    with pytest.raises(ReadError) as caught:
        read_document(path)
    assert caught.value.code == "read.zip-bomb"


def test_missing_path_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有这个文件或目录") as caught:
        collect([tmp_path / "nope"])
    assert caught.value.code == "usage.path" and caught.value.exit_status == 2


def test_a_circle_of_links_ends(tmp_path: Path) -> None:
    tree(tmp_path, "a/x.txt")
    os.symlink(tmp_path, tmp_path / "a" / "up")
    assert names(tmp_path, collect([tmp_path]).files) == ["a/x.txt"]


def test_a_folder_that_cannot_be_opened_is_named_and_the_rest_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The refusal is the operating system's; who runs the tests (root in a container may open
    # everything) must not decide whether this is looked at.
    tree(tmp_path, "a/x.txt", "b/y.txt")
    scandir = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = collect([tmp_path])
    assert names(tmp_path, found.files) == ["b/y.txt"]
    assert [path.name for path, _ in found.denied] == ["a"]
