"""Text to vectors, by the sentence-transformers interface. The only file that imports it or tokenizers.

Any sentence-transformers model works, by folder or hub name. The built-in one is such a folder too;
because it is a StaticEmbedding (the mean of token vectors), it and its like are also read without
torch, which saves three seconds a command. Both ways give equal vectors.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ontology.errors import IndexError_, UsageError

Vectors = NDArray[np.float32]

BUILT_IN = "indicator-char-256"
_OWN = (None, BUILT_IN, "statute-char-256")
"""All that means the built-in encoder; the last is what earlier versions called theirs, and what their indexes remember."""
_STATIC, _NORMALIZE = "StaticEmbedding", "Normalize"


class Encoder(Protocol):
    """What turns texts into vectors of one length, each of norm 1 (or 0 for a text without known characters)."""

    name: str
    """What it was asked for by: the built-in name, a folder or a hub name."""
    digest: str
    """SHA-256 over what determines the vectors."""
    dimension: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32, one row a text."""


def load_encoder(name: str | None = None) -> Encoder:
    """The built-in encoder, or the sentence-transformers model of a folder or hub name.

    Raises UsageError when there is no such model, IndexError_ when its files are damaged.
    """
    if name in _OWN:
        return _built_in()
    folder = Path(str(name))
    if not folder.is_dir():
        return TransformerEncoder(str(name))
    # a folder is remembered by where it is, so that it is found again from any working directory
    if folder == built_in_folder():
        return _built_in()
    label = str(folder.resolve())
    if not (folder / "modules.json").is_file():
        hint = "这个文件夹里应有 modules.json，用 SentenceTransformer(...).save_pretrained(文件夹) 生成"
        raise UsageError("encoder.folder", "不是 sentence-transformers 模型文件夹", hint, str(folder))
    if _modules(folder) in ([_STATIC], [_STATIC, _NORMALIZE]):
        return StaticEncoder(folder, label)
    return TransformerEncoder(label, folder_digest(folder))


@cache
def _built_in() -> Encoder:
    return StaticEncoder(built_in_folder(), BUILT_IN)


def encoder_key(name: str | None) -> str:
    """What tells one encoder from another without loading it: the hash of a folder, or else the name."""
    folder = built_in_folder() if name in _OWN else Path(str(name))
    return folder_digest(folder) if folder.is_dir() else str(name)


def encode(encoder: Encoder, texts: Sequence[str], batch: int = 4096) -> Vectors:
    """Any number of texts."""
    found = [encoder.encode(texts[start : start + batch]) for start in range(0, len(texts), batch)]
    return np.vstack([np.zeros((0, encoder.dimension), dtype=np.float32), *found])


def built_in_folder() -> Path:
    return Path(str(files("search").joinpath("models", BUILT_IN)))


def _modules(folder: Path) -> list[str]:
    return [str(module["type"]).rsplit(".", 1)[-1] for module in json.loads((folder / "modules.json").read_text("utf-8"))]


def folder_digest(folder: Path) -> str:
    """Over the weights, tokenizer and configuration of a saved model; its readme does not count."""
    hasher = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in (".json", ".safetensors", ".bin", ".txt", ".model", ".onnx"):
            if path.name == "config_sentence_transformers.json":
                continue  # names the library versions of whoever saved it
            hasher.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as handle:
                while block := handle.read(1 << 20):
                    hasher.update(block)
    return hasher.hexdigest()


class StaticEncoder:
    """A saved StaticEmbedding model, read with tokenizers and numpy alone."""

    def __init__(self, folder: Path, name: str) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._table: Vectors = load_file(folder / "model.safetensors")["embedding.weight"].astype(np.float32)
        except Exception as error:  # tokenizers and safetensors raise classes of their own, or Exception itself
            raise IndexError_("encoder.damaged", f"编码模型读不出来：{error}", "重新安装 budgetkg 或重新保存模型", str(folder)) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.name = name
        self.digest = folder_digest(folder)
        self.dimension = int(self._table.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, encoding in zip(vectors, self._tokenizer.encode_batch(list(texts), add_special_tokens=False), strict=True):
            if encoding.ids:
                row[:] = self._table[encoding.ids].mean(axis=0)
        return _unit(vectors)


class TransformerEncoder:
    """Any sentence-transformers model, run by the library itself."""

    def __init__(self, name: str, digest: str | None = None) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model: Any = SentenceTransformer(name)
        except (OSError, ValueError) as error:
            hint = "给一个模型文件夹，或联网时给 hub 上的名字，如 BAAI/bge-small-zh-v1.5；不加 --encoder 用内置模型"
            raise UsageError("encoder.missing", f"找不到编码模型：{error}", hint, name) from error
        self.name = name
        self.digest = digest or _state_digest(self._model)
        self.dimension = int(self.encode(["预算"]).shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        found = self._model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return _unit(np.asarray(found, dtype=np.float32))


def _state_digest(model: Any) -> str:
    hasher = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        hasher.update(key.encode() + tensor.float().cpu().numpy().tobytes())
    return hasher.hexdigest()


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)
