"""API keys of a bot: shown once, kept as a hash, good for what they were made for, revocable at once.

A key reads `dk_BOT_KEY_SECRET`: it names its bot and itself, so that finding it is one read by key.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from docent.errors import BadInput, Conflict, NotAllowed, NotSignedIn
from docent.gates import ApiKey, KeyRing, Keys
from docent.ids import new_id, now
from docent.model import Bot

SCOPES = ("chat", "search")
MOST_KEYS = 20
_MARK = "dk_"
_SHOWN_OF_SECRET = 4
_NOTED_EVERY = 300


def is_key(token: str) -> bool:
    """Whether a bearer token is an API key by its look."""
    return token.startswith(_MARK)


def make(bot: Bot, name: str, scopes: Sequence[str], *, ring: KeyRing) -> tuple[ApiKey, str]:
    """A new key of the bot and its text, which nobody can be shown again. Raises BadInput or Conflict."""
    if len(ring.of_bot(bot.bot_id)) >= MOST_KEYS:
        raise Conflict(
            f"A bot has {MOST_KEYS} keys at most. Revoke one that is not used.", code="too_many_keys"
        )
    key_id = new_id("key")
    head = f"{_MARK}{bot.bot_id.removeprefix('bot_')}_{key_id.removeprefix('key_')}_"
    text = head + secrets.token_urlsafe(32)
    shown = text[: len(head) + _SHOWN_OF_SECRET]
    key = ApiKey(bot.bot_id, key_id, name, checked_scopes(scopes), _digest(text), shown, now())
    ring.add(key)
    return key, text


def checked_scopes(scopes: Sequence[str]) -> tuple[str, ...]:
    """The scopes in one order, each once. Raises BadInput on one that there is not, or on none."""
    if not scopes or not set(scopes) <= set(SCOPES):
        raise BadInput(f"Give `scopes` as one or more of {', '.join(SCOPES)}.", field="scopes")
    return tuple(scope for scope in SCOPES if scope in scopes)


def opened(token: str, scope: str, *, keys: Keys) -> ApiKey:
    """The key that this is the text of. Raises NotSignedIn, or NotAllowed where it was not made for this."""
    key = _found(token, keys)
    if key is None or not hmac.compare_digest(key.digest, _digest(token)):
        raise NotSignedIn("This API key is not known here or was revoked. Make a new one in the Embed tab.")
    if scope not in key.scopes:
        raise NotAllowed(
            f"This API key was not made for {scope}. Make one that is in the Embed tab.", code="scope_missing"
        )
    if key.last_used_at < now(-_NOTED_EVERY):
        keys.used(key.bot_id, key.key_id, now())
    return key


def _found(token: str, keys: Keys) -> ApiKey | None:
    parts = token.removeprefix(_MARK).split("_", 2)
    if len(parts) != 3 or not all(part.isalnum() and part.isascii() and len(part) < 40 for part in parts[:2]):
        return None
    return keys.find(f"bot_{parts[0]}", f"key_{parts[1]}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
