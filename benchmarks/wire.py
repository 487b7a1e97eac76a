"""What becomes of every recorded body of Gemini and Bedrock: `python -m benchmarks.wire`.

Each is sent by a server on loopback, and read by our adapter and by the vendor's own reader beside it: by
google-genai, and the frames of Bedrock by botocore's parser. A body that was recorded unary is one event of a
stream. Handled is an answer or a failure in our words. Printed are how many, how they ended, and each body of
which the texts differ.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from docent.adapters.gemini import Gemini
from docent.adapters.model_failures import Patience
from docent.adapters.nova import Nova
from docent.config import Settings
from docent.conversation import Generator
from docent.errors import GenerationFailed
from tests.drill import NOVA, Loopback
from tests.recorded import BEDROCK, GEMINI, KEY, as_stream, by_frames, by_google, from_bedrock, outcome
from tests.wire import Reply, Server, serving


class Replayed(NamedTuple):
    """One body: how it ended, and the text by us and by the vendor's reader."""

    path: Path
    ending: str
    ours: str
    theirs: str


def main() -> int:
    """Exit status 0 where nothing was unhandled and no text differs."""
    warnings.filterwarnings("ignore", ".* is not a valid")  # google-genai's, of enums it does not know
    with serving() as server:
        gemini = Gemini(KEY, Settings().gemini_model, server.url, Patience())
        nova = Nova(lambda: client, NOVA, Patience())
        client = Loopback(server.url).create_client("bedrock-runtime", region_name="us-east-1")
        bad = _report("Gemini, beside google-genai", _by_gemini(server, gemini))
        return bad + _report("Bedrock, beside the frames by botocore", _by_bedrock(server, nova))


def _by_gemini(server: Server, gemini: Generator) -> Iterator[Replayed]:
    for path in GEMINI:
        body, status = as_stream(path.read_bytes())
        yield _replayed(path, server, gemini, Reply([body], status), partial(by_google, server.url))


def _by_bedrock(server: Server, nova: Generator) -> Iterator[Replayed]:
    for path in BEDROCK:
        yield _replayed(path, server, nova, from_bedrock(path), partial(by_frames, path.read_bytes()))


def _replayed(
    path: Path, server: Server, generator: Generator, reply: Reply, theirs: Callable[[], str]
) -> Replayed:
    server.will(reply)
    try:
        text, last = outcome(generator)
    except Exception as error:  # what the benchmark is there to find
        return Replayed(path, f"unhandled {type(error).__name__}", "", theirs())
    ending = last.code if isinstance(last, GenerationFailed) else "answered"
    return Replayed(path, ending, text, theirs())


def _report(name: str, replayed: Iterable[Replayed]) -> int:
    found = list(replayed)
    if not found:
        raise SystemExit("There are no recorded bodies. Set DOCENT_DATA to the folder of the test material.")
    unhandled = [each for each in found if each.ending.startswith("unhandled")]
    differing = [each for each in found if each.ours != each.theirs]
    print(f"{name}: {len(found)} bodies, {len(unhandled)} unhandled, {len(differing)} texts differ")
    endings = dict(Counter(each.ending for each in found).most_common())
    print(f"  {sum(bool(each.ours) for each in found)} with text; {endings}")
    for each in (*unhandled, *differing):
        print(f"  {each.path.name}: {each.ending}, {len(each.ours)} characters, theirs {len(each.theirs)}")
    return int(bool(unhandled or differing))


if __name__ == "__main__":
    sys.exit(main())
