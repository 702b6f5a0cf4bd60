"""Web archives (MHTML), which browsers, Word and Excel save: the pages inside are read as HTML, one after the other."""

from email import policy
from email.parser import BytesParser

from ingest.blocks import Blocks
from ingest.readers import html
from ingest.readers.flow import Flow
from ingest.readers.package import damaged

MEDIA_TYPE = "multipart/related"
MAX_PAGES = 200
"""Pages and frames of one archive; an Excel workbook that was saved as one has as many as it has sheets."""


def read(data: bytes) -> Blocks:
    """Blocks of all pages in the archive. Raises ReadError when there is none."""
    message = BytesParser(policy=policy.default).parsebytes(data)
    flow, encoding = Flow(), None
    pages = (part for part in message.walk() if part.get_content_type() == "text/html")
    for number, part in enumerate(pages):
        if number == MAX_PAGES:
            flow.cut = True
            break
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            encoding = html.add(payload, flow)
    if encoding is None:
        raise damaged("网页存档（里面没有网页）")
    return flow.done(MEDIA_TYPE, encoding)
