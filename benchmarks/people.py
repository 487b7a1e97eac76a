"""A crowd for Locust, which benchmarks.load runs in an environment of its own.

DOCENT_CROWD: {"token", "bot_id", "question", "people", "each", "seconds"} as JSON. Each of the people asks
`each` times, at moments of their own within so many seconds; when the last is done, so is Locust.
"""
# mypy: ignore-errors

import json
import os
import random
import time

import gevent
from locust import FastHttpUser, task
from locust.exception import StopUser

CROWD = json.loads(os.environ["DOCENT_CROWD"])
HEADERS = {"Authorization": f"Bearer {CROWD['token']}"}
busy = CROWD["people"]


class Person(FastHttpUser):
    @task
    def ask(self) -> None:
        global busy
        started = time.monotonic()
        for moment in sorted(random.uniform(0, CROWD["seconds"]) for _ in range(CROWD["each"])):
            gevent.sleep(max(0.0, started + moment - time.monotonic()))
            random.choice((self.bots, self.search, self.chat))()
        busy -= 1
        if not busy:
            gevent.spawn(self.environment.runner.quit)
        raise StopUser

    def bots(self) -> None:
        self.client.get("/api/bots", headers=HEADERS, name="bots")

    def search(self) -> None:
        path = f"/api/bots/{CROWD['bot_id']}/search"
        self.client.post(path, json={"query": CROWD["question"]}, headers=HEADERS, name="search")

    def chat(self) -> None:
        asked = {"bot_id": CROWD["bot_id"], "message": CROWD["question"], "stream": False}
        self.client.post("/api/chat", json=asked, headers=HEADERS, name="chat")
