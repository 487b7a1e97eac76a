"""People who come over from the system before this one: with their password, once, at their first sign-in.

Also what they owned there: until they come, it is kept under the id they had.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace

from docent.errors import NotFound, WrongCredentials
from docent.identity import Newcomer, Newcomers, User
from docent.ids import now
from docent.ports import Bots, BotWriter

LIFETIME_DAYS = 365
_AFTERWARDS_DAYS = 1
_OWNERS = "former_"
# Of a password that nobody knows: to look up an address takes as long whether somebody is behind it or not.
_NOBODYS = "$2b$10$L1IZI6nKSspz3Wyg/CLWpedYsR/o8zsNipvhLWlC7qFqaU3HIEYvO"


def address(email: str) -> str:
    """The address as it is looked up: one spelling of what people take for the same."""
    return unicodedata.normalize("NFC", email.strip()).lower()


def come(email: str, password: str, *, newcomers: Newcomers, fits: Callable[[str, str], bool]) -> Newcomer:
    """Who comes with this password. `fits(password, hash)`. Raises WrongCredentials.

    The hash is forgotten then. For a day more they are known without it: if their account could not be made
    after all, they get in by "Forgot your password?".
    """
    newcomer = newcomers.find(address(email))
    known = newcomer.password_hash if newcomer else ""
    right = fits(password, known or _NOBODYS)
    if newcomer is None or not known or not right or _barred(newcomer):
        raise WrongCredentials("E-mail or password is wrong.")
    newcomers.keep(replace(newcomer, password_hash=""), _AFTERWARDS_DAYS)
    return newcomer


def forgot(email: str, *, newcomers: Newcomers) -> Newcomer:
    """Who asks for a new password; the hash of the old one is forgotten. Raises NotFound."""
    newcomer = newcomers.find(address(email))
    if newcomer is None or _barred(newcomer):
        raise NotFound("Nobody of this address is expected.")
    if newcomer.password_hash:
        newcomers.keep(replace(newcomer, password_hash=""), LIFETIME_DAYS)
    return newcomer


def _barred(newcomer: Newcomer) -> bool:
    return newcomer.banned_until > now()  # as texts: `infinity` comes after every moment


def owner(former_id: str) -> str:
    """Whom things belong to whose owner had this id before, until they come over."""
    return f"{_OWNERS}{former_id}"


def inherit(user: User, *, bots: Bots, writer: BotWriter) -> int:
    """Give a user what is kept for who they were; how many bots that is. May be done again at any time."""
    return sum(_moved(former_id, user, bots, writer) for former_id in user.formerly)


def _moved(former_id: str, user: User, bots: Bots, writer: BotWriter) -> int:
    count, after = 0, ""
    while True:
        page = bots.owned_by(owner(former_id), after)
        count += sum(_given(bot.bot_id, former_id, user, writer) for bot in page.items)
        if not page.next:
            return count
        after = page.next


def _given(bot_id: str, former_id: str, user: User, writer: BotWriter) -> bool:
    try:
        writer.change(bot_id, owner(former_id), {"user_id": user.user_id})
    except NotFound:  # another sign-in came first
        return False
    return True
