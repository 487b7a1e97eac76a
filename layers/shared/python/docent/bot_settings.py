"""The settings of a bot, as they come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docent import bots, contact, handover
from docent.access import normalised_origin
from docent.errors import BadInput
from docent.fields import Fields


def given(fields: Fields, *, new: bool, models: Sequence[str]) -> dict[str, Any]:
    """The settings that were given, checked; `new` asks for a name. Raises BadInput."""
    settings: dict[str, Any] = {}
    if new or "name" in fields:
        settings["name"] = fields.text("name", most=100, least=1)
    for name, most in (("description", 500), ("instructions", 4000), ("refusal", 500)):
        if name in fields:
            settings[name] = fields.text(name, most=most, default="")
    if "model" in fields:
        settings["model"] = bots.checked_model(fields.text("model", most=100), known=models)
    if "allowed_origins" in fields:
        given = fields.texts("allowed_origins", count=50, most=300)
        settings["allowed_origins"] = tuple(dict.fromkeys(map(normalised_origin, given)))
    if "theme" in fields:
        settings["theme"] = bots.checked_theme(fields.values["theme"])
    if "starters" in fields:
        settings["starters"] = fields.texts("starters", count=6, most=200)
    if "budget_usd_per_day" in fields.values:
        settings["budget_usd_per_day"] = _budget(fields.values["budget_usd_per_day"])
    if "threshold" in fields.values:
        settings["threshold"] = _threshold(fields.values["threshold"])
    return {**settings, **_days(fields), **_switches(fields), **_reached(fields)}


def _days(fields: Fields) -> dict[str, int | None]:
    """For how long conversations are kept, if that was given; None: as the deployment says."""
    if "conversation_days" not in fields.values:
        return {}
    if fields.values["conversation_days"] is None:
        return {"conversation_days": None}
    return {"conversation_days": fields.integer("conversation_days", least=1, most=3_650)}


def _switches(fields: Fields) -> dict[str, bool]:
    return {name: fields.flag(name) for name in _SWITCHES if name in fields}


_SWITCHES = ("show_sources", "tests_block", "proof_of_work", "hosted", "reads_all")


def _reached(fields: Fields) -> dict[str, Any]:
    """How visitors and people reach each other, where that was given."""
    settings: dict[str, Any] = {}
    if "contact" in fields:
        settings["contact"] = contact.form(Fields(fields.object("contact")))
    if "person" in fields:
        settings["person"] = handover.person(Fields(fields.object("person")))
    return settings


def _threshold(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise BadInput(
            "Give `threshold` as a number from 0 (always answers) to 1, or null to let Docent compute it.",
            field="threshold",
        )
    return float(value)


def _budget(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10_000:
        raise BadInput(
            "Give `budget_usd_per_day` as dollars from 0 to 10000, or null for no limit.",
            field="budget_usd_per_day",
        )
    return float(value)
