"""Tables of somebody's own making in Supabase's Postgres, and the mapping that says what is what."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg

TABLES = """
DROP TABLE IF EXISTS chatbots, files, messages;
CREATE TABLE chatbots (id serial, user_id uuid, title text, config jsonb, created_at timestamptz);
CREATE TABLE files (id serial, chatbot_id int, name text, storage_path text);
CREATE TABLE messages (
    id serial, session_id text, chatbot_id int, role text, content text, created_at timestamptz);
"""
OWNER = "6f1e0a7e-58b4-4c7e-9a55-0d3f5f8f6c11"
MAPPING = {
    "bots": {
        "table": "public.chatbots", "id": "id", "owner": "user_id", "name": "title",
        "instructions": "config.prompt", "created_at": "created_at",
    },
    "documents": {
        "table": "files", "id": "id", "bot": "chatbot_id", "filename": "name", "path": "storage_path",
    },
    "conversations": {
        "table": "messages", "id": "id", "bot": "chatbot_id", "conversation": "session_id", "role": "role",
        "content": "content", "created_at": "created_at",
    },
}  # fmt: skip


def fill(url: str, mapping: Path) -> None:
    """Make the tables, and the mapping file."""
    mapping.write_text(json.dumps(MAPPING))
    with psycopg.connect(url) as connection:
        connection.execute(TABLES)
        run = connection.execute
        config, made = json.dumps({"prompt": "Be kind."}), "2025-03-01 10:00+01"
        run("INSERT INTO chatbots VALUES (7, %s, 'Shop', %s, %s)", [OWNER, config, made])
        said = "user Are you open?|assistant Yes.|user Hello?|user When?|ai At 9."
        for at, line in enumerate(said.split("|")):
            run(
                "INSERT INTO messages (session_id, chatbot_id, role, content, created_at)"
                " VALUES ('s1', 7, %s, %s, timestamptz '2025-03-02 10:00+00' + %s * interval '1 second')",
                [*line.split(" ", 1), at],
            )
        run("INSERT INTO messages VALUES (99, 's2', 8, 'user', 'Who?', '2025-03-03 10:00+00')")
        run("INSERT INTO messages VALUES (100, 's2', 8, 'ai', 'I.', '2025-03-03 10:01+00')")
        run("INSERT INTO files VALUES (1, 7, 'hours.txt', 'a/hours.txt'), (2, 7, 'gone.pdf', 'a/gone.pdf')")
        run("INSERT INTO files VALUES (3, 7, 'manual-0.pdf', 'a/m.pdf'), (4, 7, 'song.mp3', 'a/hours.txt')")
