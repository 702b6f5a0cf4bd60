"""Wrong command lines: Chinese first, with the option, the value and what is allowed; nothing of click's own English."""

import inspect
import re
from pathlib import Path

import click
import pytest

from budgetkg import usage
from budgetkg.cli import COMMANDS, group, run

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("similar x --home h --top 0", "--top 不对：0（应是 1 到 1000 的整数）"),
        ("similar x --home h --top abc", "--top 不对：abc（应是 1 到 1000 的整数）"),
        ("similar x --home h --top=", "--top 不对：空（应是 1 到 1000 的整数）"),
        ("similar x --home h --year abcd", "--year 不对：abcd（应是整数）"),
        ("explain x --table 1 --table two --table 3", "--table 不对：two（应是整数）"),
        ("similar x --home FILE", "--home 不对：FILE（这是文件，应给目录）"),
        ("explain x --format xlsx", "--format 不对：xlsx（只能是 table、json）"),
        ("explain x --only some", "--only 不对：some（只能是 used、ignored、reported）"),
        ("similar x --top", "--top 后面缺一个值（应是 1 到 1000 的整数）"),
        ("status --home", "--home 后面缺一个值（建库结果所在的目录）"),
        ("build x --home h --prune=1", "--prune 是开关，后面不带值"),
        ("--version=1", "--version 是开关，后面不带值"),
        ("status a b --home h", "多出来的参数：a b"),
        ("extract", "缺少 PATH..."),
        ("similar x", "缺少 --home（建库结果所在的目录）"),
        ("similar x --homme h", "没有选项 --homme"),
        ("biuld x", "没有命令 biuld"),
        ("--verson", "没有选项 --verson"),
    ],
)
def test_each_mistake_is_told_in_chinese(line: str, told: str, capsys: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "FILE").write_text("")
    assert run(line.split()) == 2
    out, err = capsys.readouterr()
    first, *rest = err.splitlines()
    assert (out, first) == ("", f"用法错误 usage: {told}")
    assert rest[-1].startswith("  帮助 help: budgetkg") and (line.startswith(("-", "biuld")) or line.split()[0] in rest[-1])


def parameters() -> list[tuple[str, click.Parameter]]:
    with click.Context(group) as ctx:
        found = [(name, group.get_command(ctx, name)) for name in COMMANDS]
    return [(name, parameter) for name, command in found if command for parameter in command.params]


def is_picky(parameter: click.Parameter) -> bool:
    """Whether it refuses the path of a file that is there."""
    takes_files = isinstance(parameter.type, click.Path) and parameter.type.file_okay
    return isinstance(parameter, click.Option) and not parameter.is_flag and not takes_files and bool(usage.allowed(parameter.type))


PICKY = [(name, parameter) for name, parameter in parameters() if is_picky(parameter)]


def test_most_commands_have_an_option_that_takes_not_everything() -> None:
    assert {name for name, _ in PICKY} > {"ask", "similar", "sparql", "explain", "build"}


@pytest.mark.parametrize(("name", "option"), PICKY, ids=[f"{name} {option.opts[0]}" for name, option in PICKY])
def test_every_option_names_itself_the_value_and_what_is_allowed(
    name: str, option: click.Parameter, capsys: Output, tmp_path: Path
) -> None:
    wrong = str(tmp_path / "file")
    Path(wrong).write_text("")
    others = [parameter for owner, parameter in parameters() if owner == name and parameter.required and parameter.opts != option.opts]
    home = ["--home", str(tmp_path)] if any("--home" in parameter.opts for parameter in others) else []
    words = ["x" for parameter in others if isinstance(parameter, click.Argument)]
    assert run([name, *words, *home, option.opts[0], wrong]) == 2
    first = capsys.readouterr().err.splitlines()[0]
    assert re.fullmatch(rf"用法错误 usage: {option.opts[0]} 不对：{re.escape(wrong)}（.*[\u4e00-\u9fff].*）", first)


def test_every_kind_of_usage_error_that_click_has_is_known() -> None:
    """A new one in a later click would reach the user in English."""
    kinds = {
        value
        for value in vars(click.exceptions).values()
        if inspect.isclass(value) and issubclass(value, click.UsageError) and value is not click.UsageError
    }
    assert {kind.__name__ for kind in kinds} == {
        "BadParameter",
        "MissingParameter",
        "NoSuchOption",
        "NoSuchCommand",
        "BadOptionUsage",
        "BadArgumentUsage",  # only for arguments of a fixed number above one, which no command has
        "NoArgsIsHelpError",  # only for groups that do nothing alone; ours prints its help
    }
    assert all(parameter.nargs in (1, -1) for _, parameter in parameters())
