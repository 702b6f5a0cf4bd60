"""What a SPARQL text asks for, decided before an engine sees it. Queries are untrusted.

It is decided on what rdflib parsed, and the engine is given exactly the text that was parsed. rdflib and Oxigraph
read two things differently, and either would hide a SERVICE clause: a carriage return ends a comment for Oxigraph
only, and a code point escape is resolved before parsing by rdflib only. So both are resolved here, once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from ontology.errors import QueryError

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_REACHING = re.compile("SERVICE|LOAD", re.IGNORECASE)
_WIDE = re.compile("[“”‘’｛｝（）；，。：、？＝＜＞！｜＆＊]")
_NARROW = {"“": '"', "”": '"', "‘": "'", "’": "'", "。": ".", "、": ","}
_WRITTEN_FOR = "用 SELECT、ASK、CONSTRUCT 或 DESCRIBE"


@dataclass(frozen=True, slots=True)
class CheckedQuery:
    text: str
    """To be run as it stands."""
    graphs: frozenset[str]
    """IRIs in FROM and FROM NAMED."""
    limit: int | None
    """The outermost LIMIT."""
    bounded: bool
    """The answer has one row or node, or a VALUES clause stands at the end: no LIMIT can be written after it."""

    variables: tuple[str, ...] | None
    """Of SELECT *: all names in the order in which they are written; the engine has its own order."""

    def at_most(self, rows: int) -> str:
        """The text with an outermost LIMIT where it has none."""
        return self.text if self.bounded or self.limit is not None else f"{self.text}\nLIMIT {rows}"


def check_query(sparql: str, prefixes: Mapping[str, str]) -> CheckedQuery:
    """Raises QueryError: `query.empty`, `query.syntax`, `query.update`, `query.service`, `query.escape`."""
    from pyparsing.exceptions import ParseBaseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery, parseUpdate

    text = _resolved(sparql)
    if all(line.strip() == "" or line.lstrip().startswith("#") for line in text.split("\n")):
        raise QueryError("query.empty", "查询是空的", "写一条 SELECT、ASK、CONSTRUCT 或 DESCRIBE；budgetkg ask 列出现成的问题")
    try:
        parsed = parseQuery(text)
    except ParseBaseException as error:
        try:
            is_update = bool(parseUpdate(text).request)
        except ParseBaseException:
            is_update = False
        if is_update:
            raise QueryError("query.update", "这里只能查询，不能修改图", _WRITTEN_FOR) from error
        raise syntax_error(str(error), text) from error
    except RecursionError as error:
        raise _nested() from error
    except (TypeError, ValueError) as error:
        # rdflib folds constants while it parses, and cannot fold all that is allowed
        raise QueryError("query.failed", f"查询做不了：{error}", "改写其中的常数") from error
    _refuse_reaching(parsed)
    try:
        algebra = translateQuery(parsed, initNs=dict(prefixes)).algebra
    except RecursionError as error:
        raise _nested() from error
    except Exception as error:
        # rdflib reports unknown prefixes and misplaced variables as bare Exception
        raise syntax_error(str(error), text, prefixes) from error
    _refuse_reaching(algebra)
    query = parsed[1]
    graphs = frozenset(str(iri) for clause in algebra.datasetClause or [] for iri in (clause.default, clause.named) if iri)
    limit = int(query.limitoffset.limit) if query.limitoffset and query.limitoffset.limit is not None else None
    every = query.name == "SelectQuery" and not query.projection
    variables = tuple(dict.fromkeys(word[1:] for word in tokens(text) if word[0] in "?$")) if every else None
    return CheckedQuery(text, graphs, limit, query.name in ("AskQuery", "DescribeQuery") or bool(query.valuesClause), variables)


def check_update(sparql: str) -> str:
    """The update to run; its syntax is for the engine to judge. Raises QueryError: `query.service`, `query.load`, `query.escape`.

    One that has either word in it at all, be it in a string, has to be parsed as well: what rdflib or `tokens` finds is
    refused, and what rdflib cannot read, too.
    """
    from pyparsing.exceptions import ParseBaseException
    from rdflib.plugins.sparql.parser import parseUpdate

    text = _resolved(sparql)
    if _REACHING.search(text):
        try:
            parsed = parseUpdate(text)
        except ParseBaseException as error:
            raise syntax_error(str(error)) from error
        except RecursionError as error:
            raise _nested() from error
        _refuse_reaching(parsed)
        words = {word.upper() for word in tokens(text)}
        if "SERVICE" in words:
            raise _service("SERVICE")
        if "LOAD" in words:
            raise _load()
    return text


TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\"{}|^`\\\s]*>|#[^\n]*|[{};]|[?$@]?[\w:](?:[\w:.-]|\\.)*|\\.",
    re.DOTALL,
)


def tokens(text: str) -> Iterator[str]:
    """Words, variables, names, strings, IRIs and braces of a SPARQL text, without its comments and other signs."""
    return (match[0] for match in TOKEN.finditer(text) if not match[0].startswith(("#", "\\")))


def syntax_error(message: str, text: str = "", prefixes: Iterable[str] = ()) -> QueryError:
    """What to do is told from the text where it shows: a sign of a Chinese keyboard, or a prefix that is not declared."""
    hint = "冒号和大括号是否成对，前缀是否写对；budgetkg ask 列出现成的问题"
    if (wide := _WIDE.search(TOKEN.sub(lambda token: " " * len(token[0]) if token[0][0] in "\"'#" else token[0], text))) is not None:
        line = text.count("\n", 0, wide.start()) + 1
        hint = f"第 {line} 行有全角符号 {wide[0]}，换成半角的 {_NARROW.get(wide[0]) or normalize('NFKC', wide[0])}"
    elif "prefix" in message and prefixes:
        hint = f"已声明的前缀：{'、'.join(sorted(prefixes))}；别的前缀在查询开头用 PREFIX 声明"
    return QueryError("query.syntax", f"SPARQL 语法有误：{message}", hint)


def _nested() -> QueryError:
    return QueryError("query.nested", "查询套得太深", "拆成几条查询")


def _service(place: str) -> QueryError:
    return QueryError("query.service", "不允许 SERVICE：查询不会访问外部地址", "去掉 SERVICE", place)


def _load() -> QueryError:
    return QueryError("query.load", "不允许 LOAD：不会到别处去取数据", "用图存储协议把数据传上来")


def _resolved(sparql: str) -> str:
    from rdflib.plugins import sparql as engine
    from rdflib.plugins.sparql.parser import expandUnicodeEscapes

    engine.SPARQL_LOAD_GRAPHS = False
    text = expandUnicodeEscapes(sparql.replace("\r\n", "\n").replace("\r", "\n"))
    if "\\u" in text.lower() or _SURROGATE.search(text):
        raise QueryError("query.escape", "查询里有不能解析的 \\u 转义", "直接写这个字符")
    return text


def _refuse_reaching(node: Any) -> None:
    from rdflib.plugins.sparql.parserutils import CompValue

    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, CompValue) and part.name == "ServiceGraphPattern":
            raise _service(str(part.term))
        if isinstance(part, CompValue) and part.name == "Load":
            raise _load()
        if isinstance(part, Mapping):
            stack.extend(part.values())
        elif isinstance(part, Iterable) and not isinstance(part, (str, bytes)):
            stack.extend(part)
