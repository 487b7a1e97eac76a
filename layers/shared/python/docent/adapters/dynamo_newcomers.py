"""Who is still expected, in the table Newcomers: the key is a keyed hash of the address, the rest is sealed.

Who reads the table without the key (a parameter of its own, encrypted by KMS) learns neither who is in it nor
the hash of anybody's password. Sealed by AES-256-GCM, bound to the address.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import cached_property
from typing import Any

from docent.adapters.dynamo import call
from docent.errors import Unavailable
from docent.identity import Newcomer

_NONCE = 12


class DynamoNewcomers:
    """Satisfies Newcomers. `secret` gives what the keys are drawn from."""

    def __init__(self, client: Any, table: str, secret: Callable[[], str]) -> None:
        self._client, self._table, self._secret = client, table, secret

    def find(self, email: str) -> Newcomer | None:
        answer = call(self._client.get_item, TableName=self._table, Key=self._key(email), ConsistentRead=True)
        if "Item" not in answer or int(answer["Item"]["expires_at"]["N"]) <= time.time():
            return None
        values = json.loads(self._opened(email, answer["Item"]["sealed"]["B"]))
        return Newcomer(**{**values, "formerly": tuple(values["formerly"])})

    def keep(self, newcomer: Newcomer, lifetime_days: int) -> None:
        item = {
            **self._key(newcomer.email),
            "sealed": {"B": self._sealed(newcomer.email, json.dumps(asdict(newcomer)).encode())},
            "expires_at": {"N": str(int(time.time()) + lifetime_days * 86_400)},
        }
        call(self._client.put_item, TableName=self._table, Item=item)

    def erase(self, email: str) -> None:
        call(self._client.delete_item, TableName=self._table, Key=self._key(email))

    def _key(self, email: str) -> dict[str, Any]:
        digest = hmac.new(self._drawn("address"), email.encode(), hashlib.sha256).hexdigest()
        return {"person": {"S": digest}}

    def _drawn(self, purpose: str) -> bytes:
        """32 bytes for one purpose: HKDF-Expand with one block (RFC 5869) of a secret drawn at random."""
        return hmac.new(self._root, f"docent newcomers {purpose}".encode() + b"\1", hashlib.sha256).digest()

    @cached_property
    def _root(self) -> bytes:
        return hashlib.sha256(self._secret().encode()).digest()

    @cached_property
    def _cipher(self) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._drawn("seal"))

    def _sealed(self, email: str, data: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + bytes(self._cipher.encrypt(nonce, data, email.encode()))

    def _opened(self, email: str, data: bytes) -> bytes:
        from cryptography.exceptions import InvalidTag

        try:
            return bytes(self._cipher.decrypt(data[:_NONCE], data[_NONCE:], email.encode()))
        except InvalidTag as error:
            message = "What is kept of this person was sealed with another key. Run the move of users again."
            raise Unavailable(message) from error
