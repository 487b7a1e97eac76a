"""Documents of one name or one content in a bot: which of them may answer."""

from __future__ import annotations

from collections.abc import Iterable

from docent.errors import DocumentRejected
from docent.model import Document


def replaced(document: Document, alike: Iterable[Document]) -> tuple[Document, ...]:
    """Those that answer now under the document's name, in whose place it would come.

    Raises DocumentRejected: `superseded` where a younger one answers under its name, `duplicate` where one of
    another name answers with the same content.
    """
    live = [each for each in alike if each.live_version]
    namesakes = [each for each in live if each.filename == document.filename]
    if any(each.document_id > document.document_id for each in namesakes):
        raise DocumentRejected(
            f"A newer upload of {document.filename!r} was published first and answers. Delete this one.",
            code="superseded",
        )
    twins = [each for each in live if each.sha256 == document.sha256 and each not in namesakes]
    if twins and document.sha256:
        raise DocumentRejected(
            f"The bot knows this content already as {twins[0].filename!r}. Delete this one; or delete that"
            " one and retry, if you want it under this name.",
            code="duplicate",
        )
    return tuple(namesakes)
