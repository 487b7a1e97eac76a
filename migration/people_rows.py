"""One row of auth.users, from wherever, as an account: exports are not always what their header says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from migration.people import BCRYPT, Former

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NIL = "00000000-0000-0000-0000-000000000000"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|infinity")
NEEDED = ("encrypted_password", "banned_until", "deleted_at")
_TRUE = {"t", "true", "1", "yes"}
_FLAGS = _TRUE | {"f", "false", "0", "no"}
_FURTHEST = 4
_DECIDE = {"email_confirmed_at", "confirmed_at", "banned_until", "deleted_at", "is_sso_user", "is_anonymous"}


class Unreadable(ValueError):
    """Raised for a row that is no account; the message says why."""


def former(row: Mapping[str, Any], notes: Sequence[str] = ()) -> Former:
    """The account of a row, by the names that auth.users and Supabase's admin API give its fields.

    Raises Unreadable.
    """
    found = _Row(row, list(notes))
    id = found.text("id")
    if not _ID.fullmatch(id) or id == _NIL:
        raise Unreadable(f"there is no id: {id[:40]!r}" if id else "there is no id")
    app, about = (
        found.json("raw_app_meta_data", "app_metadata"),
        found.json("raw_user_meta_data", "user_metadata"),
    )
    identities = found.json("identities")
    providers = (
        {str(each.get("provider") or "") for each in identities} if isinstance(identities, list) else set()
    )
    listed = app.get("providers") if isinstance(app, dict) else None
    providers |= set(map(str, listed)) if isinstance(listed, list) else set()
    return Former(
        id=id.lower(), email=found.text("email"), phone=found.text("phone"),
        password_hash=found.text("encrypted_password"),
        confirmed_at=found.moment(*_confirmed(row)),
        banned_until=found.moment("banned_until"), deleted_at=found.moment("deleted_at"),
        last_seen_at=found.moment("last_sign_in_at", "created_at"),
        name=_name(about), sso=found.flag("is_sso_user"), anonymous=found.flag("is_anonymous"),
        providers=tuple(sorted(filter(None, providers))), factors=int(found.text("factors") or 0),
        notes=tuple(found.notes), lacks=tuple(each for each in NEEDED if each not in row),
    )  # fmt: skip


def _confirmed(row: Mapping[str, Any]) -> list[str]:
    """Where it stands when the address was. `confirmed_at` is the earlier one of address and phone."""
    either = "email_confirmed_at" not in row and not row.get("phone_confirmed_at")
    return ["confirmed_at" if either else "email_confirmed_at"]


def aligned(header: Sequence[str], cells: Sequence[str]) -> tuple[dict[str, str], str]:
    """The cells by the name of their column, and a note where they stood so many columns aside of it.

    Exports put values beside their column where a header was cut, or a cell was left out in front. A row is
    moved only if its id, address, password, moments and flags fit at one place and no other, and as many
    cells stand there as columns: where one is missing in the middle nothing tells a ban from a deletion.
    Raises Unreadable.
    """
    anchors = [each for each in ("id", "email", "encrypted_password") if each in header]
    fits = [
        shift
        for shift in sorted(range(-_FURTHEST, _FURTHEST + 1), key=abs)
        if all(each in _cut(header, cells, shift) for each in anchors)
        and _fits(_cut(header, cells, shift), strictly=shift != 0)
    ]
    counted = f"{len(cells)} cells under {len(header)} columns"
    if 0 in fits and len(cells) == len(header):
        return _cut(header, cells, 0), ""
    if len(fits) == 1 and _whole(header, cells, fits[0]):
        moved = f"values stood {abs(fits[0])} columns {'right' if fits[0] > 0 else 'left'} of their header"
        return _cut(header, cells, fits[0]), moved if fits[0] else counted
    wrong = counted if len(cells) != len(header) else "values do not fit"
    where = "nowhere" if not fits else "at several places" if len(fits) > 1 else "there only in part"
    raise Unreadable(f"{wrong}, and they would fit {where}")


def _whole(header: Sequence[str], cells: Sequence[str], shift: int) -> bool:
    """Whether no cell is missing or too many in the middle: blank ones behind are no matter, nor is it when
    just as many fell off at one end as came at the other, unless they decide about the account.
    """
    if shift and len(cells) == len(header):
        return not _DECIDE & set(header[len(header) - shift :] if shift > 0 else ())
    return len(cells) >= len(header) + shift and not any(cells[len(header) + shift :])


def _cut(header: Sequence[str], cells: Sequence[str], shift: int) -> dict[str, str]:
    """The cell `shift` places right of its column, for each column that has one."""
    return {name: cells[at + shift] for at, name in enumerate(header) if 0 <= at + shift < len(cells)}


def _fits(row: Mapping[str, str], *, strictly: bool) -> bool:
    """Whether each value is of its column's kind. Strictly, an address has to look like one."""
    id, email = row.get("id", ""), row.get("email", "")
    hashed = row.get("encrypted_password", "")
    moments = [value for name, value in row.items() if name.endswith(("_at", "_until"))]
    flags = [value.lower() for name, value in row.items() if name.startswith("is_")]
    return bool(
        _ID.fullmatch(id) and id != _NIL
        and (not email or "@" in email or not (strictly or _ID.fullmatch(email) or _MOMENT.match(email)))
        and not BCRYPT.fullmatch(email)
        and (not hashed or hashed[0] == "$" or (len(hashed) > 20 and not _ID.fullmatch(hashed)))
        and all(_empty(each) or _MOMENT.match(each) for each in moments)
        and all(_empty(each) or each in _FLAGS for each in flags)
    )  # fmt: skip


def _empty(value: str) -> bool:
    return not value or value.upper() == "NULL"


class _Row:
    def __init__(self, row: Mapping[str, Any], notes: list[str]) -> None:
        self._row, self.notes = row, notes

    def text(self, name: str) -> str:
        value = self._row.get(name)
        text = "" if value is None else str(value).strip()
        return "" if text.upper() == "NULL" else text

    def moment(self, *names: str) -> str:
        """The first that is there, as ISO 8601 in UTC as far as the export tells."""
        return next((each.replace(" ", "T", 1) for each in map(self.text, names) if each), "")

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in _TRUE

    def json(self, *names: str) -> Any:
        """An object or list; empty, with a note, where it is broken."""
        for name in names:
            value = self._row.get(name)
            if isinstance(value, dict | list):
                return value
            if not self.text(name):
                continue
            try:
                return json.loads(self.text(name))
            except ValueError:
                self.notes.append(f"{name} is broken JSON and was left out")
        return {}


def _name(about: Any) -> str:
    if not isinstance(about, dict):
        return ""
    found = next((about[each] for each in ("full_name", "name", "display_name") if about.get(each)), "")
    return " ".join(str(found).split())[:100]
