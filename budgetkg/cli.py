"""The command `budgetkg`: finds the command asked for, and says what went wrong in words a person can use.

Exit status: 0 done, 1 some input could not be read or does not conform, 2 wrong usage.
Only click is imported before a command runs; `--help` has to answer at once.
"""

import importlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import Any

import click

from budgetkg import usage
from ontology.errors import BudgetkgError
from ontology.system import reason

COMMANDS = (
    "extract",
    "build",
    "validate",
    "sparql",
    "ask",
    "similar",
    "compare",
    "findings",
    "score",
    "explain",
    "forms",
    "export",
    "merge",
    "link",
    "library",
    "copies",
    "cofunding",
    "ontology",
    "serve",
    "mcp",
    "status",
    "tour",
)
"""In the order in which one needs them; each is `command` in the module of that name in `budgetkg.commands`."""

WORDS = {
    "Options": "选项 Options",
    "Commands": "命令 Commands",
    "Show this message and exit.": "显示这段帮助 / show this help",
    "Show the version and exit.": "显示版本 / show the version",
}


class ReaderGone(Exception):
    """The reader of our output (head, less) has gone, and what had been found by then decides the exit status."""

    def __init__(self, exit_status: int) -> None:
        super().__init__(exit_status)
        self.exit_status = exit_status


class Formatter(click.HelpFormatter):
    """Help in two languages. Nothing is rewrapped: click counts characters, and a Chinese one is two columns wide."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self.write(f"用法 Usage: {prog} {args}\n")

    def write_heading(self, heading: str) -> None:
        super().write_heading(WORDS.get(heading, heading))

    def write_text(self, text: str) -> None:
        self.write("".join(f"{'':>{self.current_indent}}{line}".rstrip() + "\n" for line in text.splitlines()))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 28, col_spacing: int = 2) -> None:
        rows = list(rows)
        column = min(max(len(term) for term, _ in rows), col_max) + col_spacing
        for term, definition in rows:
            lines = WORDS.get(definition, definition).splitlines() or [""]
            first = f"{term:<{column}}" if len(term) + col_spacing <= column else f"{term}\n{'':>{self.current_indent + column}}"
            self.write(f"{'':>{self.current_indent}}{first}{lines[0]}\n")
            for line in lines[1:]:
                self.write(f"{'':>{self.current_indent + column}}{line}\n")


class Context(click.Context):
    formatter_class = Formatter


class Command(click.Command):
    context_class = Context
    allow_extra_args = True
    """They are refused here rather than by click, in our own words."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with usage.explained(ctx, args):
            extra = super().parse_args(ctx, args)
        if extra and not ctx.resilient_parsing:
            raise usage.ExtraArguments(extra, ctx)
        return extra


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"budgetkg.commands.{cmd_name}").command
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with usage.explained(ctx, args):
            return super().parse_args(ctx, args)

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        with _broken_pipe_is_no_failure():  # --help writes while the command line is parsed
            return super().make_context(*arguments, **more)

    def invoke(self, ctx: click.Context) -> Any:
        with _broken_pipe_is_no_failure():
            return super().invoke(ctx)


@contextmanager
def _broken_pipe_is_no_failure() -> Iterator[None]:
    """Left alone, click would end with exit status 1, which says that some input could not be read."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone(0) from error


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    help="把政府部门预算公开与绩效目标读成知识图谱：抽取、建库、查询、找同类指标。\n"
    "Reads Chinese government budget disclosures into a knowledge graph.\n\n"
    "先 budgetkg build 文件或目录 --home 目录，再 ask / similar / sparql。\n"
    "First build, then ask, similar or sparql.",
)
@click.version_option(package_name="budgetkg", message="%(prog)s %(version)s")
@click.pass_context
def group(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def describe(error: BudgetkgError) -> str:
    """What is wrong, where, and what to do about it: three lines at most."""
    lines = [f"错误 error: {error.message}  [{error.code}]"]
    if error.place:
        lines.append(f"  位置 where: {error.place}")
    if error.hint:
        lines.append(f"  办法 try:   {error.hint}")
    return "\n".join(lines)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; every foreseen error is told on standard error."""
    try:
        status = group.main(args=arguments, prog_name="budgetkg", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        _tell(usage.describe(error, COMMANDS))
        return 2
    except BudgetkgError as error:
        _tell(describe(error))
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        _tell("已中断；上一次建好的结果仍可使用 / interrupted; the last build stays in use")
        return 130
    except ReaderGone as error:
        _discard_output()
        return error.exit_status
    except BrokenPipeError:
        _discard_output()
        return 0
    except OSError as error:
        _discard_output()
        where = str(error.filename or "标准输出 standard output")
        hint = "检查磁盘空间和权限，或换一个地方写"
        _tell(describe(BudgetkgError("output.write", f"结果写不出去：{reason(error)}", hint, where)))
        return 1
    return status if isinstance(status, int) else 0


def _tell(message: str) -> None:
    # Where even standard error takes nothing, the exit status is all that can be told.
    with suppress(OSError):
        click.echo(message, err=True)


def _discard_output() -> None:
    """What is still buffered cannot be written; Python must not try again, and complain, at exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def _open_standard_streams() -> None:
    """A stream that the caller closed becomes /dev/null.

    Python has None in its place, which has no methods; and the next file that is opened, the graph store's
    perhaps, would be given its number and whatever is written to it.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            null = os.open(os.devnull, os.O_RDWR)
            if null != number:
                os.dup2(null, number)
                os.close(null)
            stream = os.fdopen(number, mode, encoding="utf-8", closefd=False)
            setattr(sys, name, stream)


def main() -> None:
    """Entry point of the installed command."""
    _open_standard_streams()
    for stream in (sys.stdout, sys.stderr):
        # A file name may hold bytes that no encoding takes; it is shown escaped rather than ending the run.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run())
