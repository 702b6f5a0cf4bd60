"""Models that tests make: small, untrained, and otherwise like any from the hub."""

from pathlib import Path


def save_bert(folder: Path, seed: int = 1) -> Path:
    """A BERT of two layers with a WordPiece tokenizer, saved by sentence-transformers; returns where."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(seed)
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"信访群众满意度案件办结率预算"]), "utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    size = {"vocab_size": 19, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    BertModel(BertConfig(**size)).save_pretrained(folder)
    words = Transformer(str(folder))
    SentenceTransformer(modules=[words, Pooling(16)], device="cpu").save_pretrained(str(folder / "saved"), create_model_card=False)
    return folder / "saved"
