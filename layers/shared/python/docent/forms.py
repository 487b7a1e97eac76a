"""Multipart forms: the text fields and the one file of an upload."""

from __future__ import annotations

from typing import Any

from python_multipart.multipart import FormParser, parse_options_header

from docent import errors
from docent.fields import Fields
from docent.web import Request


def parse(request: Request, largest: int) -> tuple[Fields, str, bytes]:
    """The text fields of a multipart form, and the name and bytes of its one file, named `file`.

    Raises BadInput, or TooLarge above `largest` bytes.
    """
    if len(request.body) > largest + 64 * 1024:
        raise _too_large(largest)
    kind, options = parse_options_header(request.headers["content-type"])
    fields: dict[str, Any] = {}
    found: list[Any] = []
    try:
        parser = FormParser(
            kind.decode(), lambda field: fields.update({_name(field): _text(field.value)}), found.append,
            boundary=options.get(b"boundary"), config={"MAX_MEMORY_FILE_SIZE": float(len(request.body) + 1)},
        )  # fmt: skip
        parser.write(request.body)
        parser.finalize()
    except (ValueError, KeyError, TypeError) as error:
        raise errors.BadInput(
            "The form cannot be read. Send multipart/form-data with bot_id and file."
        ) from error
    files = [each for each in found if _name(each) == "file"]
    if len(files) != 1:
        raise errors.BadInput("Send exactly one file, in the field `file`.", field="file")
    if files[0].size > largest:
        raise _too_large(largest)
    files[0].file_object.seek(0)
    return Fields(fields), _text(files[0].file_name), files[0].file_object.read()


def _too_large(largest: int) -> errors.TooLarge:
    return errors.TooLarge(
        f"A form carries at most {largest // 2**20} MB. Ask with JSON for an upload form and post it there."
    )


def _name(part: Any) -> str:
    return _text(part.field_name)


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
