"""Turns in the table Conversations: PK bot_id, SK `<conversation>#<message>`, forgotten by TTL.

Whoever erases leaves a mark first (SK `gone#<conversation>`, `gone#` for all of a bot), and whoever records
looks for it last: so an answer that was under way meanwhile does not come back.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any

from docent.adapters.dynamo import call, from_item, query, read_all, to_item, write_all
from docent.conversation import PERSON, Begun, Citation, Todo, Turn
from docent.errors import Conflict


class DynamoConversations:
    """Satisfies Conversations, Transcripts, Turns, ConversationLog, OwnConversations, Feedback, Contacts,
    Restorer and TodoList."""

    def __init__(self, client: Any, table: str) -> None:
        self._client, self._table = client, table

    def record(self, turn: Turn, lifetime_days: int) -> None:
        item = {
            **asdict(turn),
            "turn_id": f"{turn.conversation_id}#{turn.message_id}",
            "expires_at": int(time.time()) + lifetime_days * 86_400,
        }
        call(self._client.put_item, TableName=self._table, Item=to_item(item))
        if not turn.answered and not turn.stopped:
            self._do(turn, "unanswered", "", item["expires_at"])
        if turn.asker.startswith(PERSON):
            self._list(turn, item["expires_at"])
        marks = [_key(turn.bot_id, f"gone#{each}") for each in (turn.conversation_id, "")]
        if read_all(self._client, self._table, marks, consistent=True):
            self._remove(turn.bot_id, turn.conversation_id)

    def restore(self, turns: Sequence[tuple[Turn, str]], lifetime_days: int) -> None:
        items: list[dict[str, Any]] = []
        for turn, reason in turns:
            expires_at = int(datetime.fromisoformat(turn.created_at).timestamp()) + lifetime_days * 86_400
            if expires_at > time.time():
                turn_id = f"{turn.conversation_id}#{turn.message_id}"
                items.append({**asdict(turn), "turn_id": turn_id, "expires_at": expires_at})
                items += [_todo_item(turn, reason, turn.comment, expires_at)] * bool(reason)
                if turn.asker.startswith(PERSON):
                    self._list(turn, expires_at)
        write_all(self._client, self._table, ({"PutRequest": {"Item": to_item(item)}} for item in items))

    def recent(self, bot_id: str, conversation_id: str, limit: int) -> Sequence[Turn]:
        page = call(
            self._client.query,
            TableName=self._table, ScanIndexForward=False, Limit=limit, ConsistentRead=True,
            KeyConditionExpression="bot_id = :bot AND begins_with(turn_id, :conversation)",
            ExpressionAttributeValues={":bot": {"S": bot_id}, ":conversation": {"S": f"{conversation_id}#"}},
        )  # fmt: skip
        return list(_turns(reversed(page["Items"])))

    def find(self, bot_id: str, conversation_id: str, message_id: str) -> Turn | None:
        key = {"bot_id": {"S": bot_id}, "turn_id": {"S": f"{conversation_id}#{message_id}"}}
        answer = call(self._client.get_item, TableName=self._table, Key=key, ConsistentRead=True)
        return next(_turns([answer["Item"]] if "Item" in answer else []), None)

    def newest(self, bot_id: str, start: str = "", before: str = "") -> Iterator[Turn]:
        items = query(
            self._client,
            TableName=self._table, ScanIndexForward=False, Limit=_PAGE,
            KeyConditionExpression="bot_id = :bot AND turn_id BETWEEN :start AND :end",
            ExpressionAttributeValues={
                # "con_" sorts before every conversation, "con`" behind; "#" before every turn of one.
                ":bot": {"S": bot_id}, ":start": {"S": start or "con_"},
                ":end": {"S": f"{before}#" if before else "con`"},
            },
        )  # fmt: skip
        return _turns(items)

    def turns(self, bot_id: str, conversation_id: str) -> Sequence[Turn]:
        return list(_turns(self._beginning(bot_id, f"{conversation_id}#")))

    def forget(self, bot_id: str, conversation_id: str) -> None:
        self._mark(bot_id, conversation_id)
        self._remove(bot_id, conversation_id)

    def _remove(self, bot_id: str, conversation_id: str) -> None:
        turns = [_turn(from_item(item)) for item in self._beginning(bot_id, f"{conversation_id}#")]
        live = self._beginning(bot_id, f"live#{conversation_id}#", ProjectionExpression="bot_id, turn_id")
        keys = [_key(bot_id, f"{conversation_id}#{turn.message_id}") for turn in turns]
        keys += [_key(bot_id, f"todo#{turn.message_id}") for turn in turns]
        keys += {turn.asker: _key(bot_id, f"mine#{turn.asker}#{conversation_id}") for turn in turns}.values()
        write_all(self._client, self._table, ({"DeleteRequest": {"Key": key}} for key in [*keys, *live]))

    def begun(self, bot_id: str, asker: str, limit: int) -> Sequence[Begun]:
        items = self._beginning(bot_id, f"mine#{asker}#", ScanIndexForward=False, Limit=limit)
        return [_begun(values) for values in islice(_fresh(items), limit)]

    def asked(self, message_id: str) -> Turn | None:
        page = call(
            self._client.query,
            TableName=self._table, IndexName="message-index",
            KeyConditionExpression="message_id = :message",
            ExpressionAttributeValues={":message": {"S": message_id}},
        )  # fmt: skip
        found = (from_item(item) for item in page["Items"])
        ids = [(each["bot_id"], each["turn_id"]) for each in found if each["turn_id"].startswith("con_")]
        return self.find(ids[0][0], *ids[0][1].split("#")) if ids else None

    def rate(self, turn: Turn, rating: str, comment: str) -> str:
        answer = call(
            self._client.update_item,
            TableName=self._table, Key=_key(turn.bot_id, f"{turn.conversation_id}#{turn.message_id}"),
            UpdateExpression="SET rating = :rating, #comment = :comment",
            ConditionExpression="attribute_exists(bot_id)", ReturnValues="ALL_OLD",
            ExpressionAttributeNames={"#comment": "comment"},
            ExpressionAttributeValues={":rating": {"S": rating}, ":comment": {"S": comment}},
        )  # fmt: skip
        before = from_item(answer["Attributes"])
        if rating == "down":
            self._do(turn, "down", comment, before["expires_at"])
        elif turn.answered:
            self.dismiss(turn.bot_id, [turn.message_id])
        return str(before.get("rating", ""))

    def leave(self, turn: Turn, contact: Mapping[str, str]) -> None:
        self._set(turn, "contact", {"M": {name: {"S": value} for name, value in contact.items()}})

    def pass_on(self, turn: Turn, moment: str) -> None:
        self._set(turn, "passed_on_at", {"S": moment})

    def _set(self, turn: Turn, name: str, value: Mapping[str, Any]) -> None:
        with suppress(Conflict):  # it was forgotten meanwhile
            call(
                self._client.update_item,
                TableName=self._table, Key=_key(turn.bot_id, f"{turn.conversation_id}#{turn.message_id}"),
                UpdateExpression="SET #name = :value", ConditionExpression="attribute_exists(bot_id)",
                ExpressionAttributeNames={"#name": name}, ExpressionAttributeValues={":value": value},
            )  # fmt: skip

    def todo(self, bot_id: str, limit: int) -> Sequence[Todo]:
        items = self._beginning(bot_id, "todo#", ScanIndexForward=False, Limit=limit)
        return [_todo(values) for values in islice(_fresh(items), limit)]

    def dismiss(self, bot_id: str, message_ids: Sequence[str]) -> None:
        keys = (_key(bot_id, f"todo#{each}") for each in message_ids)
        write_all(self._client, self._table, ({"DeleteRequest": {"Key": key}} for key in keys))

    def _list(self, turn: Turn, expires_at: int) -> None:
        """Have whoever asks find the conversation again."""
        call(
            self._client.update_item,
            TableName=self._table, Key=_key(turn.bot_id, f"mine#{turn.asker}#{turn.conversation_id}"),
            UpdateExpression="SET question = if_not_exists(question, :question),"
            " started_at = if_not_exists(started_at, :at), updated_at = :at, expires_at = :expires",
            ExpressionAttributeValues=to_item({
                ":question": turn.question, ":at": turn.created_at, ":expires": expires_at,
            }),
        )  # fmt: skip

    def _do(self, turn: Turn, reason: str, comment: str, expires_at: int) -> None:
        item = _todo_item(turn, reason, comment, expires_at)
        call(self._client.put_item, TableName=self._table, Item=to_item(item))

    def _beginning(self, bot_id: str, prefix: str, **more: Any) -> Iterator[dict[str, Any]]:
        return query(
            self._client,
            TableName=self._table,
            KeyConditionExpression="bot_id = :bot AND begins_with(turn_id, :prefix)",
            ExpressionAttributeValues={":bot": {"S": bot_id}, ":prefix": {"S": prefix}},
            **{"ConsistentRead": True, **more},
        )

    def of_bot(self, bot_id: str, after: str = "", asker: str = "") -> Iterator[Turn]:
        chosen = {"FilterExpression": "asker = :asker"} if asker else {}
        items = query(
            self._client,
            TableName=self._table, ConsistentRead=True,
            KeyConditionExpression="bot_id = :bot AND turn_id BETWEEN :start AND :end", **chosen,
            ExpressionAttributeValues={
                # "$" sorts behind "#", so behind every turn of the conversation.
                ":bot": {"S": bot_id},
                ":start": {"S": f"{after}$" if after else "con_"}, ":end": {"S": "con`"},
                **({":asker": {"S": asker}} if asker else {}),
            },
        )  # fmt: skip
        return _turns(items)

    def erase(self, bot_id: str) -> int:
        self._mark(bot_id, "")
        keys = list(
            query(
                self._client,
                TableName=self._table, ConsistentRead=True,
                KeyConditionExpression="bot_id = :bot",
                ExpressionAttributeValues={":bot": {"S": bot_id}},
                ProjectionExpression="bot_id, turn_id",
            )
        )  # fmt: skip
        keys = [key for key in keys if not key["turn_id"]["S"].startswith("gone#")]
        write_all(self._client, self._table, ({"DeleteRequest": {"Key": key}} for key in keys))
        return sum(key["turn_id"]["S"].startswith("con_") for key in keys)  # beside them: streams, to-dos

    def _mark(self, bot_id: str, conversation_id: str) -> None:
        expires_at = int(time.time()) + _LONGEST_ANSWER_SECONDS
        item = {"bot_id": bot_id, "turn_id": f"gone#{conversation_id}", "expires_at": expires_at}
        write_all(self._client, self._table, [{"PutRequest": {"Item": to_item(item)}}])


_PAGE = 100
_LONGEST_ANSWER_SECONDS = 3_600  # far longer than any function runs


def _key(bot_id: str, turn_id: str) -> dict[str, Any]:
    return {"bot_id": {"S": bot_id}, "turn_id": {"S": turn_id}}


def _todo_item(turn: Turn, reason: str, comment: str, expires_at: int) -> dict[str, Any]:
    ids = turn.bot_id, turn.conversation_id, turn.message_id
    todo = Todo(*ids, turn.question, reason, turn.created_at, comment)
    item = {**asdict(todo), "turn_id": f"todo#{turn.message_id}", "expires_at": expires_at}
    del item["message_id"]  # it would stand in the index of messages, too
    return item


def _todo(values: dict[str, Any]) -> Todo:
    message_id = values.pop("turn_id").partition("#")[2]
    del values["expires_at"]
    return Todo(**values, message_id=message_id)


def _begun(values: dict[str, Any]) -> Begun:
    conversation_id = values["turn_id"].rpartition("#")[2]
    return Begun(conversation_id, values["question"], values["started_at"], values["updated_at"])


def _fresh(items: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The values of those that have not expired: DynamoDB may take days to remove what has."""
    moment = time.time()
    return (values for values in map(from_item, items) if values["expires_at"] > moment)


def _turns(items: Iterable[Mapping[str, Any]]) -> Iterator[Turn]:
    return map(_turn, _fresh(items))


def _turn(values: dict[str, Any]) -> Turn:
    del values["turn_id"], values["expires_at"]
    citations = tuple(Citation(**each) for each in values.pop("citations", ()))
    related = tuple(values.pop("related", ()))
    return Turn(**{"answer": "", **values}, citations=citations, related=related)
