"""Signing in, uploading and reviewing: only with the token, only from pages of ours, bounded, and kept over builds."""

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from budgetkg.build import build
from budgetkg.home import Home
from budgetkg.server.app import create_app
from budgetkg.server.settings import Limits, Settings
from budgetkg.uploads import Uploads, safe_name
from tests.budgetkg.server.conftest import TOKEN, part

SAMPLES = Path(__file__).parents[3] / "data" / "samples"
PAGE = {"accept": "text/html"}
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def writing(own_home: Path) -> Iterator[TestClient]:
    limits = Limits(workers=1, upload=1 << 20)
    with TestClient(create_app(Settings(own_home, token=TOKEN, limits=limits)), follow_redirects=False) as made:
        yield made


def state(client: TestClient, name: str) -> LexborHTMLParser:
    """The row of an upload, once nothing goes on any more."""
    for _ in range(600):
        page = LexborHTMLParser(client.get("/imports", headers=PAGE).text)
        if "data-busy" not in (part(page, "#queue").attributes):
            return next(LexborHTMLParser(row.html or "") for row in page.css("#queue tbody tr") if name in row.text())
        time.sleep(0.2)
    raise AssertionError("the queue never ends")


def test_a_browser_that_signed_in_can_sign_out_from_any_page(writing: TestClient) -> None:
    assert "/sign-out" not in writing.get("/", headers=PAGE).text
    kept = {"cookie": f"budgetkg-token={TOKEN}"}
    form = part(LexborHTMLParser(writing.get("/findings", headers=PAGE | kept).text), "header form")
    assert form.attributes["action"] == "/sign-out" and form.text() == "退出登录"
    answer = writing.post("/sign-out", headers=kept)
    assert answer.status_code == 303 and 'budgetkg-token=""' in answer.headers["set-cookie"]


def test_an_upload_is_read_and_served_without_a_restart(writing: TestClient, own_home: Path) -> None:
    before = writing.get("/health").json()["documents"]
    text = (SAMPLES / "luquan-2021.txt").read_text("utf-8").replace("2021", "2023")
    sent = writing.post(
        "/imports", headers=BEARER, files=[("file", ("../../鹿泉 2023.txt", text)), ("file", ("坏.pdf", b"%PDF-1.7 nothing"))]
    )
    assert sent.status_code == 303
    row = state(writing, "鹿泉 2023.txt").text()
    assert "已入库" in row and "鹿泉区" in row
    failed = state(writing, "坏.pdf").text()
    assert "读不了" in failed and "read." in failed
    assert writing.get("/health").json()["documents"] == before + 1
    (kept,) = [upload for upload in Uploads(own_home).all() if upload.path.suffix == ".txt"]
    assert kept.path.name == "鹿泉 2023.txt" and kept.path.is_relative_to(own_home / "uploads" / kept.sha256)
    issues = writing.get(f"/imports/{kept.sha256}", headers=PAGE)
    assert issues.status_code == 200 and "/source?" in issues.text
    # A build from the command line keeps what was uploaded.
    build(sorted(SAMPLES.glob("*.txt")), Home(own_home))
    assert kept.sha256 in {entry.sha256 for entry in Home(own_home).built().manifest().documents}


def test_a_failed_upload_can_be_tried_again(writing: TestClient, own_home: Path) -> None:
    writing.post("/imports", headers=BEARER, files={"file": ("again.pdf", b"%PDF-1.7 nothing at all")})
    row = state(writing, "again.pdf")
    assert row.css_first("button") is None  # whoever reads may not
    upload = next(upload for upload in Uploads(own_home).all() if upload.path.name == "again.pdf")
    assert writing.post(f"/imports/{upload.sha256}/retry").status_code == 401
    assert writing.post(f"/imports/{upload.sha256}/retry", headers=BEARER).status_code == 303
    assert "读不了" in state(writing, "again.pdf").text()


def test_uploads_are_bounded(writing: TestClient, own_home: Path) -> None:
    assert writing.post("/imports", headers=BEARER, files={"file": ("big.txt", b"x" * (2 << 20))}).status_code == 413

    def pieces() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="big.txt"\r\n\r\n'
        for _ in range(40):
            yield b"x" * (64 << 10)

    headers = BEARER | {"content-type": "multipart/form-data; boundary=b"}
    assert writing.post("/imports", headers=headers, content=pieces()).status_code == 413
    assert writing.post("/imports", headers=BEARER, files={"other": ("a.txt", b"x")}).status_code == 400
    assert not [upload for upload in Uploads(own_home).all() if upload.path.name == "big.txt"]


@pytest.mark.parametrize("path", ["/imports", "/findings/review"])
def test_nothing_is_written_without_the_token_or_from_another_site(writing: TestClient, path: str) -> None:
    files = {"file": ("a.txt", b"x")}
    assert writing.post(path, files=files).status_code == 401
    assert writing.post(path, files=files, headers={"authorization": "Bearer wrong"}).status_code == 401
    for foreign in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert writing.post(path, files=files, headers=BEARER | foreign).status_code == 403


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\公开\\预算.xlsx", "预算.xlsx"),
        (".hidden", "hidden"),
        ("..", "upload"),
        ("", "upload"),
        ("a\x00b\n<c>.txt", "a_b__c_.txt"),
        ("预算" * 200 + ".docx", None),
    ],
)
def test_file_names_are_made_safe(given: str, kept: str | None) -> None:
    name = safe_name(given)
    assert kept is None or name == kept
    assert len(name.encode()) <= 200 and not name.startswith(".") and "/" not in name and name.endswith(Path(given).suffix)


