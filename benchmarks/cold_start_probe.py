"""What the cold chat function does up to its first passage, part by part; run by cold_start in the artefact.

Arguments: the event of a search as JSON, and the moment of the process' start in nanoseconds since 1970.
Prints milliseconds by part as JSON.
"""

import json
import sys
import time

EVENT, SPAWNED = json.loads(sys.argv[1]), int(sys.argv[2])
took: dict[str, float] = {}
last = SPAWNED


def lap(part: str) -> None:
    global last
    moment = time.time_ns()
    took[part] = took.get(part, 0) + (moment - last) / 1e6
    last = moment


lap("interpreter")
import handler  # type: ignore[import-not-found]  # noqa: E402, F401

lap("import of handler, Powertools")
import botocore.session  # noqa: E402, F401

lap("import of botocore")
import cryptography.hazmat.primitives.asymmetric.rsa  # noqa: E402, F401
import jwt  # noqa: E402, F401

lap("import of PyJWT, cryptography")
import numpy  # noqa: E402, F401

lap("import of numpy")
import onnxruntime  # noqa: E402, F401

lap("import of onnxruntime")
import tokenizers  # noqa: E402, F401

lap("import of tokenizers")
from docent import access, web  # noqa: E402
from docent.wiring import wired  # noqa: E402

wires, request = wired(), web.parse(EVENT)
user_id = wires.access_tokens.user_id(request.token)
lap("who asks (signing keys fetched)")
wires.bots  # noqa: B018
lap("DynamoDB client")
bot = access.seat(request.path["bot_id"], user_id, "view", bots=wires.bots, roles=wires.members).bot
lap("first read of DynamoDB")
question = request.fields().text("query", most=4000)
vector = wires.embedder.embed([question])[0]
lap("model loaded, question embedded")
found = wires.index.search(bot, question, vector, 5)
lap("blocks read, unpacked, searched")
assert wires.knowledge.read(bot.bot_id, [each.chunk_id for each in found])
lap("passages read")
took["all parts"] = (last - SPAWNED) / 1e6
print(json.dumps(took))
