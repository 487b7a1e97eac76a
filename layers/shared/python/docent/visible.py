"""Text as a reader sees it: what no eye sees, and what only a model's software would read, is taken out."""

from __future__ import annotations

import re

# Control characters but tab and newline; soft hyphen; signs of direction; zero-width ones; tag characters and
# variation selectors, which spell whole sentences; private use. The two joiners (200C, 200D) are letters' own
# in Persian, in the scripts of India and in emoji, and nothing between ASCII characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\ufe00-\ufe0d\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
_JOINERS = re.compile("(?<=[\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\x7f])")
# What chat templates of models begin and end turns with.
_CONTROL = re.compile(
    r"<\|[^\n|<>]{1,40}\|>|</?(?:s|bos|eos|pad|unk|start_of_turn|end_of_turn|ctrl\d+)>|\[/?INST\]|<</?SYS>>",
    re.IGNORECASE,
)


def visible(text: str) -> str:
    """The text without what cannot be seen; control tokens lose their brackets."""
    shown = text.replace("\r\n", "\n")
    if not shown.isascii():  # most texts are, or nearly, and are looked through for each answer
        shown = _JOINERS.sub("", shown.replace("\u2028", "\n").replace("\u2029", "\n"))
    shown = _UNSEEN.sub("", shown)
    return _CONTROL.sub(lambda token: token[0].strip("<|>[]/"), shown)
