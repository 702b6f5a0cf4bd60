"""The choice of a place in three steps, province, city, county (省、市、县), as one list that works without script."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from budgetkg.home import Entry


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    """Its own name."""
    full_name: str
    depth: int
    """0 province, 1 prefecture or a county right under the province, 2 county."""


class Places(tuple[Place, ...]):
    """Provinces, prefectures and counties that have documents, those above them included, each below what it lies in."""

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> "Places":
        """Those of the documents of a build are worked out once: their sequence never changes."""
        known = _LAST.get("places")
        if known is None or known[0] is not entries:
            known = _LAST["places"] = entries, cls._of(entries)
        return known[1]

    def options(self, chosen: str = "") -> Markup:
        """All as options of a choice, one of them chosen. Of a whole country there are thousands, which every page with a choice has."""
        options, ends = self._options
        at = ends.get(chosen)
        return Markup(options if at is None else f"{options[:at]} selected{options[at:]}")

    def has(self, code: str) -> bool:
        return code in self._options[1]

    @cached_property
    def _options(self) -> tuple[str, dict[str, int]]:
        """The options, and by code where one would say that it is chosen."""
        options, ends, length = [], {}, 0
        for place in self:
            opening = f'<option value="{escape(place.code)}" data-depth="{place.depth}"'
            ends[place.code] = length + len(opening)
            options.append(f"{opening}>{'　' * place.depth}{escape(place.name)}</option>")
            length += len(options[-1])
        return "".join(options), ends

    @classmethod
    def _of(cls, entries: Iterable[Entry]) -> "Places":
        from ontology.divisions import by_code

        found = {}
        for code in {entry.region for entry in entries if entry.region}:
            if (division := by_code(code)) is not None:
                chain = division.chain()
                for depth, one in enumerate(chain):
                    found[one.code] = Place(one.code, one.name, one.full_name, depth)
        return cls(found[code] for code in sorted(found))


_LAST: dict[str, tuple[Sequence[Entry], Places]] = {}
"""The documents that places were last worked out of, and these."""
