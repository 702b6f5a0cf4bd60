"""Word 97 to 2003 (DOC) and RTF: LibreOffice turns them into DOCX, in a process of its own without macros.

Readers in pure Python don't do: legacy-doc 0.2.1 puts a blank between cells and drops empty ones, sharepoint-to-text 2.0.1
finds no table.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.blocks import Blocks
from ingest.readers import docx, ole
from ingest.readers.package import damaged, encrypted
from ontology.errors import ReadError

MEDIA_TYPE = "application/msword"
SECONDS = 120
_START_AGAIN = 81
"""LibreOffice has made its profile and wants to be started anew; its own script does that, the bare program doesn't."""
_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
</oor:items>
"""


def read(data: bytes) -> Blocks:
    """Blocks of the document. Raises ReadError when LibreOffice is missing, gives up or takes longer than SECONDS."""
    if data.startswith(ole.MAGIC) and _has_password(data):
        raise encrypted()
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise ReadError(
            "read.no-libreoffice", "读旧版 Word（DOC、RTF）需要 LibreOffice，本机没有装", "请安装 LibreOffice，或用 Word、WPS 另存为 DOCX"
        )
    return replace(docx.read(_converted(program, data)), media_type=MEDIA_TYPE)


def _has_password(data: bytes) -> bool:
    """The flag fEncrypted of the file information block ([MS-DOC] 2.5.2)."""
    head = ole.head(data, "WordDocument", 12)
    return len(head) == 12 and bool(int.from_bytes(head[10:12], "little") & 0x0100)


def _converted(program: str, data: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="budgetkg-doc-") as folder:
        work = Path(folder)
        (work / "profile" / "user").mkdir(parents=True)
        (work / "profile" / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        source = work / ("in.rtf" if data.startswith(b"{\\rtf") else "in.doc")
        source.write_bytes(data)
        filter_name = "docx:MS Word 2007 XML"
        options = ("--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={(work / 'profile').as_uri()}")
        command = (program, *options, "--convert-to", filter_name, "--outdir", folder, str(source))
        if _run(command, work) == _START_AGAIN:
            _run(command, work)
        made = work / "in.docx"
        if not made.is_file():
            raise damaged("DOC 文件")
        return made.read_bytes()


def _run(command: Sequence[str], work: Path) -> int:
    """Run it in a group of its own, so that the programs it starts end with it; returns its exit status."""
    environment = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH"}} | {
        "HOME": str(work)
    }
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, cwd=work, start_new_session=True) as process:
        try:
            return process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            raise ReadError("read.timeout", f"LibreOffice 转换 {SECONDS} 秒没有完成", "请用 Word、WPS 另存为 DOCX") from error
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
