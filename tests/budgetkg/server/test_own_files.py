"""Scripts and styles of ours as they go over the wire: large ones compressed for whoever takes that."""

import gzip
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from budgetkg.server.app import STATIC

LARGE = sorted((STATIC / "vendor").glob("*.js"))


def test_there_are_large_scripts() -> None:
    assert {path.name for path in LARGE} == {"charts.js", "editor.js"}


@pytest.mark.parametrize("path", LARGE, ids=lambda path: path.name)
def test_what_is_sent_compressed_is_the_script(client: TestClient, path: Path) -> None:
    assert gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes()) == path.read_bytes()
    address = f"/static/vendor/{path.name}"
    with client.stream("GET", address, headers={"accept-encoding": "br, gzip;q=0.5"}) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip" and answer.headers["content-type"].startswith("text/javascript")
    assert gzip.decompress(sent) == path.read_bytes() and len(sent) < 300_000
    again = client.get(address, headers={"accept-encoding": "gzip", "if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("accept", ["identity", "br", "gzip;q=0", "gzip; q=0.0, deflate"])
def test_whoever_takes_no_gzip_gets_it_plain(client: TestClient, accept: str) -> None:
    plain = client.get("/static/vendor/editor.js", headers={"accept-encoding": accept})
    packed = client.get("/static/vendor/editor.js", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers and plain.content == packed.content
    # A cache between must not give one to whoever asked for the other.
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != packed.headers["etag"]


def test_small_files_are_sent_as_they_are(client: TestClient) -> None:
    answer = client.get("/static/style.css", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200 and "content-encoding" not in answer.headers
    assert client.get("/static/vendor/../../app.py").status_code == 404
