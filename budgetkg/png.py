"""SVG to PNG. The only file that imports resvg_py: one wheel of 1.4 MB, in the extra `chart`."""

from typing import Any

from ontology.errors import UsageError

ZOOM = 2
"""Pixels a unit of the picture: letters stay sharp on paper."""


def to_png(svg: bytes) -> bytes:
    """Raises UsageError where the library or a Chinese font is missing."""
    try:
        import resvg_py
    except ImportError as error:
        raise UsageError("chart.png", "没有安装画 PNG 的库", "pip install 'budgetkg[chart]'，或画成 .svg", "resvg-py") from error
    if not _has_chinese(resvg_py):
        raise UsageError("chart.font", "系统里没有中文字体，图上的字画不出来", "安装一种中文字体（如 fonts-noto-cjk），或画成 .svg", "PNG")
    # Fonts of the system only: nothing that an SVG names is fetched.
    return bytes(resvg_py.svg_to_bytes(svg_string=svg.decode(), zoom=ZOOM, background="#ffffff"))


def _has_chinese(library: Any) -> bool:
    """Whether two Chinese characters come out as two pictures: what no font has is drawn as nothing, or as one box."""

    def drawn(character: str) -> bytes:
        text = f'<text x="2" y="24" font-size="24" font-family="sans-serif">{character}</text>'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">{text}</svg>'
        return bytes(library.svg_to_bytes(svg_string=svg))

    return drawn("国") != drawn("省")
