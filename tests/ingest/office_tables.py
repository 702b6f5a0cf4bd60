"""Tables of one made-up office, printed into one file and read."""

from pathlib import Path

from ingest.blocks import Paragraph
from ingest.explain import ExplainedDocument, explain_document
from tests.ingest.province_documents import Sheet, rendered_in
from tests.ingest.rendered import table


def read_tables(folder: Path, *tables: tuple[str, str], format: str = "xlsx") -> ExplainedDocument:
    """Of titles with rows, amounts in 万元; formats are those of `rendered_in`."""
    sheets = [Sheet("封面", (Paragraph("清丰县水利局2024年部门预算", None, None),))]
    sheets += [
        Sheet(f"表{n}", (*(Paragraph(t, None, None) for t in (name, "单位：万元")), table(rows))) for n, (name, rows) in enumerate(tables)
    ]
    name, data = rendered_in(format, "x", sheets)
    (folder / name).write_bytes(data)
    return explain_document(folder / name)
