"""Writing a picture: SVG as it is, PNG by it."""

from pathlib import Path

from budgetkg.files import replace_file
from ontology.errors import UsageError


def save(svg: bytes, path: Path) -> list[Path]:
    """Write it by the suffix of the path, or as both where it has none. Raises UsageError for another suffix."""
    from budgetkg.png import to_png

    suffix = path.suffix.lower()
    if suffix not in ("", ".svg", ".png"):
        raise UsageError("chart.suffix", f"不能画成 {path.suffix}", "用 .svg 或 .png", str(path))
    written = []
    for kind in (".svg", ".png") if not suffix else (suffix,):
        target = path if suffix else path.with_name(path.name + kind)
        replace_file(target, svg if kind == ".svg" else to_png(svg))
        written.append(target)
    return written
