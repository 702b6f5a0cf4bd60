"""Named queries: `queries/*.rq`, one question each, with what it takes and gives in a comment header.

    # zh: 某个功能科目占各部门支出多少？
    # en: What share of each agency's spending is in one functional class?
    # param code code: 功能科目编码 / functional code
    # column agency_name: 机构 / agency
    SELECT …
    WHERE {
      VALUES ?code { "2010308" }

A file is a whole query: the VALUES line of a parameter holds its default, and binding replaces what stands in
that line's braces by one written-out RDF term. Text of users never becomes query text in any other way.

Types: `string`, `integer`, `code` (letters, digits, hyphens), `concept:<list>` (a code of a list of the
vocabulary or its label, empty for any).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from ontology import code_labels
from ontology.errors import FormError, UsageError
from ontology.terms import BKGC
from search.graph.document_numbers import spellings

QUERIES = Path(__file__).with_name("queries")

_HEADER = re.compile(r"# (?P<key>zh|en|param|column)\b ?(?P<name>[a-z_0-9]+)?(?: (?P<type>[a-z:-]+))?: (?P<text>.+)")
_VALUES = re.compile(r"VALUES \?(?P<name>\w+) \{ (?P<default>\"[^\"\\]*\"|-?\d+|bkgc:[\w-]+) \}")
_TYPES = re.compile(r"string|integer|code|concept:[a-z-]+")
_MAX_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str
    """`string`, `integer`, `code` or `concept:<list>`."""
    default: str
    """As a user would write it."""
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    zh: str
    en: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    """In the order of the SELECT clause."""
    text: str
    """The query with its defaults. Prefixes are not declared in it: see `ontology.terms.PREFIXES`."""


@cache
def questions() -> tuple[Question, ...]:
    """All named queries, by name. Raises FormError, with file and line, where a header is wrong."""
    return tuple(_read(path) for path in sorted(QUERIES.glob("*.rq")))


def question(name: str) -> Question:
    """One named query. Raises UsageError, with the nearest names, where there is none."""
    known = {item.name: item for item in questions()}
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"是否指 {'、'.join(near)}？" if near else "不带名称运行 budgetkg ask 可列出全部问题"
        raise UsageError("question.unknown", f"没有名为 {name!r} 的问题", hint, name)
    return known[name]


def bind(asked: Question, values: Mapping[str, str]) -> str:
    """The query with the given parameters in place of their defaults.

    Raises UsageError for a parameter that the question does not have and for a value that does not fit its type.
    """
    parameters = {parameter.name: parameter for parameter in asked.parameters}
    for name in values:
        if name not in parameters:
            known = "、".join(parameters) or "无"
            raise UsageError("question.parameter", f"问题 {asked.name} 没有参数 {name!r}", f"可用的参数：{known}", name)
    terms = {name: " ".join(term(parameters[name], one) for one in _meant(parameters[name], value)) for name, value in values.items()}

    def replacement(match: re.Match[str]) -> str:
        # One pass over the shipped text: what is put in is never looked at again.
        bound = terms.get(match["name"])
        return match[0] if bound is None else f"VALUES ?{match['name']} {{ {bound} }}"

    return _VALUES.sub(replacement, asked.text)


def _meant(parameter: Parameter, value: str) -> list[str]:
    """A word that names an official document stands for it in whatever brackets it is printed."""
    return spellings(value) if parameter.type == "string" else [value]


def term(parameter: Parameter, value: str) -> str:
    """A value as a SPARQL term of the parameter's type. Raises UsageError where it does not fit."""
    if len(value) > _MAX_LENGTH:
        raise _misfit(parameter, f"{value[:20]}…", f"最多 {_MAX_LENGTH} 个字符")
    if parameter.type == "string":
        # SPARQL resolves \uXXXX before it looks for the end of a string, so a backslash could open one.
        if re.search(r"[\\\x00-\x1f\x7f\ud800-\udfff]", value):
            raise _misfit(parameter, value, "不能含反斜杠和控制字符")
        return '"' + value.replace('"', '\\"') + '"'
    if parameter.type == "integer":
        if not re.fullmatch(r"-?[0-9]{1,15}", value):
            raise _misfit(parameter, value, "应为整数")
        return str(int(value))
    if parameter.type == "code":
        if not re.fullmatch(r"[0-9A-Za-z-]+", value):
            raise _misfit(parameter, value, "应只含字母、数字和连字符")
        return f'"{value}"'
    if not value:
        return "UNDEF"
    scheme = parameter.type.removeprefix("concept:")
    code = code_labels.find(scheme, value)
    if code is None:
        raise _misfit(parameter, value, code_labels.offer(scheme, value))
    return f"<{BKGC}{scheme}-{code}>"


def _misfit(parameter: Parameter, value: str, hint: str) -> UsageError:
    return UsageError("question.value", f"参数 {parameter.name} 的值不合适：{value!r}", hint, parameter.name)


def _read(path: Path) -> Question:
    lines = path.read_text("utf-8").splitlines()
    defaults: dict[str, str] = {}
    for match in _VALUES.finditer("\n".join(lines)):
        if match["name"] in defaults:
            raise FormError("question.values", f"VALUES ?{match['name']} 出现两次", "每个参数只写一行 VALUES", path.name)
        defaults[match["name"]] = match["default"]
    texts: dict[str, str] = {}
    parameters: list[Parameter] = []
    columns: list[Column] = []
    for number, line in enumerate(lines, start=1):
        if not line.startswith("#"):
            break
        header = _HEADER.fullmatch(line)
        if header is None:
            raise FormError("question.header", "看不懂这一行", "应为 # zh|en|param|column …: 说明", f"{path.name}:{number}")
        key, name, kind, text = header.groups()
        zh, _, en = text.partition(" / ")
        if key == "param":
            if name not in defaults or not _TYPES.fullmatch(kind or ""):
                raise FormError("question.param", f"参数 {name} 没有 VALUES 行或没有类型", "", f"{path.name}:{number}")
            parameters.append(Parameter(name, kind, _plain(defaults[name], kind), zh, en))
        elif key == "column":
            columns.append(Column(name or "", zh, en))
        else:
            texts[key] = text
    if texts.keys() != {"zh", "en"}:
        raise FormError("question.header", "缺少中文或英文的问题", "加上 # zh: … 和 # en: …", path.name)
    return Question(path.stem, texts["zh"], texts["en"], tuple(parameters), tuple(columns), "\n".join(lines) + "\n")


def _plain(default: str, kind: str) -> str:
    return default.strip('"').removeprefix(f"bkgc:{kind.removeprefix('concept:')}-")
