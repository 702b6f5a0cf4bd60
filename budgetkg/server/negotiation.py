"""Which of the formats on offer a client would rather have (RFC 9110, 12.5.1)."""

from collections.abc import Mapping

TABLES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPHS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
DATASETS = {"nq": "application/n-quads", "trig": "application/trig"}
ALSO = {"application/json": "json", "application/xml": "xml", "text/xml": "xml", "text/plain": "nt"}
"""Names that clients use for these formats, after the proper ones."""


def negotiate(accept: str | None, offered: Mapping[str, str]) -> str | None:
    """The key of the format that fits an Accept header best, the first where several do; None where none does."""
    if not accept or not accept.strip():
        return next(iter(offered))
    wishes = [_wish(part) for part in accept.split(",") if part.strip()]
    best: tuple[float, str] | None = None
    names = [(key, media) for key, media in offered.items()] + [(key, media) for media, key in ALSO.items() if key in offered]
    for key, media in names:
        fitting = [(exact, quality) for wish, quality in wishes if (exact := _fits(wish, media)) >= 0]
        quality = max(fitting)[1] if fitting else 0.0  # the most exact wish decides
        if quality > 0 and (best is None or quality > best[0]):
            best = quality, key
    return best[1] if best else None


def takes(header: str | None, name: str) -> bool:
    """Whether a list of wishes, such as Accept-Encoding, names this one and does not refuse it."""
    return any(wish == name and quality > 0 for wish, quality in map(_wish, (header or "").split(",")))


def _wish(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return media.lower(), quality


def _fits(wish: str, media: str) -> int:
    """2 for this very type, 1 for all of its kind, 0 for any, -1 for another."""
    if wish == media:
        return 2
    kind, _, what = wish.partition("/")
    if what == "*":
        return 0 if kind == "*" else 1 if media.startswith(f"{kind}/") else -1
    return -1
