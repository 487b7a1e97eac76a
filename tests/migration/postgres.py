"""A real Postgres in a temporary folder, with Supabase's own auth schema where the test material is."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

MATERIAL = Path(os.environ.get("DOCENT_DATA", "/nonexistent")) / "migration" / "supabase-auth-migrations"


def programs() -> Path | None:
    """Where initdb and pg_ctl are; None where there is no Postgres."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Its address, by a socket in `folder`; skips the test where there is no Postgres."""
    bin = programs()
    if bin is None:
        pytest.skip("there is no Postgres here: install Debian's package postgresql")
    who = _unprivileged(folder)
    data = folder / "data"
    run(who, [bin / "initdb", "-D", data, "-A", "trust", "-U", "supabase", "-E", "UTF8", "--no-sync"])
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off"
    run(who, [bin / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", options, "start"])
    try:
        yield f"postgresql:///postgres?host={folder}&user=supabase"
    finally:
        run(who, [bin / "pg_ctl", "-D", data, "-m", "immediate", "stop"])


def run(who: Sequence[str], command: Sequence[str | Path]) -> None:
    done = subprocess.run([*who, *map(str, command)], capture_output=True, text=True, timeout=120, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr


def _unprivileged(folder: Path) -> Sequence[str]:
    """What to put before a command: Postgres refuses to be root's."""
    if os.geteuid() != 0:
        return ()
    nobody = next(each for each in ("postgres", "nobody") if any(p.pw_name == each for p in pwd.getpwall()))
    account = pwd.getpwnam(nobody)
    os.chown(folder, account.pw_uid, account.pw_gid)
    for parent in (folder, *folder.parents):  # pytest's own folders are closed to others
        if parent.owner() == "root" and parent != Path("/") and not parent.stat().st_mode & 1:
            parent.chmod(parent.stat().st_mode | 0o011)
    return ("setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")


# The columns that the move reads, for where Supabase's own migrations are not at hand.
_PLAIN = """
CREATE TABLE auth.users (
    instance_id uuid, id uuid PRIMARY KEY, aud text, role text, email text, encrypted_password text,
    email_confirmed_at timestamptz, last_sign_in_at timestamptz, raw_app_meta_data jsonb,
    raw_user_meta_data jsonb, created_at timestamptz, updated_at timestamptz, phone text,
    banned_until timestamptz, is_sso_user bool NOT NULL DEFAULT false, deleted_at timestamptz,
    is_anonymous bool NOT NULL DEFAULT false);
CREATE TABLE auth.identities (
    provider_id text NOT NULL, user_id uuid NOT NULL REFERENCES auth.users, identity_data jsonb NOT NULL,
    provider text NOT NULL, created_at timestamptz, updated_at timestamptz, UNIQUE (provider_id, provider));
CREATE TABLE auth.mfa_factors (
    id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users, factor_type text, status text,
    created_at timestamptz, updated_at timestamptz)"""


def supabase_schema(url: str) -> None:
    """Supabase's own migrations, in their order, in the schema auth; or the columns that are read."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE postgres SUPERUSER")
        connection.execute("CREATE SCHEMA auth")
        connection.execute("SET search_path TO auth, public")
        if not MATERIAL.is_dir():
            connection.execute(_PLAIN)
            return
        for path in sorted(MATERIAL.glob("*.sql")):
            text = re.sub(r'{{ ?index .Options "Namespace" ?}}', "auth", path.read_text())
            connection.execute(text.encode())
