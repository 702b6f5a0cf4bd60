"""How a sentence says who pays what share: rules over its kinds of tokens (`share_tokens`), one for each way of saying it.

run          省、市、县          parties that share
ratio        run … R             省与市县按8:2分担; the words between say that it is of shares
ratio first  R … run V           按6:4比例由省与县分担
each         run E P             市、县各承担50%
equally      run Q               由省、市、县平均分担
respectively run P S P           省、市、县分别承担50%、30%、20%
list         one P, one P, rest  省级补助60%，市级承担25%，其余由县级承担
classes      run … C R, C R      省与县按比例分担，一类县为8:2，二类县为6:4
single       one P               省级财政承担60%; nobody else's share is told
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ingest.funding.parties import NEAR, RUN, partition, shared_runs
from ingest.funding.tokens import VERB, Token, parts_of, parts_of_whole, share_of, tokens
from ingest.words.text import ending

Span = tuple[int, int]

_ONE = "L(?:S?H?L){0,2}"
#: An item of a list: several of which each bears its own or the same, or one bearer.
_ITEM = rf"(?:{RUN}[FVE]*P(?:SP)+|{RUN}F*E[FV]*P|{_ONE}F*(?:DC)?[FVMT]*P(?!SP))(?:DC)?(?:F*V)*"
_JOIN = "[SKMF]*"
_REST = rf"{_JOIN}O[FEKH]*(?P<rest>{_ONE})F*[VW]"
_CLASSES = "D?F*C(?:SD?C)*"
#: What may stand between parties and their ratio.
_GAP = "[FVXEDT]*?(?:[MK][FVED]*?)?"

_RATIO = re.compile(rf"(?P<run>{RUN})(?P<gap>{_GAP})(?P<ratio>R)(?P<tail>[FV]{{0,4}})")
_SHORT = re.compile(r"[KS]F*S(?P<run>[LC])(?P<gap>[FE]*)(?P<ratio>R)(?P<tail>[FV]*)")
_RATIO_FIRST = re.compile(rf"(?P<ratio>R)F*K?[FE]*(?P<run>{RUN})[FE]*V")
_EACH = re.compile(rf"(?P<run>{RUN})(?P<gap>[FX]*)EF*[FV]*(?P<each>P)")
_EQUALLY = re.compile(rf"(?P<run>{RUN})F*QF*[VE]")
_RESPECTIVELY = re.compile(rf"(?P<run>{RUN})[FVEM]*(?P<percents>P(?:[SKM]P)+)")
_LIST = re.compile(rf"{_ITEM}(?:{_JOIN}{_ITEM})*(?:{_REST})?")
_ONE_ITEM = re.compile(
    rf"(?P<those>{RUN})[FVE]*(?P<shares>P(?:SP)+)|(?:(?P<run>{RUN})F*E[FV]*|(?P<one>{_ONE})F*(?:D(?P<place>C))?[FVMT]*)(?P<part>P)(?:F*V)*"
)
_FIRST_LIST = re.compile(rf"PF*{_ONE}F*V(?:{_JOIN}PF*{_ONE}F*V)*(?:{_REST})?")
_FIRST_ITEM = re.compile(rf"(?P<part>P)F*(?P<one>{_ONE})F*V")
_CLASS_RATIO = re.compile(r"(?P<class>C|(?<=R[KS])L)(?:F{0,4}K)?[FVEM]{0,6}(?P<ratio>R)[FV]*")
_OTHER_CLASS_RATIO = re.compile(r"(?:^|(?<=[KMSD]))(?P<class>[^SKMRPNB][^KMRPNB]{0,11}?)[FEM]{0,6}(?P<ratio>R)[FV]*")
_CLASS_RATIOS = re.compile(r"(?P<classes>C(?:SD?C)+)[FED]*(?P<ratios>R(?:[SK]R)+)")
_SINGLE = re.compile(rf"(?P<one>{_ONE})(?:{_CLASSES})?[FVDT]*(?P<part>P)(?!SP)[FV]*(?P<more>(?:[KS]{_CLASSES}[FVME]*P[FV]*)*)")
_SERIES = re.compile(rf"(?P<one>{_ONE})[FVXMKWCDTE]*?(?P<items>{_CLASSES}[FVME]*P(?!SP)[FV]*(?:{_JOIN}{_CLASSES}[FVME]*P(?!SP)[FV]*)*)")
_SERIES_ITEM = re.compile(rf"(?P<classes>{_CLASSES})[FVME]*(?P<part>P)(?!SP)[FV]*")
#: 一类县补助60%，二类县补助50%，均由省级财政安排
_BEARER_BEHIND = re.compile(rf"{_CLASSES}[FVME]*P[FV]*(?:[SK]{_CLASSES}[FVME]*P[FV]*)*K?[FE]+(?P<one>{_ONE})F*V")
#: 一类、二类地区省级补助比例分别为70%、60%
_CLASSES_FIRST = re.compile(rf"(?P<classes>C(?:SD?C)+)F*(?P<one>{_ONE})[FVEXM]*(?P<percents>P(?:SP)+)[FV]*")
#: 补助比例提高到45%(中西部地区)和35%(东部地区)
_CLASS_BEHIND = re.compile(rf"(?P<one>{_ONE})[FVXDC]*?(?P<items>PFCF(?:[SK]F*PFCF)+)")
#: 省财政按60%、70%的比例分别对第二档、第一档予以补助
_SHARES_FIRST = re.compile(rf"(?P<one>{_ONE})F*(?P<percents>P(?:SP)+)F*D?(?P<classes>C(?:SD?C)+)F*V")
_RESPECTIVE_CLASSES = re.compile(rf"(?P<one>{_ONE})(?:[FVX]*|[FVXDCTK]{{1,8}})D?(?P<classes>C(?:SD?C)+)[FVEX]*(?P<percents>P(?:SP)+)[FV]*")
_WHOLE = re.compile(rf"(?P<one>{_ONE})F*(?:{_CLASSES})?(?:F*WF*V|F*V(?:D[TXFSH]{{1,6}}|F*)W)|WF*(?P<after>{_ONE})F*V")
#: 对脱贫县，校舍维修资金由…: a class that opens the sentence is for what follows it.
_BEFORE = re.compile(r"(?P<classes>C(?:SD?C)*)[FDMK]*$|(?:^|K)(?:DX?)?(?P<opening>C(?:SD?C)*)(?:X?K[^PRBWC]*|[XFLVE]{1,8})$")

_LISTED = re.compile(r"(?:^|[^CFDH]|(?:^|[^C])[FDH]+)L(?:S?L)?[FVM]*P(?:F*V)*$")
_LISTED_ON = re.compile(r"L(?:S?L)?[FVM]*P(?:F*V)*(?:[KSZ]|$)")

_EVIDENCE = re.compile(r"[=按]|比例|之比|分担|共担|承担|负担|配套|出资|为|:$")
_SURE = re.compile(r"分担|共担|承担|负担|配套|出资|按")
_CLASS_WORD = re.compile(r"[档类]|地区|[县区市]\)?$|(?:单位|学校|院校|医院)$|^其他|^其余|^各地")
#: 中央60%、省40%的比例承担
_BY_SHARES = re.compile(rf"%的?比例(?:共同|分别|予以)?{VERB}$")
_LONGEST_GAP = 30
_LONGEST_SENTENCE = 500
"""Tokens; what goes on for longer is a table without its lines, or nonsense, and says who bears what to nobody."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Two or more parties and the part of each."""

    start: int
    end: int
    labels: tuple[Span, ...]
    parts: tuple[Decimal, ...]
    sure: bool
    """Whether its own words speak of sharing, so that the sentence need not."""
    loose: bool = False
    """Whether words that the grammar does not know stand between the parties and the parts."""
    inner: Span | None = None
    """Where the class of places stands, of a ratio in a list whose parties stand before it."""
    case: Span | None = None
    """Where the class of places stands that is printed right before."""


