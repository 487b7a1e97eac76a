"""The file as it was uploaded."""

from __future__ import annotations

import hashlib

from docent.errors import DocumentRejected, NotFound, TooLarge
from docent.model import Document
from docent.ports import Files


def read(document: Document, files: Files, largest: int) -> bytes:
    """The bytes that were uploaded, being those that were announced. Raises DocumentRejected."""
    try:
        data = files.read(document.original, largest)
    except TooLarge as error:
        raise DocumentRejected(
            f"The file is larger than {largest / 2**20:,.0f} MB. Split it and upload the parts.",
            code="too_large",
        ) from error
    except NotFound as error:
        raise DocumentRejected(
            "The uploaded file is not there any more. Upload it again.", code="upload_never_came"
        ) from error
    if not data:
        raise DocumentRejected("The file is empty (0 bytes). Check it and upload it again.", code="empty")
    if document.sha256 and hashlib.sha256(data).hexdigest() != document.sha256:
        raise DocumentRejected(
            "The file that arrived is not the one that was announced. Upload it again.",
            code="content_mismatch",
        )
    return data
