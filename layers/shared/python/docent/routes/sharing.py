"""Who else may use a bot: members, invitations, and who did what."""

from __future__ import annotations

from docent import shapes, sharing, trail
from docent.accounts import masked
from docent.gates import ROLES
from docent.routes.seats import account_of, listed, note, seat_of
from docent.web import Reply, Request
from docent.wiring import wired


def list_members(request: Request) -> Reply:
    found = wired().members.of_bot(seat_of(request, "own").bot.bot_id)
    return Reply(200, {"members": [shapes.member(each) for each in sorted(found, key=lambda m: m.email)]})


def invite_member(request: Request) -> Reply:
    at, fields = seat_of(request, "own"), request.fields()
    role = fields.choice("role", ROLES, "")
    member = sharing.invite(at.bot, fields.text("email", most=254), role, members=wired().members)
    note(at, "member_invited", f"{masked(member.email)}, {role}")
    return Reply(200, shapes.member(member))


def remove_member(request: Request) -> Reply:
    """Somebody, by an owner; or oneself, by whoever is a member."""
    member_id, wires = request.path["member_id"], wired()
    at = seat_of(request, "view" if member_id == "me" else "own")
    if member_id == "me":
        sharing.leave(at.bot.bot_id, at.user_id, members=wires.members)
    else:
        wires.members.remove(at.bot.bot_id, member_id)
    note(at, "member_removed", member_id)
    return Reply(204)


def list_invitations(request: Request) -> Reply:
    found = sharing.invitations(account_of(request), shares=wired().members, bots=wired().bots)
    return Reply(200, {"invitations": [shapes.invitation(member, bot) for member, bot in found]})


def accept_invitation(request: Request) -> Reply:
    wires = wired()
    at = sharing.accept(request.path["bot_id"], account_of(request), shares=wires.members, bots=wires.bots)
    note(at, "member_joined", at.role)
    return Reply(200, shapes.bot(at.bot, at.role))


def decline_invitation(request: Request) -> Reply:
    wires = wired()
    sharing.decline(
        request.path["bot_id"], account_of(request),
        shares=wires.members, members=wires.members, bots=wires.bots,
    )  # fmt: skip
    return Reply(204)


def list_deeds(request: Request) -> Reply:
    at = seat_of(request, "own")
    page = wired().trail.of_bot(at.bot.bot_id, request.query.get("next", ""), request.limit())
    doer = trail.doers(at.bot, at.user_id, members=wired().members)
    return listed("deeds", [shapes.deed(each, doer(each.user_id)) for each in page.items], page.next)


ROUTES = {
    ("GET", "/api/bots/{bot_id}/members"): list_members,
    ("POST", "/api/bots/{bot_id}/members"): invite_member,
    ("DELETE", "/api/bots/{bot_id}/members/{member_id}"): remove_member,
    ("GET", "/api/invitations"): list_invitations,
    ("POST", "/api/invitations/{bot_id}"): accept_invitation,
    ("DELETE", "/api/invitations/{bot_id}"): decline_invitation,
    ("GET", "/api/bots/{bot_id}/audit"): list_deeds,
}
