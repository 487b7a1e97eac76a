"""What every Pages must do."""

from __future__ import annotations

import pytest

from docent.errors import DocumentRejected
from docent.ports import Pages


class PagesContract:
    """`site` is an origin that serves /page (HTML "<p>Hello"), and /moved, which leads to /page."""

    @pytest.fixture
    def pages(self) -> Pages:
        raise NotImplementedError

    @pytest.fixture
    def site(self) -> str:
        raise NotImplementedError

    def test_gives_what_the_server_said(self, pages: Pages, site: str) -> None:
        answer = pages.get(f"{site}/page", 100)
        assert (answer.url, answer.status, answer.data) == (f"{site}/page", 200, b"<p>Hello")
        assert (answer.content_type, answer.location) == ("text/html", "")

    def test_a_redirect_is_told_and_not_followed(self, pages: Pages, site: str) -> None:
        answer = pages.get(f"{site}/moved", 100)
        assert (answer.status, answer.location, answer.data) == (302, "/page", b"")

    def test_what_is_not_there_is_an_answer_too(self, pages: Pages, site: str) -> None:
        assert pages.get(f"{site}/nothing", 100).status == 404

    def test_more_than_asked_for_is_refused(self, pages: Pages, site: str) -> None:
        with pytest.raises(DocumentRejected) as caught:
            pages.get(f"{site}/page", 7)
        assert caught.value.reason == "too_large"

    def test_a_site_that_is_not_there(self, pages: Pages) -> None:
        with pytest.raises(DocumentRejected) as caught:
            pages.get("http://nowhere.invalid/", 100)
        assert caught.value.reason == "unreachable"
