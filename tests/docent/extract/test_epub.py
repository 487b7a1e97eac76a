from __future__ import annotations

import pytest

from docent.errors import DocumentRejected
from docent.extract.epub import text
from tests.files import zipped

CONTAINER = "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>"
OPF = """<package><manifest>
<item id='one' href='ch%201.xhtml' media-type='application/xhtml+xml'/>
<item id='two' href='../two.xhtml' media-type='application/xhtml+xml'/>
<item id='pic' href='p.png' media-type='image/png'/><item id='gone' href='g.xhtml' media-type='text/html'/>
</manifest><spine><itemref idref='two'/><itemref idref='pic'/><itemref idref='one'/><itemref idref='gone'/>
</spine></package>"""
BOOK = {
    "META-INF/container.xml": CONTAINER,
    "OEBPS/book.opf": OPF,
    "OEBPS/ch 1.xhtml": "<?xml version='1.0'?><html><body><h1>Second</h1><p>Ende.</p></body></html>",
    "two.xhtml": "<html><body><h1>First</h1><p>Once&nbsp;upon.</p></body></html>",
}
LOCK = "<encryption><EncryptedData><EncryptionMethod Algorithm='{}'/></EncryptedData></encryption>"


def test_reads_chapters_in_reading_order() -> None:
    assert text(zipped(BOOK)) == "# First\n\nOnce upon.\n\n# Second\n\nEnde."


def test_a_locked_book_says_so_and_locked_fonts_do_not_matter() -> None:
    fonts = LOCK.format("http://www.idpf.org/2008/embedding")
    assert text(zipped(BOOK | {"META-INF/encryption.xml": fonts})).startswith("# First")
    with pytest.raises(DocumentRejected, match="DRM") as caught:
        text(zipped(BOOK | {"META-INF/encryption.xml": LOCK.format("aes128-cbc")}))
    assert caught.value.reason == "password_protected"


@pytest.mark.parametrize(
    "members", [{}, {"META-INF/container.xml": "<container/>"}, {"META-INF/container.xml": "x"}]
)
def test_a_book_without_contents_is_unreadable(members: dict[str, str]) -> None:
    with pytest.raises(DocumentRejected) as caught:
        text(zipped(members))
    assert caught.value.reason == "unreadable"
