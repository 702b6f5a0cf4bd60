"""Pages from templates. The only file that imports jinja2: everything is escaped, and a name that is not there is an error."""

from functools import cache
from pathlib import Path
from typing import Any


def render(folder: Path, template: str, **values: Any) -> str:
    return str(_environment(folder).get_template(template).render(**values))


@cache
def _environment(folder: Path) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
