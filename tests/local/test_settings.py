import os

import pytest

from local.settings import BadSetting, read, scrubbed


def test_nothing_leads_to_a_real_account():
    given = scrubbed({"AWS_PROFILE": "prod", "AWS_ENDPOINT_URL_S3": "https://real", "GEMINI_API_KEY": "k"})
    assert given["GEMINI_API_KEY"] == "k"
    assert {name: value for name, value in given.items() if name.startswith("AWS_")} == {
        "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }  # fmt: skip


def test_calls_on_this_machine_take_no_proxy():
    given = scrubbed({"HTTPS_PROXY": "http://proxy:3128", "no_proxy": "intranet"})
    assert given["NO_PROXY"] == given["no_proxy"] == "intranet,127.0.0.1,localhost"
    assert scrubbed({})["NO_PROXY"] == "127.0.0.1,localhost"


@pytest.mark.parametrize("text", ["eight", "80", "-1", "65534", "8000.0"])
def test_ports_that_are_none(text: str):
    with pytest.raises(BadSetting, match="1024 to 65533"):
        read({"DOCENT_PORT": text})


def test_defaults_are_in_the_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = read({"DOCENT_HOME": "here", "DOCENT_PORT": ""})
    assert settings.home == tmp_path / "here"
    assert (settings.origin, settings.demo_origin) == ("http://127.0.0.1:8000", "http://127.0.0.1:8001")
    assert (settings.model / "../../pyproject.toml").resolve().exists()
