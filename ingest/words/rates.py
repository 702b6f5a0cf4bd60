"""One of what a price is for: /人·月, 元/人均月, 每人每年度."""

import re

_PART = re.compile(
    r"(?P<whom>[人户生亩])(?:均|每)?(?P<time>年|月|天|日|学年|学期)度?"
    r"|(?P<mean>[人户生亩])均"
    r"|(?P<year>年)度"
)
_TIMES = frozenset({"年", "月", "天", "日", "学年", "学期"})


def units_of(printed: str) -> tuple[str, ...]:
    """/人·月, /人月, /人均月 and /每人每月 are ("人", "月"); /人·年度 is ("人", "年"); people come before time."""
    parts = (part for part in re.split(r"[/每·.・•⋅∙*×]", printed) if part)
    units: list[str] = []
    for part in parts:
        found = _PART.fullmatch(part)
        units += [part] if found is None else [unit for unit in found.groups() if unit]
    return tuple([*units[1:2], units[0]] if len(units) == 2 and units[0] in _TIMES and units[1] not in _TIMES else units)
