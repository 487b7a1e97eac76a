"""Postgres, and the account that holds the user pool: its trigger looks there for who is expected."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from docent.wiring import wired
from tests.caller import Person
from tests.emulator import Emulator
from tests.migration import postgres, shop


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="docent-pg-") as folder, postgres.running(Path(folder)) as url:
        yield url


@pytest.fixture
def supabase(server: str) -> str:
    """The address of a database with an empty auth schema."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS auth CASCADE")
        connection.execute("DROP ROLE IF EXISTS postgres")
    postgres.supabase_schema(server)
    return server


@pytest.fixture
def deployment(cloud: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    for name, value in cloud.env.items():
        monkeypatch.setenv(name, value)
    cloud.wire()
    yield cloud
    client, table = cloud.client("dynamodb"), cloud.shared.outputs["NewcomersTable"]
    for item in client.scan(TableName=table)["Items"]:  # or every wrong address would be asked about
        client.delete_item(TableName=table, Key={"person": item["person"]})
    wired.cache_clear()


@pytest.fixture
def caller(deployment: Emulator) -> Person:
    return Person(deployment.shared)


@pytest.fixture
def source(server: str, tmp_path: Path) -> str:
    """A database with the tables of a shop, whose mapping is mapping.json."""
    shop.fill(server, tmp_path / "mapping.json")
    return server


@pytest.fixture
def resident(caller: Person) -> Person:
    """Somebody signed in, in the account that holds the user pool."""
    return caller.sign_in()
