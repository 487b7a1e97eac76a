from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from docent.adapters.cognito_tokens import CognitoTokens
from docent.errors import NotSignedIn, Unavailable
from tests.contracts.tokens import AccessTokensContract
from tests.fakes import NamedUsers

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool"
KEY = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)


def signed(key: Any = KEY, kid: str = "k1", algorithm: str = "RS256", **changed: Any) -> str:
    claims = {
        "iss": ISSUER, "sub": "ann", "token_use": "access", "client_id": "app",
        "cognito:groups": ["builder"], "exp": time.time() + 60, **changed,
    }  # fmt: skip
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm=algorithm, headers={"kid": kid})


@pytest.fixture
def jwks_url() -> Iterator[str]:
    """A user pool's published keys, on loopback."""
    keys = {
        "keys": [
            {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "k1", "use": "sig"}
        ]
    }

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(keys).encode())

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/jwks.json"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def cognito_tokens(jwks_url: str) -> CognitoTokens:
    return CognitoTokens(ISSUER, "app", jwks_url)


class TestCognitoTokens(AccessTokensContract):
    @pytest.fixture
    def tokens(self, cognito_tokens: CognitoTokens) -> CognitoTokens:
        return cognito_tokens

    @pytest.fixture
    def ann(self) -> str:
        return signed()


class TestNamedUsers(AccessTokensContract):
    @pytest.fixture
    def tokens(self) -> NamedUsers:
        return NamedUsers("ann")

    @pytest.fixture
    def ann(self) -> str:
        return "ann"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": ISSUER + "2"}, {"iss": None}, {"token_use": "id"}, {"token_use": None},
        {"client_id": "other"},
        {"exp": None}, {"exp": 1}, {"exp": True}, {"exp": "soon"},
        {"sub": None}, {"sub": ""},
        {"nbf": time.time() + 86_400}, {"key": OTHER}, {"kid": "k2"},
    ],
)  # fmt: skip
def test_refuses_what_is_not_for_us(cognito_tokens: CognitoTokens, changed: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        cognito_tokens.user_id(signed(**changed))


def test_says_that_a_session_has_run_out(cognito_tokens: CognitoTokens) -> None:
    with pytest.raises(NotSignedIn) as refused:
        cognito_tokens.user_id(signed(exp=1))
    assert refused.value.code == "token_expired"


def test_keys_that_cannot_be_fetched_are_not_the_callers_fault() -> None:
    with pytest.raises(Unavailable):
        CognitoTokens(ISSUER, "app", "http://127.0.0.1:9/jwks.json").user_id(signed())


def test_a_payload_that_is_no_object_is_nobody(cognito_tokens: CognitoTokens) -> None:
    for payload in (b"foo", b"[]", b'"ann"', b"[" * 3000):
        with pytest.raises(NotSignedIn):
            cognito_tokens.user_id(jwt.PyJWS().encode(payload, KEY, "RS256", {"kid": "k1"}))
