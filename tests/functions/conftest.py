from __future__ import annotations

import pytest

from tests.caller import Person
from tests.files import pdf
from tests.functions.test_keys import made


@pytest.fixture
def anns(ann: Person) -> dict[str, str]:
    """Ids of Ann's."""
    bot_id = ann.bot(name="ANNS-SECRET")
    document = ann.upload(bot_id, "rules.pdf", pdf("The deposit is fifty euros."))
    key_id = made(ann, bot_id)["key_id"]
    told = ann.ask(bot_id, "Is there a moon?").json
    chunks = "/api/bots/{bot_id}/documents/{document_id}/chunks"
    (chunk, *_) = ann.call("bots", "GET", chunks, bot_id=bot_id, document_id=document["document_id"]).json[
        "chunks"
    ]
    pinned = {"question": "Is there a sun?", "refusal": True}
    tested = ann.call("bots", "POST", "/api/bots/{bot_id}/tests", pinned, bot_id=bot_id).json
    moving = ann.call("upload", "POST", "/api/bots/{bot_id}/export", bot_id=bot_id).json
    ann.read_all()
    return {
        "bot_id": bot_id, "document_id": document["document_id"], "key_id": key_id,
        "conversation_id": told["conversation_id"], "message_id": told["message_id"],
        "transfer_id": moving["transfer_id"],
        "member_id": f"mem_{'1' * 26}", "test_id": tested["test_id"], "chunk_id": chunk["chunk_id"],
    }  # fmt: skip