def test_what_a_killed_server_left_is_taken_up(own_home: Path) -> None:
    text = (SAMPLES / "luquan-2021.txt").read_text("utf-8").replace("2021", "2025")
    upload = Uploads(own_home).keep("后来.txt", io.BytesIO(text.encode()))
    assert upload.outcome is None
    with TestClient(create_app(Settings(own_home, token=TOKEN, limits=Limits(workers=1)))) as client:
        assert "已入库" in state(client, "后来.txt").text()


def test_a_review_outlives_a_build_and_reaches_the_graph(writing: TestClient, own_home: Path) -> None:
    found = writing.get("/findings.json").json()
    finding, other = found[0]["iri"], found[1]["iri"]
    said = {"finding": finding, "action": "confirm", "comment": "核对过 <b>原表</b>", "next": "/findings?start=0"}
    assert writing.post("/findings/review", data=said, headers=BEARER).headers["location"] == "/findings?start=0"
    writing.post("/findings/review", data={"finding": other, "action": "dismiss"}, headers=BEARER)
    shown = LexborHTMLParser(writing.get("/findings?status=confirmed", headers=PAGE).text)
    assert [part(article, ".status-confirmed").text() for article in shown.css("article")] == ["已确认"]
    assert "核对过 <b>原表</b>" in part(shown, "article").text()
    assert writing.get("/api/findings").json()[0]["status"] == "confirmed"
    build(sorted(SAMPLES.glob("*.txt")), Home(own_home))
    query = "SELECT ?s WHERE { <%s> bkg:findingStatus/skos:notation ?s }"
    for iri, status in ((finding, "confirmed"), (other, "dismissed"), (found[2]["iri"], "open")):
        answer = writing.get("/sparql", params={"query": query % iri, "format": "json"}).json()
        assert [row["s"]["value"] for row in answer["results"]["bindings"]] == [status]
    writing.post("/findings/review", data={"finding": finding, "action": "reopen"}, headers=BEARER)
    assert writing.get("/findings.json").json()[0]["status"] == "open"


def test_a_review_is_taken_while_a_build_runs(writing: TestClient, own_home: Path) -> None:
    finding = writing.get("/findings.json").json()[5]["iri"]
    with Home(own_home).locked():
        sent = {"finding": finding, "action": "comment", "comment": "建库时\u2028也能写"}
        assert writing.post("/findings/review", data=sent, headers=BEARER).status_code == 303
    assert [one["comment"] for one in writing.get("/findings.json").json()[5]["said"]] == ["建库时\u2028也能写"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"finding": "https://example.org/none", "action": "confirm"}, 404),
        ({"action": "delete"}, 400),
        ({"action": "comment", "comment": " "}, 400),
        ({"action": "comment", "comment": "长" * 3000}, 400),
    ],
)
def test_a_review_that_makes_no_sense_is_refused(writing: TestClient, sent: dict[str, str], status: int) -> None:
    some = {"finding": writing.get("/findings.json").json()[0]["iri"]}
    assert writing.post("/findings/review", data=some | sent, headers=BEARER).status_code == status


def test_signing_in_sets_a_cookie_that_no_script_reads(own_home: Path) -> None:
    settings = Settings(own_home, token=TOKEN, read_token="another-token-for-reading", limits=Limits(workers=1))
    with TestClient(create_app(settings), follow_redirects=False) as client:
        sent_away = client.get("/findings?dimension=privacy", headers=PAGE)
        assert sent_away.status_code == 303 and sent_away.headers["location"] == "/sign-in?next=%2Ffindings%3Fdimension%3Dprivacy"
        assert client.get("/api/findings").status_code == 401
        assert client.post("/sign-in", data={"token": "wrong"}).status_code == 401
        assert client.post("/sign-in", data={"token": TOKEN}, headers={"origin": "https://evil.example"}).status_code == 403
        for foreign in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:x()"):
            assert client.post("/sign-in", data={"token": "another-token-for-reading", "next": foreign}).headers["location"] == "/"
        cookie = client.post("/sign-in", data={"token": "another-token-for-reading", "next": "/findings"}).headers["set-cookie"]
        assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower()
        assert client.get("/findings", headers=PAGE).status_code == 200
        assert client.post("/imports", files={"file": ("a.txt", b"x")}).status_code == 401  # reading is not writing
        client.post("/sign-out")
        assert client.get("/findings", headers=PAGE).status_code == 303


def test_what_could_not_be_read_can_be_removed_and_what_is_in_use_not(writing: TestClient, own_home: Path) -> None:
    text = (SAMPLES / "luquan-2021.txt").read_text("utf-8").replace("2021", "2019")
    writing.post("/imports", headers=BEARER, files=[("file", ("好.txt", text)), ("file", ("没用.pdf", b"%PDF-1.7 no use"))])
    assert "读不了" in state(writing, "没用.pdf").text() and "已入库" in state(writing, "好.txt").text()
    of = {upload.path.name: upload.sha256 for upload in Uploads(own_home).all()}
    assert writing.post(f"/imports/{of['没用.pdf']}/remove").status_code == 401
    assert writing.post(f"/imports/{of['没用.pdf']}/remove", headers=BEARER).status_code == 303
    refused = writing.post(f"/imports/{of['好.txt']}/remove", headers=BEARER)
    assert refused.status_code == 409 and "--prune" in refused.text
    left = {upload.path.name for upload in Uploads(own_home).all()}
    assert "没用.pdf" not in left and "好.txt" in left and not list((own_home / "uploads").glob(".*"))
