# ruff: noqa: E501 - a subject reads better in one line
"""Documents of which many say nearly the same: twelve editions of a price list, and a page that says more."""

from __future__ import annotations

from collections.abc import Iterator

_MONTHS = "January February March April May June July August September October November December"
_SUBJECTS = """\
Delivery|the parcel to Norway|parcels need nine working days to Norway; customs may add two|Questions about delivery: what does the parcel to Norway cost, and how long is it on its way?
Insurance|the rented boat|the skipper alone is liable where nobody wore a life vest|Questions about insurance of the rented boat: what does it cost, and who pays for people without a jacket?
Parking|a day in the garage|vans higher than two metres have to use the yard behind the station|Questions about parking: a day in the garage costs what, and is there a place for a tall bus?
Membership|a year at the climbing hall|minors need the signature of a parent at the desk|Questions about membership: a year at the climbing hall costs what, and can a child sign up?
Cleaning|a suit at the laundry|silk is done by hand and takes four days longer|Questions about cleaning: what does a suit cost at the laundry, and is a delicate fabric slower?
Courses|ten evenings of pottery|who misses two evenings may repeat them in autumn|Questions about courses: what do ten evenings of pottery cost, and what if I am ill?
Catering|a buffet for twenty|nuts are left out if they are named three days ahead|Questions about catering: a buffet for twenty costs what, and what about allergies?
Storage|a locker at the harbour|lockers are emptied after thirty days without a word|Questions about storage: a locker at the harbour costs what, and what if I forget my things?
Tickets|a seat in the theatre|latecomers wait for the first interval in the foyer|Questions about tickets: a seat in the theatre costs what, and what if my train is delayed?
Repairs|a new chain for a bicycle|brakes are checked whenever a wheel is taken off|Questions about repairs: a new chain for a bicycle costs what, and do you look whether it stops?"""


def documents() -> Iterator[tuple[str, str]]:
    for subject, thing, more, _ in _subjects():
        for at, month in enumerate(_MONTHS.split(), 1):
            yield (
                f"{subject} {month}",
                f"{subject}: price list, edition of 1 {month}. {thing.capitalize()} costs {at + 20} dollars."
                f" Questions about {subject.lower()} and {thing} are answered at the desk.",
            )
        yield subject, f"How {subject.lower()} works at our house: {more}."


def questions() -> Iterator[tuple[str, str]]:
    """With the document that answers: the page that says more, which shares few words, or one edition."""
    for subject, thing, _, question in _subjects():
        yield question, subject
        yield f"{subject}: what did {thing} cost on 1 June?", f"{subject} June"


def _subjects() -> list[list[str]]:
    return [line.split("|") for line in _SUBJECTS.splitlines()]
