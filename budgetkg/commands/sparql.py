"""`budgetkg sparql`: SPARQL 1.1 over everything built."""

import sys
from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options

FORMATS = ("table", "csv", "json", "xml", "ttl", "nt")


@click.command(
    cls=Command,
    name="sparql",
    short_help="用 SPARQL 1.1 查询\nquery with SPARQL 1.1",
    help="对建好的全部内容执行一条 SPARQL 查询；默认图是所有文件的图之和，前缀已声明好。\n"
    "Runs a SPARQL 1.1 query; the default graph is the union of all documents, prefixes are declared.\n\n"
    "QUERY 是查询文字，或以 .rq 结尾的文件，或 - 表示标准输入。\n"
    "QUERY is the text, a file that ends in .rq, or - for standard input.",
)
@click.argument("query")
@options.home
@options.choice("--format", *FORMATS, default="table", meaning="输出格式 output format")
def command(query: str, home: Path, format: str) -> int:
    from budgetkg.answers import write
    from budgetkg.home import Home
    from search.graph.query_hints import hints
    from search.graph.store import GraphStore

    text = _text(query)
    write(GraphStore.open(Home(home).built().store).query(text), format, offered=FORMATS)
    for hint in hints(text):
        click.echo(f"提示 hint：{hint.zh} / {hint.en}：\n{hint.query}", err=True)
    return 0


def _text(query: str) -> str:
    if query == "-":
        return _decoded(sys.stdin.buffer.read(), "标准输入 standard input")
    if not query.endswith(".rq") or any(character.isspace() for character in query.strip()):
        return query
    return read_query(Path(query))


def read_query(path: Path) -> str:
    """A query file. What cannot be opened is unreadable input; what is no UTF-8 is wrong usage."""
    from budgetkg.inputs import opened

    with opened(path) as file:
        return _decoded(file.read(), str(path))


def _decoded(text: bytes, place: str) -> str:
    from ontology.errors import UsageError

    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("usage.encoding", f"查询不是 UTF-8 文本（第 {error.start + 1} 个字节）", "另存为 UTF-8", place) from error
