from dataclasses import replace

from docent import hosted
from tests.contracts.bots import some_bot

PLACES = {"widget_url": "https://w.example/docent.js", "api_url": "https://api.example/prod"}


def test_only_sites_that_may_embed_the_bot_may_frame_it():
    bot = some_bot(allowed_origins=("https://a.example", "https://*.b.example"))
    policy = hosted.page(bot, **PLACES).policy
    assert policy.endswith("frame-ancestors https://a.example https://*.b.example")
    assert "connect-src https://api.example;" in policy
    assert hosted.page(some_bot(), **PLACES).policy.endswith("frame-ancestors 'none'")


def test_each_page_has_a_nonce_of_its_own_and_a_name_is_text():
    pages = [hosted.page(replace(some_bot(), name="<b>&"), **PLACES) for _ in range(2)]
    nonces = {page.policy.partition("'nonce-")[2].partition("'")[0] for page in pages}
    assert len(nonces) == 2
    assert all(any(f'nonce="{nonce}"' in page.html for nonce in nonces) for page in pages)
    assert "<title>&lt;b&gt;&amp;</title>" in pages[0].html


def test_a_page_that_is_not_there_says_so():
    assert "Ask who gave you the link" in hosted.absent().html


def test_it_speaks_the_bots_language():
    assert (
        'data-mode="page" data-language="de"></script>'
        in hosted.page(some_bot(theme={"language": "de"}), **PLACES).html
    )
