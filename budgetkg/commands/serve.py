"""`budgetkg serve`: web pages, SPARQL endpoint and API of a build."""

from collections.abc import Iterable
from contextlib import suppress
from errno import EADDRINUSE
from pathlib import Path
from socket import AF_INET, AF_INET6, IPPROTO_TCP, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, getfqdn, gethostname, socket

import click

from budgetkg.cli import Command
from budgetkg.commands import options

_FOLDER = click.Path(path_type=Path, file_okay=False)
LOCAL = ("127.0.0.1", "::1", "localhost")


@click.command(
    cls=Command,
    name="serve",
    short_help="网页、SPARQL 端点和 API\nweb pages, SPARQL endpoint and API",
    help="把建好的结果开成一个网站：页面在 /，SPARQL 1.1 在 /sparql，API 在 /api（说明在 /openapi.json）。\n"
    "Serves a build: pages at /, SPARQL 1.1 at /sparql, the API at /api (described at /openapi.json).\n\n"
    "build 换上新结果后，不用重启就用新的。A new build is picked up without a restart.",
)
@options.home_if_needed
@click.option("--host", default="127.0.0.1", help="监听的地址，默认只有本机能访问\naddress to listen on; by default this machine alone")
@click.option("--port", default=8000, type=click.IntRange(0, 65535), metavar="PORT", help="端口（8000）")
@click.option("--allow-host", multiple=True, metavar="NAME", help="可以用来访问的名字，可写多次\nname by which it may be reached")
@click.option("--token-file", type=options.FILE, metavar="FILE", help="写入要带的令牌，放在文件里\nfile with the token that writing needs")
@click.option("--read-token-file", type=options.FILE, metavar="FILE", help="读也要带的令牌\nfile with the token that reading needs")
@click.option(
    "--scratch", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="另开一个可以写的图库 a store that may be written to"
)
@click.option(
    "--timeout", default=30.0, type=click.FloatRange(0.1, 3600), metavar="SECONDS", help="一条查询最多用多久（30） / time limit of a query"
)
@click.option("--max-rows", default=100_000, type=click.IntRange(1), metavar="N", help="一个答案最多多少行（100000） / rows of an answer")
def command(
    home: Path | None,
    host: str,
    port: int,
    allow_host: tuple[str, ...],
    token_file: Path | None,
    read_token_file: Path | None,
    scratch: Path | None,
    timeout: float,
    max_rows: int,
) -> int:
    if home is None and scratch is None:
        raise click.UsageError("缺少 --home / --home is missing")
    import uvicorn

    from budgetkg.home import Home
    from budgetkg.server.app import create_app
    from budgetkg.server.settings import Limits, Settings

    if home is not None:
        Home(home).built()
    limits = Limits(seconds=timeout, rows=max_rows)
    settings = Settings(home, scratch, _token(token_file), _token(read_token_file), limits, _names(host, allow_host), warm=True)
    if host not in LOCAL and settings.read_token is None:
        click.echo(f"注意：{host} 上的任何人都能读；要限制就用 --read-token-file / anyone who reaches {host} can read", err=True)
    config = uvicorn.Config(create_app(settings), log_level="warning", server_header=False, access_log=False)
    with _listening(host, port) as listener, suppress(KeyboardInterrupt):
        at = listener.getsockname()
        click.echo(f"http://{f'[{at[0]}]' if ':' in at[0] else at[0]}:{at[1]}  （Ctrl+C 停止 stops）", err=True)
        if settings.token is not None:
            click.echo("上传、复核要先在 /sign-in 登录，令牌在 --token-file 里 / sign in with the token to upload and review", err=True)
        uvicorn.Server(config).run(sockets=[listener])
    return 0


def _listening(host: str, port: int) -> socket:
    """A socket that is bound, before anything is loaded for it. Raises UsageError where the address cannot be had."""
    from ontology.errors import UsageError

    # named as TCP: only then does asyncio send a page's last bytes at once, and not 40 ms later when the reader has answered
    listener = socket(AF_INET6 if ":" in host else AF_INET, SOCK_STREAM, IPPROTO_TCP)
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        hint = (
            "换一个端口，如 --port 8001；或停掉占着它的程序" if error.errno == EADDRINUSE else "核对 --host、--port；1024 以下的端口要权限"
        )
        raise UsageError("usage.address", f"不能在这里监听：{error.strerror}", hint, f"{host}:{port}") from error
    return listener


def _names(host: str, allowed: Iterable[str]) -> frozenset[str]:
    """Names that lead here. A page of someone else's whose name was made to lead here is none, and can read nothing."""
    own = (gethostname(), getfqdn()) if host not in LOCAL else ()
    return frozenset(name.lower().rstrip(".") for name in (host, *own, *allowed))


def _token(path: Path | None) -> str | None:
    if path is None:
        return None
    from budgetkg.inputs import opened
    from ontology.errors import UsageError

    with opened(path) as file:
        token = file.read(4096).decode("utf-8", "replace").strip()
    if len(token) < 16:
        raise UsageError(
            "usage.token", "令牌少于 16 个字符", "python -c 'import secrets; print(secrets.token_urlsafe())' > FILE", str(path)
        )
    return token
