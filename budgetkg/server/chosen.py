"""Which documents a filter of places, levels, years and names chooses: the same for pages and for the files that they offer."""

from budgetkg.home import Entry
from budgetkg.server.served import Built
from budgetkg.typed import prefix, typed


def chosen(built: Built, region: str = "", level: str = "", year: str = "", agency: str = "") -> list[Entry]:
    """Empty for any. `region`: a code or its first digits; `agency`: a part of a name, or pinyin initials."""
    inside, wanted = prefix(region), typed(agency)
    names = built.names.like(wanted) if wanted else None
    return [
        one
        for one in built.manifest.documents
        if (one.region or "").startswith(inside)
        and (not year or str(one.year) == year)
        and (not level or one.level == level)
        and (names is None or (one.agency or one.name) in names)
    ]
