"""/api/bots/{bot_id}/tests: test questions."""

from __future__ import annotations

from docent import pinned, shapes
from docent.errors import BadInput
from docent.routes.seats import note, seat_of
from docent.web import Reply, Request
from docent.wiring import wired

_PAGE = 1_000


def list_tests(request: Request) -> Reply:
    tests = wired().pinned.of_bot(seat_of(request, "edit").bot.bot_id)
    return Reply(200, {"tests": [shapes.pinned(each) for each in tests]})


def add_test(request: Request) -> Reply:
    at, fields = seat_of(request, "edit"), request.fields()
    question = fields.text("question", most=wired().settings.longest_question)
    filename = fields.text("filename", most=1024, default="")
    if bool(filename) == fields.flag("refusal"):
        raise BadInput(
            "Give the `filename` of the document that answers, or `refusal`: true where none does.",
            field="filename",
        )
    if filename and not _is_there(at.bot.bot_id, filename):
        raise BadInput(
            "This bot has no document of that name. Give its `filename` as the list of documents has it, or"
            " upload the document first.",
            field="filename",
        )
    added = pinned.pin(at.bot, question, filename, board=wired().pinned)
    note(at, "test_added", filename)  # not the question: it may be a visitor's, who can have it forgotten
    return Reply(201, shapes.pinned(added))


def _is_there(bot_id: str, filename: str) -> bool:
    after = None
    while after != "":
        page = wired().documents.in_bot(bot_id, after or "", _PAGE)
        if any(each.filename == filename for each in page.items):
            return True
        after = page.next
    return False


def delete_test(request: Request) -> Reply:
    at = seat_of(request, "edit")
    gone = wired().pinned.remove(at.bot.bot_id, request.path["test_id"])
    note(at, "test_deleted", gone.filename)
    return Reply(204)


ROUTES = {
    ("GET", "/api/bots/{bot_id}/tests"): list_tests,
    ("POST", "/api/bots/{bot_id}/tests"): add_test,
    ("DELETE", "/api/bots/{bot_id}/tests/{test_id}"): delete_test,
}
