"""`budgetkg library`: the indicator library, and what people say of it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from budgetkg.cli import Command
from budgetkg.commands import options

if TYPE_CHECKING:
    from budgetkg.home import Home
    from budgetkg.library import Statements
    from ontology.library import Entry

_NEEDED = {"merge": 2, "split": 2, "name": 2, "undo": 1, "said": 0}
"""The most that each action is given."""


@click.command(
    cls=Command,
    name="library",
    short_help="指标库：写法、常见值；可合并、拆分、命名\nthe indicator library; merge, split, name entries",
    help="各地同一个意思的指标归成一条：写法、常见值（中位数、四分位）、出自哪些目标；拿不准的单列并写明原因。\n"
    "Indicators of one meaning make one entry: spellings, usual values, targets. What is not sure stays apart.\n\n"
    "  budgetkg library --concept 满意度 --home DIR\n"
    "  budgetkg library --format xlsx --out 指标库.xlsx --home DIR\n"
    "  budgetkg library merge 群众满意度 居民满意度 --reason 对象相同 --home DIR     前者并入后者 the first into the second\n"
    "  budgetkg library split 信访群众满意度 上访人员满意度 --reason 口径不同 --home DIR\n"
    "  budgetkg library name 息诉罢访率 息诉罢访（停访息诉）率 --home DIR\n"
    "  budgetkg library said --home DIR                  列出人工判断 what people said\n"
    "  budgetkg library undo [N] --home DIR              撤销第 N 条，不写则最后一条 take one back",
)
@click.argument("said", nargs=-1, metavar="[ACTION ARGS]")
@options.home
@click.option("--concept", default="", metavar="WORD", help="指标里的词，或指标概念的名称\nword of an indicator, or an indicator concept")
@click.option("--reason", metavar="TEXT", help="为什么合并、拆分\nwhy entries are merged or split")
@options.choice("--format", "table", "json", "xlsx", default="table", meaning="输出格式 output format")
@click.option("--out", type=options.FILE, metavar="FILE", help="写进文件\nwrite to a file")
def command(said: tuple[str, ...], home: Path, concept: str, reason: str | None, format: str, out: Path | None) -> int:
    from budgetkg.documents import Documents
    from budgetkg.home import Home
    from budgetkg.library import Statements, library
    from ontology.errors import UsageError

    where = Home(home)
    generation = where.built()
    statements = Statements(where)
    if said and said[0] not in _NEEDED:
        raise UsageError("library.action", f"没有这个动作：{said[0]}", f"可用：{'、'.join(_NEEDED)}；查找用 --concept", said[0])
    if said and len(said) - 1 > _NEEDED[said[0]]:
        raise UsageError("library.arguments", "参数太多", "名称里有空格时加引号", " ".join(said))
    if said == ("said",):
        _tell(statements)
        return 0
    found = library(Documents(where.documents), where, generation.manifest().documents)
    if said:
        return _state(where, statements, found, said, reason or "")
    return _show(found, where, concept, format, out)


def _state(where: "Home", statements: "Statements", found: "list[Entry]", said: tuple[str, ...], reason: str) -> int:
    from budgetkg.build import build
    from budgetkg.library import entry_of
    from ontology.errors import UsageError

    action, *given = said
    if action == "undo":
        if given and not given[0].isdigit():
            raise UsageError("library.number", "撤销要写第几条", "budgetkg library said 列出编号", given[0])
        back = statements.withdraw(int(given[0]) if given else None)
        done = f"已撤销第 {back.number} 条 taken back"
    elif len(given) != 2:
        raise UsageError("library.arguments", f"{action} 要给出两个参数", "budgetkg library --help", " ".join(said))
    else:
        entry = entry_of(found, given[0])
        if action != "name" and not reason:
            raise UsageError("library.reason", "要写明理由", "加 --reason TEXT", given[0])
        if action == "merge":
            main = entry_of(found, given[1])
            statements.merge(entry, main, reason)
            done = f"已合并 merged：{entry.label} → {main.label}"
        elif action == "split":
            statements.split(entry, given[1], reason)
            done = f"已拆出 split：{given[1]}（原在 {entry.label}）"
        else:
            statements.name(entry, given[1], reason)
            done = f"已命名 named：{entry.label} → {given[1]}"
    build([], where)
    click.echo(done)
    return 0


def _show(found: "list[Entry]", where: "Home", concept: str, format: str, out: Path | None) -> int:
    import json

    from budgetkg.files import replace_file
    from budgetkg.library_tables import chosen, overview, to_json, workbook
    from budgetkg.tables import echo
    from ontology.errors import UsageError
    from search.graph.store import GraphStore

    if format == "xlsx" and out is None:
        raise UsageError("library.out", "XLSX 要写进文件", "加 --out 指标库.xlsx", "--format xlsx")
    kept = chosen(found, concept)
    if format == "table":
        if out is not None:
            raise UsageError("library.out", "表格只显示在屏幕上", "写进文件用 --format json 或 xlsx", "--out")
        echo(overview(kept))
        targets, undecided = sum(len(entry.members) for entry in kept), sum(bool(entry.undecided) for entry in kept)
        click.echo(f"{len(kept)} 条 entries，{targets} 个目标 targets，其中未归并 undecided {undecided} 条")
        return 0
    told = to_json(kept, GraphStore.open(where.built().store))
    if format == "json":
        text = json.dumps(told, ensure_ascii=False, indent=1)
        if out is None:
            click.echo(text)
            return 0
    assert out is not None
    replace_file(out, workbook(told) if format == "xlsx" else f"{text}\n".encode())
    click.echo(f"已写 written：{out}（{len(told)} 条 entries）", err=True)
    return 0


def _tell(statements: "Statements") -> None:
    from budgetkg.tables import echo, table

    words = {"merge": "合并 merge", "split": "拆分 split", "name": "命名 name"}
    rows = [
        (
            str(one.number),
            words[one.action],
            one.entry.rsplit("/", 1)[1],
            one.value.rsplit("/", 1)[-1],
            one.reason,
            one.stated_at,
            one.withdrawn_at or "有效 in force",
        )
        for one in statements.all()
    ]
    if rows:
        echo(table(("条", "动作 action", "条目 entry", "对象 object", "理由 reason", "时间 stated", "撤销 withdrawn"), rows, numeric=(0,)))
    else:
        click.echo("还没有人工判断 / nobody said anything yet")
