"""People of every kind, as Supabase keeps them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any

import bcrypt

NOW, LATER = "2026-01-01 00:00:00+00", "2099-01-01 00:00:00+00"


def hashed(password: str, cost: int = 4) -> str:
    """By bcrypt, as Supabase writes it ($2a$)."""
    return "$2a$" + bcrypt.hashpw(password.encode(), bcrypt.gensalt(cost)).decode()[4:]


def person(number: int, **more: Any) -> dict[str, Any]:
    """A row of auth.users: `number` makes its id and address; somebody with a password, confirmed."""
    id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"person {number}"))
    return {
        "instance_id": str(uuid.UUID(int=0)), "id": id, "aud": "authenticated", "role": "authenticated",
        "email": f"person-{number}-{id[:8]}@example.com", "encrypted_password": "", "email_confirmed_at": NOW,
        "last_sign_in_at": NOW, "created_at": NOW, "updated_at": NOW,
        "raw_app_meta_data": {"provider": "email", "providers": ["email"]},
        "raw_user_meta_data": {"full_name": f"Person {number}"},
        "phone": None, "banned_until": None, "deleted_at": None, "is_sso_user": False, "is_anonymous": False,
        **more,
    }  # fmt: skip


def odd(first: int, password_hash: str) -> list[dict[str, Any]]:
    """One of each kind that is not plainly moved; their numbers begin with `first`."""
    github = {"provider": "github", "providers": ["github"]}
    kinds: list[dict[str, Any]] = [
        {"email_confirmed_at": None}, {"banned_until": LATER}, {"deleted_at": NOW},
        {"email": None, "phone": f"4930{first:07}"}, {"is_sso_user": True, "encrypted_password": ""},
        {"encrypted_password": "", "raw_app_meta_data": github},
        {"encrypted_password": "$argon2id$v=19$m=65536,t=3,p=2$c2FsdA$aGFzaA"},
        {"email": None, "is_anonymous": True}, {"email": f"no address {first}"},
        {"email": f"jürgen-{first}@exämple.de"},
    ]  # fmt: skip
    return [
        person(number, **{"encrypted_password": password_hash, **kind})
        for number, kind in enumerate(kinds, first)
    ]


def fill(url: str, people: Iterable[dict[str, Any]]) -> None:
    """Put rows into auth.users, with an identity each provider."""
    import psycopg

    rows = list(people)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        names = list(rows[0])
        marks = ", ".join(["%s"] * len(names))
        query = f"INSERT INTO auth.users ({', '.join(names)}) VALUES ({marks})"
        cursor.executemany(query, [[_plain(row[name]) for name in names] for row in rows])
        cursor.executemany(
            "INSERT INTO auth.identities (provider_id, user_id, identity_data, provider)"
            " VALUES (%s, %s, '{}', %s)",
            [(row["id"], row["id"], each) for row in rows for each in row["raw_app_meta_data"]["providers"]],
        )


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict) else value
