"""Signatures: what is refused before, at and after the key. Full lists where DOCENT_DATA holds them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from docent.adapters import jws
from docent.adapters.jws import SignedTokens
from docent.errors import NotSignedIn, Unavailable
from tests.website import Page, Site, website

KEY = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)
VECTORS = (
    Path(os.environ.get("DOCENT_DATA", "/nowhere")) / "attacks/jwt/wycheproof_json_web_signature_test.json"
)


def public(key: Any = KEY, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    made.pop("key_ops", None)
    return {**made, "kid": "k1", "use": "sig", **more}


def signed(payload: bytes = b"foo", key: Any = KEY, algorithm: str = "RS256", **headers: Any) -> str:
    return jwt.PyJWS().encode(payload, key, algorithm, {"kid": "k1", **headers})


@pytest.fixture
def site() -> Iterator[Site]:
    with website() as site:
        publish(site, public())
        yield site


def publish(site: Site, *keys: Mapping[str, Any]) -> None:
    site.put("/jwks.json", json.dumps({"keys": keys}), "application/json")


@pytest.fixture
def tokens(site: Site) -> SignedTokens:
    return SignedTokens(f"{site.url}/jwks.json")


def test_gives_what_was_signed(tokens: SignedTokens) -> None:
    assert tokens.payload(signed()) == b"foo"


@pytest.mark.parametrize(
    "made",
    [
        {"key": OTHER},
        {"algorithm": "RS384"},
        {"algorithm": "PS256"},
        {"key": ec.generate_private_key(ec.SECP256R1()), "algorithm": "ES256"},
        {"kid": "k2"},
        {"kid": "../../k1"},
        {"crit": ["exp"], "exp": 1},
        {"crit": []},
    ],
)
def test_refuses_other_keys_and_algorithms(tokens: SignedTokens, made: dict[str, Any]) -> None:
    refused(tokens, signed(**made))


def test_a_header_that_brings_its_own_key_is_not_asked(tokens: SignedTokens, site: Site) -> None:
    brought = {
        "jwk": public(OTHER),
        "jku": f"{site.url}/evil.json",
        "x5u": f"{site.url}/evil.pem",
        "x5c": ["x"],
    }
    refused(tokens, signed(key=OTHER, **brought))
    assert tokens.payload(signed(**brought)) == b"foo"
    assert set(site.paths) == {"/jwks.json"}


def test_the_public_key_is_no_shared_secret(tokens: SignedTokens) -> None:
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = ".".join(map(encoded, (b'{"alg":"HS256","kid":"k1"}', b"foo")))
    refused(tokens, f"{head}.{encoded(hmac.new(pem, head.encode(), hashlib.sha256).digest())}")


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "NONE", "", "RS256 ", "rs256"])
def test_an_unsigned_token_is_nobodys(tokens: SignedTokens, algorithm: str) -> None:
    head = encoded(json.dumps({"alg": algorithm, "kid": "k1"}).encode())
    refused(tokens, f"{head}.{encoded(b'foo')}.")
    refused(tokens, f"{head}.{encoded(b'foo')}.{signed().rpartition('.')[2]}")


@pytest.mark.parametrize(
    "wrong", [{"use": "enc"}, {"key_ops": ["encrypt"]}, {"alg": "RS512"}, {"alg": "RSA-OAEP"}, {"kty": "EC"}]
)
def test_a_key_for_something_else_proves_nothing(site: Site, wrong: dict[str, Any]) -> None:
    publish(site, public(**wrong), public(OTHER, kid="k2"))
    refused(SignedTokens(f"{site.url}/jwks.json"), signed())


def test_each_part_has_one_right_spelling(tokens: SignedTokens) -> None:
    head, payload, signature = signed().split(".")
    last = signature[:-1] + {"A": "B", "Q": "R", "g": "h", "w": "x"}[signature[-1]]
    for token in (
        f"{head}=.{payload}.{signature}", f"{head}.{payload}=.{signature}", f"{head}.{payload}.{signature}==",
        f"{head}.{payload}.{signature}\n", f" {head}.{payload}.{signature}", f"{head}.{payload}.{last}",
        f"{head}.{payload}.{signature}.", f"{head}.{payload}", f"{head}.{payload}..{signature}",
    ):  # fmt: skip
        refused(tokens, token)


def test_a_huge_token_is_not_even_split(site: Site) -> None:
    refused(SignedTokens(f"{site.url}/jwks.json"), signed(b"x" * jws.LONGEST))
    assert site.paths == []


def test_a_new_key_is_found_and_strangers_cannot_drive_fetches(site: Site) -> None:
    moment = [0.0]
    tokens = SignedTokens(f"{site.url}/jwks.json", lambda: moment[0])
    tokens.payload(signed())
    publish(site, public(), public(OTHER, kid="k2"))
    assert tokens.payload(signed(key=OTHER, kid="k2")) == b"foo"
    for number in range(50):
        refused(tokens, signed(kid=f"made-up-{number}"))
    assert len(site.paths) == 2
    moment[0] = jws.COOL_DOWN
    refused(tokens, signed(kid="made-up"))
    refused(tokens, signed(kid="made-up"))
    assert len(site.paths) == 3


def test_an_outage_neither_forgets_keys_nor_is_asked_again_at_once(site: Site) -> None:
    moment = [0.0]
    tokens = SignedTokens(f"{site.url}/jwks.json", lambda: moment[0])
    tokens.payload(signed())
    site.pages["/jwks.json"] = Page(status=500)
    with pytest.raises(Unavailable):
        tokens.payload(signed(kid="k2"))
    refused(tokens, signed(kid="k2"))
    assert len(site.paths) == 2
    assert tokens.payload(signed()) == b"foo"


def test_keys_that_are_expected_are_fetched_before_they_are_asked_for_and_once(site: Site) -> None:
    tokens = SignedTokens(f"{site.url}/jwks.json")
    tokens.expect()
    tokens.expect()
    site.wait_for("/jwks.json")
    assert tokens.payload(signed()) == b"foo"
    tokens.expect()
    assert tokens.payload(signed()) == b"foo"
    assert site.paths == ["/jwks.json"]


def test_a_fetch_that_was_begun_and_failed_is_done_again(site: Site) -> None:
    good, site.pages["/jwks.json"] = site.pages["/jwks.json"], Page(status=500)
    tokens = SignedTokens(f"{site.url}/jwks.json")
    tokens.expect()
    site.wait_for("/jwks.json")
    with pytest.raises(Unavailable):
        tokens.payload(signed())
    tokens.expect()
    site.wait_for(*["/jwks.json"] * 3)
    site.pages["/jwks.json"] = good
    assert tokens.payload(signed()) == b"foo"


def refused(tokens: SignedTokens, token: str) -> None:
    with pytest.raises(NotSignedIn):
        tokens.payload(token)


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.skipif(not VECTORS.exists(), reason="DOCENT_DATA holds no vectors")
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_wycheproofs_vectors(site: Site) -> None:
    accepted = set()
    for group in json.loads(VECTORS.read_text())["testGroups"]:
        publish(site, {"kid": "none", **(group.get("public") or group["private"])})
        for test in group["tests"]:
            try:
                SignedTokens(f"{site.url}/jwks.json").payload(test["jws"])
            except NotSignedIn:
                continue
            assert (test["result"], group["comment"].lower()[:7]) in {
                ("valid", "rs256"),
                ("valid", "rfc7520"),
            }
            accepted.add(test["tcId"])
    assert len(accepted) == RS256_WITH_A_KEY_ID


RS256_WITH_A_KEY_ID = 8
