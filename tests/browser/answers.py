"""What the bot says where a test asks how an answer looks: between them they hold all that an answer may."""

_EN = """An **e-bike** is **$48** a day, a city bike $22 [1].

### What is with it

- a helmet and a lock
- a charger, from the third day [2]

| Bike | Day | Week |
| --- | --- | --- |
| City | $22 | $110 |
| E-bike | $48 | $240 |

The code for the gate is `4711#`."""
_AR = """سعر **الدراجة الكهربائية** هو **48 دولارًا** في اليوم [1].

- خوذة وقفل
- شاحن من اليوم الثالث [2]"""


def _cited(n: int, filename: str, page: int, quote: str, heading: str = "") -> dict:
    named = {"document_id": "doc_1", "filename": filename, "page": page, "quote": quote, "score": 0.9}
    return {"n": n, **named, **({"heading": heading} if heading else {})}


def _answer(text: str, related: list[str], *citations: dict) -> dict:
    usage = {"input_tokens": 0, "output_tokens": 0, "cost_usd": 0}
    return {
        "answer": text, "answered": True, "citations": list(citations), "conversation_id": "con_1",
        "message_id": "msg_1", "model": "gemini", "usage": usage, "timings_ms": {}, "related": related,
    }  # fmt: skip


ANSWERS = {
    "en": _answer(
        _EN,
        ["Deposits", "Late returns", "Opening hours"],
        _cited(1, "rental-handbook.pdf", 2, "E-bikes are 48 dollars a day and 240 dollars a week.", "Prices"),
        _cited(
            2, "what-is-included-with-every-bicycle-that-we-rent.docx", 0, "A charger is lent free of charge."
        ),
    ),
    "ar": _answer(
        _AR,
        ["التأمين", "مواعيد العمل"],
        _cited(1, "دليل-التأجير.pdf", 2, "الدراجات الكهربائية بسعر 48 دولارًا في اليوم.", "الأسعار"),
        _cited(2, "rental-handbook.pdf", 3, "A charger is lent from the third day."),
    ),
}
