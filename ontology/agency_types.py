"""What kind of agency (部门类) a publisher is: petitions (信访), education (教育), health (卫健) and the like.

The name decides: what it ends with (…学校, …街道办事处), or else the first word of the list that stands in it. Where the
name says nothing, the functional classes (支出功能分类) decide, if more than half of the money is in those of one kind;
pensions, medical care and housing of a body's own staff do not count. Otherwise the kind is not known.
"""

from collections import defaultdict
from decimal import Decimal
from functools import cache, lru_cache

from ontology.divisions import function_name
from ontology.fixed_lists import lists
from ontology.records import DisclosureRecord

LIST = "agency-type"
_PARTY = "party-committee"
"""Its words (县委, 党委) stand before the names of other organs too, and count where no other word does."""
_OWN_STAFF = ("20805", "21011", "22102")
"""行政事业单位养老支出、行政事业单位医疗、住房改革支出: every body has them."""


@cache
def _words(column: str) -> dict[str, str]:
    return {word: row["code"] for row in lists()[LIST] for word in row[column].split()}


@lru_cache(maxsize=4096)
def type_of_name(name: str, year: int | None = None) -> str | None:
    """The code of the kind that a name tells.

    >>> type_of_name("石家庄市鹿泉区信访局本级"), type_of_name("某县农业学校"), type_of_name("焦作市机关车队")
    ('petition', 'education', None)
    """
    function = function_name(name, year)
    if endings := [word for word in _words("endings") if function.endswith(word)]:
        return _words("endings")[max(endings, key=len)]
    found = [(code == _PARTY, function.find(word), -len(word), code) for word, code in _words("spellings").items() if word in function]
    return min(found)[-1] if found else None


def agency_type(record: DisclosureRecord) -> str | None:
    """The code of the kind that the publisher of a document is of; None where neither name nor money tells."""
    if record.agency is None:
        return None
    return type_of_name(record.agency.name, record.document.fiscal_year) or _type_of_money(record)


def _type_of_money(record: DisclosureRecord) -> str | None:
    longest = max((len(line.code) for line in record.function_lines), default=0)
    spent: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    for line in record.function_lines:
        if len(line.code) == longest and not line.code.startswith(_OWN_STAFF) and line.total and line.total.amount.yuan:
            spent[_type_of_function(line.code)] += line.total.amount.yuan
    kind, most = max(spent.items(), key=lambda item: item[1], default=(None, Decimal(0)))
    return kind if most * 2 > sum(spent.values()) else None


@cache
def _type_of_function(code: str) -> str | None:
    fitting = [prefix for prefix in _words("functions") if code.startswith(prefix)]
    return _words("functions")[max(fitting, key=len)] if fitting else None
