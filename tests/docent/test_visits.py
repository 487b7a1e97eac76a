from __future__ import annotations

import pytest

from docent.errors import DocumentRejected
from docent.model import WebAnswer
from docent.visits import MOST_REDIRECTS, Visits
from tests.fakes import MemoryPages

SITE = "https://site.example"


@pytest.fixture
def web() -> MemoryPages:
    pages = MemoryPages()
    pages.put(f"{SITE}/", "home")
    return pages


def reason(web: MemoryPages, url: str, within: str = "") -> str:
    with pytest.raises(DocumentRejected) as caught:
        Visits(web).fetch(url, 1000, within)
    return caught.value.reason


def test_robots_is_read_once_a_site_and_kept(web: MemoryPages) -> None:
    web.put(f"{SITE}/robots.txt", "User-agent: *\nDisallow: /secret", "text/plain")
    web.put(f"{SITE}/secret", "hidden")
    visits = Visits(web)
    for _ in range(2):
        assert visits.fetch(f"{SITE}/", 1000).data == b"home"
        with pytest.raises(DocumentRejected) as caught:
            visits.fetch(f"{SITE}/secret", 1000)
        assert caught.value.reason == "robots_forbidden"
    assert web.asked == [f"{SITE}/robots.txt", f"{SITE}/", f"{SITE}/"]


def test_a_redirect_does_not_lead_around_robots(web: MemoryPages) -> None:
    web.put(f"{SITE}/robots.txt", "User-agent: docent\nDisallow: /secret", "text/plain")
    web.put(f"{SITE}/open", status=302, location="/secret")
    web.put(f"{SITE}/secret", "hidden")
    assert reason(web, f"{SITE}/open") == "robots_forbidden"
    assert f"{SITE}/secret" not in web.asked


@pytest.mark.parametrize("status", [500, 503, 429])
def test_where_robots_cannot_be_had_nothing_is_read(web: MemoryPages, status: int) -> None:
    web.put(f"{SITE}/robots.txt", status=status)
    assert reason(web, f"{SITE}/") == "unreachable"
    assert f"{SITE}/" not in web.asked


def test_redirects_are_followed_to_other_sites_and_no_further_than_five(web: MemoryPages) -> None:
    web.put("http://old.example/", status=301, location=f"{SITE}/")
    assert Visits(web).fetch("http://old.example/", 1000).url == f"{SITE}/"
    assert reason(web, "http://old.example/", "http://old.example") == "not_a_page"
    for n in range(MOST_REDIRECTS + 1):
        web.put(f"{SITE}/{n}", status=302, location=f"/{n + 1}")
    web.put(f"{SITE}/{MOST_REDIRECTS + 1}", "the end")
    assert Visits(web).fetch(f"{SITE}/1", 1000).data == b"the end"
    assert reason(web, f"{SITE}/0") == "unreachable"


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/"])
def test_a_redirect_inside_is_blocked(web: MemoryPages, target: str) -> None:
    web.put(f"{SITE}/go", status=302, location=target)
    assert reason(web, f"{SITE}/go") == "blocked_address"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://2130706433/", "https://a:b@x.example/"])
def test_a_redirect_to_nowhere_is_told(web: MemoryPages, target: str) -> None:
    web.put(f"{SITE}/go", status=302, location=target)
    assert reason(web, f"{SITE}/go") == "unreachable"


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [(404, "", "unreachable"), (403, "", "unreachable"), (500, "", "unreachable"), (200, " ", "empty")],
)
def test_answers_that_are_no_page(web: MemoryPages, status: int, body: str, told: str) -> None:
    web.put(f"{SITE}/a", body, status=status)
    assert reason(web, f"{SITE}/a") == told


def test_an_encoding_that_only_the_server_knows_is_kept(web: MemoryPages) -> None:
    text = "grüne Äpfel"
    web.put(f"{SITE}/a", text.encode("latin-1"), charset="iso-8859-1")
    assert Visits(web).fetch(f"{SITE}/a", 1000).data.decode("utf-8-sig") == text
    web.put(f"{SITE}/b", text.encode("latin-1"), charset="utf-8")
    assert Visits(web).fetch(f"{SITE}/b", 1000).data == text.encode("latin-1")


class Moody(MemoryPages):
    """Gives what is in `moods` first: a status, or nothing at all for 0."""

    def __init__(self, *moods: int, retry_after: int = 0) -> None:
        super().__init__()
        self.put(f"{SITE}/", "home")
        self.put(f"{SITE}/robots.txt", "", "text/plain")
        self.moods, self.retry_after = list(moods), retry_after

    def get(self, url: str, most: int) -> WebAnswer:
        if url.endswith("robots.txt") or not self.moods:
            return super().get(url, most)
        self.asked.append(url)
        if status := self.moods.pop(0):
            return WebAnswer(url, status, retry_after=self.retry_after)
        raise DocumentRejected("nobody there", code="unreachable")


@pytest.mark.parametrize(("mood", "retry_after", "wait"), [(503, 0, 2), (0, 0, 2), (429, 7, 7)])
def test_what_a_site_cannot_give_for_the_moment_is_asked_for_once_more(
    mood: int, retry_after: int, wait: float
) -> None:
    web, pauses = Moody(mood, retry_after=retry_after), list[float]()
    assert Visits(web, pause=pauses.append).fetch(f"{SITE}/", 1000).data == b"home"
    assert pauses == [wait]


@pytest.mark.parametrize(
    ("moods", "retry_after", "times"),
    [((503, 503, 503), 0, 2), ((0, 0, 0), 0, 2), ((404, 404), 0, 1), ((429, 429), 3600, 1)],
)
def test_a_site_is_not_pestered(moods: tuple[int, ...], retry_after: int, times: int) -> None:
    web = Moody(*moods, retry_after=retry_after)
    with pytest.raises(DocumentRejected) as caught:
        Visits(web, pause=lambda seconds: None).fetch(f"{SITE}/", 1000)
    assert caught.value.reason == "unreachable"
    assert web.asked.count(f"{SITE}/") == times
    assert reason(Moody(503), f"{SITE}/") == "unreachable"  # nobody who waits for the answer waits longer
