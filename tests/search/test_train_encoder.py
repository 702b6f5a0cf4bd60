"""The training script: what it reads, and that a seed decides the weights."""

import lzma
import random
import sys
from pathlib import Path

import numpy as np
import pytest

from search.likeness.encoder import StaticEncoder, load_encoder
from search.likeness.train_encoder import draw_pairs, main, read_articles

LAW = """# 某条例
2011年11月17日 某市人民代表大会常务委员会通过
## 第一章  总则
第一条 为了规范信访工作，保护信访人的合法权益，维护信访秩序，制定本条例。
第二条 各级人民政府应当做好信访工作，认真处理来信，接待来访，倾听人民群众的意见。

第一百二十条 本条例自公布之日起施行，原办法同时废止。
"""


def test_an_article_is_its_clauses_without_number_and_headings(tmp_path: Path) -> None:
    path = tmp_path / "laws.txt.xz"
    path.write_bytes(lzma.compress(LAW.encode()))
    articles = read_articles(path)
    assert ["为了规范信访工作", "保护信访人的合法权益", "维护信访秩序", "制定本条例"] in articles
    assert not any("第一" in clause or "总则" in clause for clauses in articles for clause in clauses)


def test_pairs_are_neighbours_in_one_article() -> None:
    articles = [["甲一甲一", "甲二甲二", "甲三甲三"], ["乙一乙一", "乙二乙二"]]
    pairs = draw_pairs(articles, 200, 1, random.Random(1))
    allowed = {(a, b) for clauses in articles for a in clauses for b in clauses if abs(clauses.index(a) - clauses.index(b)) == 1}
    assert set(pairs) == allowed


def test_a_seed_decides_the_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "laws.txt"
    characters = "信访工作群众满意办结化解资金拨付及时救助"
    rng = random.Random(7)
    corpus.write_text("\n".join("，".join("".join(rng.choices(characters, k=6)) for _ in range(4)) for _ in range(2100)), "utf-8")
    wordings = tmp_path / "wordings.txt"
    wordings.write_text("信访 / 群众 / 满意：群众满意 | 信访群众满意\n信访 / 救助 / 及时：救助及时 | 资金拨付及时\n", "utf-8")
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        small = ["--steps", "3", "--refining-steps", "20", "--batch", "16", "--dimension", "8", "--seed", seed, "--wordings", str(wordings)]
        monkeypatch.setattr(sys, "argv", ["train_encoder", str(corpus), str(tmp_path / name), *small])
        main()
    one, same, other = (load_encoder(str(tmp_path / name)) for name in "abc")
    assert isinstance(one, StaticEncoder) and one.dimension == 8
    assert one.digest == same.digest != other.digest
    written = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir() if path.is_file()} for name in "ab"]
    assert written[0] == written[1] and {"model.safetensors", "tokenizer.json", "modules.json"} <= written[0].keys()
    np.testing.assert_allclose(np.linalg.norm(one.encode(["信访"])), 1, atol=1e-6)
