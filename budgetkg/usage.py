"""What is wrong with a command line, in Chinese: which option, which value, and what it takes.

click says it in English, and does not keep the value. So it is looked up again where click refuses it.
"""

import difflib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click


@contextmanager
def explained(ctx: click.Context, arguments: Sequence[str]) -> Iterator[None]:
    """Parse `arguments` within: an error that comes out knows its context, and a refused value is named."""
    given = list(arguments)
    try:
        yield
    except click.MissingParameter:
        raise
    except click.BadParameter as error:
        if error.param is None:
            raise
        value = _refused(ctx, error.param, given)
        raise click.BadParameter(_misfit(error, value), ctx, error.param) from error
    except click.UsageError as error:
        error.ctx = error.ctx or ctx
        raise


def describe(error: click.UsageError, commands: Sequence[str]) -> str:
    """Two to four lines: what is wrong, what may be meant, where help is."""
    near: Sequence[str] = ()
    match error:
        case click.NoSuchOption():
            near = error.possibilities or ()
            message = f"没有选项 {error.option_name}"
        case click.exceptions.NoSuchCommand():
            near = difflib.get_close_matches(error.command_name, commands)
            message = f"没有命令 {error.command_name}"
        case click.BadOptionUsage():
            message = _without_value(error)
        case click.MissingParameter():
            message = f"缺少 {_named(error)}{_meaning(error.param)}"
        case click.BadParameter():
            message = f"{_named(error)} 不对：{error.message}"
        case _:
            message = error.message
    lines = [f"用法错误 usage: {message}"]
    if near:
        lines.append(f"  是不是 did you mean: {'、'.join(near)}")
    if error.ctx and isinstance(error, click.MissingParameter | ExtraArguments):
        lines.append(f"  写法 form: {' '.join([error.ctx.command_path, *error.ctx.command.collect_usage_pieces(error.ctx)])}")
    lines.append(f"  帮助 help: {error.ctx.command_path if error.ctx else 'budgetkg'} --help")
    return "\n".join(lines)


class ExtraArguments(click.UsageError):
    """More arguments than the command takes."""

    def __init__(self, extra: Sequence[str], ctx: click.Context) -> None:
        super().__init__(f"多出来的参数：{' '.join(extra)}", ctx)


def allowed(kind: click.ParamType[Any]) -> str:
    """What values of a type are; empty for one that takes everything or has its own words."""
    match kind:
        case click.Choice():
            return f"只能是 {'、'.join(map(str, kind.choices))}"
        case click.IntRange() | click.FloatRange():
            number = "整数" if isinstance(kind, click.IntRange) else "数"
            if kind.min is not None and kind.max is not None:
                return f"应是 {kind.min} 到 {kind.max} 的{number}"
            return f"应是不小于 {kind.min} 的{number}" if kind.min is not None else f"应是不大于 {kind.max} 的{number}"
        case click.Path():
            return "应给目录" if not kind.file_okay else "应给文件" if not kind.dir_okay else "应给文件或目录"
    return {"integer": "应是整数", "float": "应是数", "boolean": "只能是 true、false"}.get(kind.name, "")


def _misfit(error: click.BadParameter, value: str) -> str:
    """`abc（应是整数）`; for a path, what it is instead."""
    kind = error.param.type if error.param else click.STRING
    why = allowed(kind)
    if isinstance(kind, click.Path):
        path = Path(value)
        if not path.exists():
            why = f"没有这个路径，{why}"
        elif path.is_dir() and not kind.dir_okay:
            why = f"这是目录，{why}"
        elif not path.is_dir() and not kind.file_okay:
            why = f"这是文件，{why}"
        else:
            why = "没有权限"
    return f"{value or '空'}（{why or error.message}）"


def _refused(ctx: click.Context, parameter: click.Parameter, arguments: Sequence[str]) -> str:
    """The value given for a parameter; of several, the one that its type does not take."""
    given, _, _ = ctx.command.make_parser(ctx).parse_args(list(arguments))
    value, _ = parameter.consume_value(ctx, given)
    for one in value if isinstance(value, tuple | list) else (value,):
        try:
            parameter.type(one, parameter, ctx)
        except click.BadParameter:
            return str(one)
    return str(value)


def _without_value(error: click.BadOptionUsage) -> str:
    options = error.ctx.command.get_params(error.ctx) if error.ctx else ()
    option = next((one for one in options if isinstance(one, click.Option) and error.option_name in one.opts), None)
    if option and option.is_flag:
        return f"{error.option_name} 是开关，后面不带值"
    return f"{error.option_name} 后面缺一个值{_meaning(option)}"


def _meaning(parameter: click.Parameter | None) -> str:
    """What an option takes, or else what it is, in brackets."""
    if not isinstance(parameter, click.Option):
        return ""
    # The first line of a help is the Chinese one.
    help_line = (parameter.help or "").partition("\n")[0]
    meaning = help_line if isinstance(parameter.type, click.Path) else allowed(parameter.type) or help_line
    return f"（{meaning}）" if meaning else ""


def _named(error: click.BadParameter) -> str:
    """`--home` or `PATH...`."""
    match error.param:
        case click.Option():
            return "、".join(error.param.opts)
        case click.Argument() if error.ctx:
            return error.param.make_metavar(error.ctx)
    return "参数"
