from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from local import routes, site
from local.settings import Settings

API = routes.Api({"paths": {"/api/bots": {}, "/auth/me": {}}})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(8000, pages=tmp_path)
    for file in (settings.app / "index.html", settings.widget / "docent.js"):
        file.parent.mkdir(parents=True)
        file.write_text(file.name)
    script = settings.app / "assets" / "index-Ab3_-x9Z.js"
    script.parent.mkdir()
    script.write_text("script")
    return settings


@pytest.fixture
def app(settings: Settings) -> TestClient:
    return TestClient(site.Builder(API, PlainTextResponse("gateway", 418), settings, "http://127.0.0.1:8002"))


@pytest.mark.parametrize("path", ["/api/bots", "/api/unknown", "/auth/me"])
def test_the_api_goes_to_the_gateway(app: TestClient, path: str):
    assert app.get(path).status_code == 418


@pytest.mark.parametrize("path", ["/", "/bots/bot_1/documents", "/index.html", "/apiary"])
def test_addresses_of_the_app_give_its_page(app: TestClient, path: str):
    answer = app.get(path)
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (
        200,
        "index.html",
        "no-cache",
    )
    assert "text/html" in answer.headers["content-type"]


def test_a_missing_file_is_not_a_page(app: TestClient):
    assert app.get("/assets/gone-12345678.js").status_code == 404


def test_nothing_outside_is_served(app: TestClient, tmp_path: Path):
    (tmp_path / "secret.txt").write_text("secret")
    for path in (
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/widget/../../secret.txt",
        "/widget/%2e%2e/secret.txt",
    ):
        assert "secret" not in app.get(path).text


def test_pages_take_no_posts(app: TestClient):
    assert app.post("/").status_code == 405


def test_hashed_files_are_kept_a_year(app: TestClient):
    assert "immutable" in app.get("/assets/index-Ab3_-x9Z.js").headers["cache-control"]


def test_the_policy_lets_the_app_post_documents_and_nothing_be_framed(app: TestClient):
    policy = app.get("/").headers["content-security-policy"]
    assert "connect-src 'self' http://127.0.0.1:8002;" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy


def test_the_configuration_is_this_machines(app: TestClient):
    answer = app.get("/config.json")
    assert answer.json() == {
        "api_url": "", "demo_url": "http://127.0.0.1:8001", "local": True,
        "signup_code_hint": "123456", "reset_code_hint": "654321",
    }  # fmt: skip
    assert answer.headers["cache-control"] == "no-store"


def test_any_site_may_load_the_widget(app: TestClient):
    answer = app.get("/widget/docent.js", headers={"origin": "http://elsewhere.example"})
    assert (answer.text, answer.headers["access-control-allow-origin"]) == ("docent.js", "*")


def test_the_built_version_of_the_widget_can_be_pinned(tmp_path: Path):
    assert site.pin(tmp_path) == ""
    (tmp_path / "manifest.json").write_text('{"version": "docent-Ab3dEf9x.js", "integrity": "sha384-x"}')
    assert site.pin(tmp_path) == "docent-Ab3dEf9x.js sha384-x"


def test_the_demo_site_runs_its_own_scripts_and_the_widget_only():
    answer = TestClient(site.Demo("http://127.0.0.1:8000")).get("/?bot=bot_1")
    assert (answer.status_code, "Fernwood" in answer.text) == (200, True)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self' http://127.0.0.1:8000;" in policy
    assert "unsafe" not in policy


def test_pages_come_compressed(app: TestClient, settings: Settings):
    (settings.app / "assets" / "index-Ab3_-x9Z.js").write_text("script;" * 1_000)
    answer = app.get("/assets/index-Ab3_-x9Z.js")
    assert answer.text == "script;" * 1_000
    assert int(answer.headers["content-length"]) < 1_000