@dataclass(frozen=True, slots=True)
class Single:
    """One bearer and its share of the whole."""

    start: int
    end: int
    label: Span
    share: Fraction
    case: Span | None
    whole: bool = False
    """Whether it is said in words: 全额."""


def sentences(text: str) -> Iterator["Sentence"]:
    """The sentences of a folded text; a semicolon ends one."""
    parts: list[Token] = []
    whole = tokens(text)
    kinds_of = "".join(token.kind for token in whole)
    for at, token in enumerate(whole):
        if token.kind != "Z":
            parts.append(token)
        elif parts and text[token.start] == ";" and ending(_LISTED, kinds_of, 0, at) and _LISTED_ON.match(kinds_of, at + 1):
            parts.append(Token("K", token.start, token.end))  # 中央60%；省40% is one list
        else:
            if 0 < len(parts) <= _LONGEST_SENTENCE:
                yield Sentence(text, tuple(parts))
            parts = []
    if 0 < len(parts) <= _LONGEST_SENTENCE:
        yield Sentence(text, tuple(parts))


class Sentence:
    """A part of the folded text as tokens, and the statements that its rules make of it."""

    def __init__(self, text: str, parts: tuple[Token, ...]) -> None:
        self.text = text
        self.start, self.end = parts[0].start, parts[-1].end
        self.tokens = parts
        self.kinds = "".join(token.kind for token in self.tokens)

    def shares(self) -> list[Shares]:
        """Every possible statement, the earliest first and among equals the longest."""
        if not re.search("[RPQ]", self.kinds):
            return []
        rules: tuple[Callable[[], Iterator[Shares]], ...] = (self._ratios, self._parts, self._lists, self._classes)
        found = [replace(one, case=one.inner or self.case_before(one.start)) for rule in rules for one in rule()]
        return sorted(found, key=lambda one: (one.start, -one.end))

    def singles(self) -> Iterator[Single]:
        """Shares of one bearer; they may stand within `shares`."""
        respective = (_RESPECTIVE_CLASSES, _CLASSES_FIRST, _SHARES_FIRST)
        for match in (match for rule in respective for match in rule.finditer(self.kinds)):
            classes, shares = self._of(match.span("classes"), "C"), self._of(match.span("percents"), "P")
            if len(classes) == len(shares):
                for one, share in zip(classes, shares, strict=True):
                    yield self._single(match, share, one.span)
        for match in _CLASS_BEHIND.finditer(self.kinds):
            shares, classes = self._of(match.span("items"), "P"), self._of(match.span("items"), "C")
            for share, one in zip(shares, classes, strict=True):
                yield Single(share.start, one.end, self._chars(match.span("one")), share_of(self.text[slice(*share.span)]), one.span)
        for match in _SERIES.finditer(self.kinds):
            if "V" in match[0] or "比例" in self._text(match.span()):
                for item in _SERIES_ITEM.finditer(self.kinds, *match.span("items")):
                    yield self._single(match, self.tokens[item.start("part")], self._joined(item.span("classes")), item.span())
        for match in _BEARER_BEHIND.finditer(self.kinds):
            for item in _SERIES_ITEM.finditer(self.kinds, match.start(), match.start("one")):
                yield self._single(match, self.tokens[item.start("part")], self._joined(item.span("classes")), item.span())
        for match in _SINGLE.finditer(self.kinds):
            several = match["one"].count("L") > 1 and "分别" in self._text(match.span())  # 省、市分别承担30%: and who the rest?
            if "V" in match[0] and not several:
                inner = self._joined((match.start(), match.end("part"))) if "C" in match[0] else None
                before = self.case_before(self.tokens[match.start()].start)
                own = match.start(), match.start("more") if match["more"] else match.end()
                yield self._single(match, self.tokens[match.start("part")], inner or before, own)
                for item in _SERIES_ITEM.finditer(self.kinds, *match.span("more")):  # …，对一般县给予60%补助
                    yield self._single(match, self.tokens[item.start("part")], self._joined(item.span("classes")), item.span())
        for match in _WHOLE.finditer(self.kinds):
            if "比例" in self._text(match.span()):  # 全部由省、县按比例承担
                continue
            group = "one" if match["one"] else "after"
            start, end = self._chars(match.span())
            place = (self._joined(match.span()) if "C" in match[0] else None) or self.case_before(start)
            yield Single(start, end, self._chars(match.span(group)), Fraction(1), place, whole=True)

    def _single(self, match: re.Match[str], share: Token, place: Span | None, item: Span | None = None) -> Single:
        start, end = share.span if "percents" in match.groupdict() else self._chars(item or match.span())
        return Single(start, end, self._chars(match.span("one")), share_of(self.text[slice(*share.span)]), place)

    # --- the rules of two and more parties

    def _ratios(self) -> Iterator[Shares]:
        first: Span | None = None
        for match in sorted([*_RATIO.finditer(self.kinds), *_SHORT.finditer(self.kinds)], key=lambda match: match.start("ratio")):
            gap, tail = self._text(match.span("gap")), self._text(match.span("tail"))
            parts = self._ratio(match)
            led = "按" if self.text.endswith(("按", "按照"), 0, self._chars(match.span("run"))[0]) else ""
            if len(gap) > _LONGEST_GAP or not _EVIDENCE.search(gap + tail + led):
                continue
            if match.re is _SHORT:
                if first is None:
                    continue
                labels: tuple[Span, ...] = (first, self._chars(match.span("run")))
            else:
                labels = self._labels(match.span("run"), len(parts))
                first = labels[0]
            start, end = self._chars(match.span("run"))[0], self._chars(match.span())[1]
            sure, loose = bool(_SURE.search(gap + tail)), "X" in match["gap"]
            yield Shares(start, end, labels, parts, sure, loose)
            at = match.end("ratio")
            while self.kinds.startswith("SR", at):  # 按7:3、6:4的比例分两档承担
                other = self.tokens[at + 1]
                yield Shares(other.start, other.end, labels, parts_of(self.text[slice(*other.span)]), sure, loose)
                at += 2
        for match in _RATIO_FIRST.finditer(self.kinds):
            start, end = self._chars(match.span())
            begin = start - (2 if self.text.startswith("按照", start - 2) else 1 if self.text.startswith("按", start - 1) else 0)
            parts = self._ratio(match)
            yield Shares(begin, end, self._labels(match.span("run"), len(parts)), parts, True)

    def _parts(self) -> Iterator[Shares]:
        for rule in (_EACH, _EQUALLY, _RESPECTIVELY):
            for match in rule.finditer(self.kinds):
                groups = match.groupdict()
                start, end = self._chars(match.span())
                if match.re is _EACH and self._places_each(match):
                    continue
                if "X" in (groups.get("gap") or "") and ("V" not in match[0] or len(self._text(match.span("gap"))) > NEAR):
                    continue
                parts: tuple[Decimal, ...] | None
                if groups.get("percents"):
                    shares = self._of(match.span("percents"), "P")
                    parts = parts_of_whole([self.text[slice(*token.span)] for token in shares])
                    labels = self._labels(match.span("run"), len(shares))
                else:
                    labels = self._labels(match.span("run"), 0)
                    each = share_of(self._text(match.span("each"))) if groups.get("each") else None
                    if each and each * len(labels) > 1:  # 省级与市县各50%
                        labels = self._labels(match.span("run"), int(1 / each))
                    parts = parts_of_whole([self._text(match.span("each"))] * len(labels)) if each else (Decimal(1),) * len(labels)
                if parts is None:
                    continue
                yield Shares(start, end, labels, parts, True)

    def _lists(self) -> Iterator[Shares]:
        for whole, item in ((_LIST, _ONE_ITEM), (_FIRST_LIST, _FIRST_ITEM)):
            at = 0
            while (match := whole.search(self.kinds, at)) is not None:
                stop, found = self._list(match, item)
                at = max(stop, match.start() + 1)
                if found is not None:
                    yield found

    def _list(self, match: re.Match[str], item: re.Pattern[str]) -> tuple[int, Shares | None]:
        """A list of shares and where it ends: 中央承担70%，地方承担30%，其中省级承担15% is whole before 其中."""
        borne: list[tuple[Span, str]] = []
        sure, rest, stop, end = True, match["rest"], match.end(), match.start()
        place: Span | None = None
        for each in item.finditer(self.kinds, match.start(), match.start("rest") if rest else stop):
            if sum(share_of(share) for _, share in borne) == 1:
                rest, stop = None, end
                break
            end, groups = each.end(), each.groupdict()
            if not borne and groups.get("place"):  # 中央财政对西部地区补助80%，省级配套20%
                place = self._chars(each.span("place"))
            sure = sure and (not groups.get("one") or "V" in each[0] or self.kinds.startswith("V", end))
            named = self._borne(each)
            if named is None:
                return stop, None
            borne += named
        start, end = self._chars((match.start(), stop))
        labels = [label for label, _ in borne] + ([self._chars(match.span("rest"))] if rest else [])
        parts = parts_of_whole([share for _, share in borne], rest=bool(rest)) if len(labels) > 1 else None
        if parts is None or not all(parts):
            return stop, None
        return stop, Shares(start, end, tuple(labels), parts, sure or _BY_SHARES.search(self.text, start, end) is not None, inner=place)

    def _borne(self, item: re.Match[str]) -> list[tuple[Span, str]] | None:
        """The bearers that an item of a list names, each with its share as printed; None where these are not as many."""
        groups = item.groupdict()
        if groups.get("those"):
            shares = self._of(item.span("shares"), "P")
            labels = self._labels(item.span("those"), len(shares))
            if len(labels) != len(shares):
                return None
            return [(label, self.text[slice(*share.span)]) for label, share in zip(labels, shares, strict=True)]
        share = self._text(item.span("part"))
        if not groups.get("run"):
            return [(self._chars(item.span("one")), share)]
        return [] if self._places_each(item) else [(label, share) for label in self._labels(item.span("run"), 0)]

    def _classes(self) -> Iterator[Shares]:
        done = set()
        for match in _CLASS_RATIOS.finditer(self.kinds):
            classes, ratios = self._of(match.span("classes"), "C"), self._of(match.span("ratios"), "R")
            if len(classes) == len(ratios):
                done |= {its_ratio.start for its_ratio in ratios}
                for one, its_ratio in zip(classes, ratios, strict=True):
                    yield from self._class(one.span, its_ratio, its_ratio.span)
        for match in [*_CLASS_RATIO.finditer(self.kinds), *_OTHER_CLASS_RATIO.finditer(self.kinds)]:
            if self.tokens[match.start("ratio")].start in done:
                continue
            place = self._chars(match.span("class"))
            words = re.sub(r"^(?:对于?|其中|[的,])*", "", self.text[slice(*place)])
            place = (place[1] - len(words), place[1])
            words = re.sub(r"(?:各?按照?|均?为|由)+$", "", words)
            place = (place[0], place[0] + len(words))
            known = match["class"].rstrip("FEM").endswith("C")
            levels = match.re is _OTHER_CLASS_RATIO and re.fullmatch("L+", match["class"])
            if levels or not 2 <= len(words) <= 40 or not (known or _CLASS_WORD.search(words)):
                continue
            if re.search(RUN, match["class"]):
                continue
            yield from self._class(place, self.tokens[match.start("ratio")], (place[0], self._chars(match.span())[1]))

    def _class(self, place: Span, ratio: Token, span: Span) -> Iterator[Shares]:
        """A ratio of a class, with the parties last said to share before it, in this sentence or an earlier one."""
        parts = parts_of(self.text[slice(*ratio.span)])
        before = [run for run in shared_runs(self.text) if run[1] <= place[0]]
        if before:
            yield Shares(*span, partition(self.text, before[-1], len(parts)), parts, True, inner=place)

    def _places_each(self, match: re.Match[str]) -> bool:
        """上游、下游市县各承担50%: each of the places bears it, not each of the levels."""
        return match["run"] == "LL" and self.kinds.endswith("X", 0, match.start("run"))

    # --- places in the text

    def _ratio(self, match: re.Match[str]) -> tuple[Decimal, ...]:
        return parts_of(self.text[slice(*self.tokens[match.start("ratio")].span)])

    def _labels(self, run: Span, wanted: int) -> tuple[Span, ...]:
        return partition(self.text, self._chars(run), wanted)

    def _of(self, span: Span, kind: str) -> list[Token]:
        return [token for token in self.tokens[slice(*span)] if token.kind == kind]

    def _chars(self, span: Span) -> Span:
        return self.tokens[span[0]].start, self.tokens[span[1] - 1].end

    def _text(self, span: Span) -> str:
        return self.text[slice(*self._chars(span))] if span[0] < span[1] else ""

    def classes(self) -> list[Span]:
        """Where classes stand."""
        return [token.span for token in self.tokens if token.kind == "C"]

    def named_for(self, at: int) -> bool:
        """Whether a class that 对 names stands before `at`."""
        index = next((k for k, token in enumerate(self.tokens) if token.start >= at), len(self.tokens))
        return "DC" in self.kinds[:index]

    def respective(self, start: int, end: int) -> list[Span]:
        """The classes of which each has a value of its own behind them: 东部、中部、西部地区分别…."""
        inside = [token for token in self.tokens if start <= token.start and token.end <= end]
        found = re.search("C(?:SD?C)+", "".join(token.kind for token in inside))
        if found is None or "分别" not in self.text[inside[found.end() - 1].end : end]:
            return []
        return [token.span for token in inside[slice(*found.span())] if token.kind == "C"]

    def last_class(self, start: int, end: int) -> Span | None:
        """The class named last between two places."""
        inside = [token.span for token in self.tokens if token.kind == "C" and start <= token.start and token.end <= end]
        return inside[-1] if inside else None

    def _joined(self, span: Span) -> Span | None:
        """From the first class to the last: 第一档和第二档."""
        found = self._of(span, "C")
        return (found[0].start, found[-1].end) if found else None

    def case_before(self, at: int) -> Span | None:
        """The class that stands right before `at`."""
        index = next((k for k, token in enumerate(self.tokens) if token.start >= at), len(self.tokens))
        found = _BEFORE.search(self.kinds, 0, index)
        return self._joined(found.span("classes" if found["classes"] else "opening")) if found else None
