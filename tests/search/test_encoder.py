"""Encoders: the built-in one read in two ways, and any other sentence-transformers model."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ontology.errors import IndexError_, UsageError
from search.likeness.encoder import BUILT_IN, StaticEncoder, TransformerEncoder, built_in_folder, encoder_key, folder_digest, load_encoder
from tests.search.small_models import save_bert

TEXTS = ["上访群众满意度", "", "Ａ级 PM2.5 达标", "𠀀龘", "结转结余率≤10%", "长" * 2000]


def test_the_built_in_encoder_is_an_ordinary_sentence_transformers_model() -> None:
    from sentence_transformers import SentenceTransformer

    fast, library = load_encoder(), SentenceTransformer(str(built_in_folder()), device="cpu")
    assert isinstance(fast, StaticEncoder) and fast.name == BUILT_IN
    np.testing.assert_allclose(fast.encode(TEXTS), library.encode(TEXTS, convert_to_numpy=True), atol=1e-6)
    assert fast.dimension == library.get_embedding_dimension()


def test_an_index_of_an_earlier_version_means_the_encoder_of_this_one() -> None:
    assert load_encoder("statute-char-256").name == BUILT_IN
    assert encoder_key("statute-char-256") == encoder_key(None)


def test_vectors_have_norm_one_or_nothing() -> None:
    vectors = load_encoder().encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 256) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1, 0, 1, 1], atol=1e-6)
    assert load_encoder().encode([]).shape == (0, 256)


def test_the_built_in_encoder_needs_no_torch() -> None:
    code = "import sys; from search.likeness.encoder import load_encoder; load_encoder().encode(['预算']); print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_like_meanings_are_nearer_than_unlike_ones() -> None:
    one, like, unlike = load_encoder().encode(["案件调解成功率", "纠纷化解情况", "办公设备购置费"])
    assert one @ like > one @ unlike + 0.2


def test_the_built_in_model_is_small_and_says_where_it_comes_from() -> None:
    assert sum(path.stat().st_size for path in built_in_folder().rglob("*") if path.is_file()) < 4_000_000
    card = (built_in_folder() / "README.md").read_text("utf-8")
    assert all(word in card for word in ("LawRefBook/Laws", "第五条", "seed", "STS-B"))


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_bert(tmp_path_factory.mktemp("bert"))


def test_any_other_model_is_used_through_the_library(small_model: Path) -> None:
    encoder = load_encoder(str(small_model))
    assert isinstance(encoder, TransformerEncoder) and encoder.dimension == 16
    vectors = encoder.encode(["信访群众满意度", "案件办结率", "信访群众满意度"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[0], vectors[2], atol=1e-5)
    assert not np.allclose(vectors[0], vectors[1], atol=1e-2)
    assert encoder.digest == load_encoder(str(small_model)).digest != load_encoder().digest


def test_the_digest_is_of_what_makes_the_vectors(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(built_in_folder(), copy)
    (copy / "README.md").write_text("another", "utf-8")
    assert load_encoder(str(copy)).digest == load_encoder().digest
    tokenizer = json.loads((copy / "tokenizer.json").read_text("utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    vocabulary["信"], vocabulary["访"] = vocabulary["访"], vocabulary["信"]
    (copy / "tokenizer.json").write_text(json.dumps(tokenizer), "utf-8")
    assert folder_digest(copy) != folder_digest(built_in_folder())


def test_a_folder_is_remembered_by_where_it_is(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small_model.parent)
    assert load_encoder("saved").name == str(small_model.resolve())
    assert load_encoder(str(built_in_folder())).name == load_encoder(BUILT_IN).name == BUILT_IN


def test_a_key_tells_models_apart_without_loading_them(small_model: Path) -> None:
    assert encoder_key(None) == encoder_key(BUILT_IN) == load_encoder().digest
    assert encoder_key(str(small_model)) == load_encoder(str(small_model)).digest
    assert encoder_key("some/model") == "some/model"


def test_what_is_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="sentence-transformers") as wrong:
        load_encoder(str(tmp_path))
    assert wrong.value.place == str(tmp_path)
    shutil.copytree(built_in_folder(), tmp_path / "damaged")
    (tmp_path / "damaged" / "model.safetensors").write_bytes(b"cut short")
    with pytest.raises(IndexError_) as damaged:
        load_encoder(str(tmp_path / "damaged"))
    assert damaged.value.code == "encoder.damaged"


def test_a_name_that_cannot_be_had_offline_is_a_usage_error() -> None:
    code = (
        "from search.likeness.encoder import load_encoder\nfrom ontology.errors import UsageError\n"
        "try:\n    load_encoder('nobody/no-such-model')\nexcept UsageError as error:\n    print(error.code)"
    )
    environment = {"HF_HUB_OFFLINE": "1", "PATH": "", "HOME": "/nonexistent"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment, cwd=Path.cwd())
    assert done.stdout.strip() == "encoder.missing", done.stderr
