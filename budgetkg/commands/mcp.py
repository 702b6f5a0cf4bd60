"""`budgetkg mcp`: the tools for agents, over standard input and output."""

from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options


@click.command(
    cls=Command,
    name="mcp",
    short_help="给智能体用的只读工具（MCP）\nread-only tools for agents (MCP)",
    help="在标准输入输出上提供 Model Context Protocol 的只读工具；答案带出处。HTTP 版在 budgetkg serve 的 /mcp。\n"
    "Read-only tools of the Model Context Protocol on standard input and output; over HTTP at /mcp of budgetkg serve.\n\n"
    "需要 needs: pip install 'budgetkg[mcp]'",
)
@options.home
def command(home: Path) -> int:
    from budgetkg.home import Home
    from budgetkg.server.originals import Originals
    from budgetkg.server.served import Served
    from budgetkg.server.settings import Settings
    from ontology.errors import UsageError

    try:
        from budgetkg.mcp_server import tools
    except ModuleNotFoundError as error:
        if error.name not in ("mcp", "mcp_types"):
            raise
        raise UsageError("usage.mcp", "没有安装 MCP", "pip install 'budgetkg[mcp]'") from error
    Home(home).built()
    served = Served(Settings(home))
    originals = Originals(served)
    try:
        tools(served, originals).run("stdio")
    finally:
        originals.close()
        served.close()
    return 0
