"""Numbers for CloudWatch, as lines of the log in its embedded metric format: no call, no package.

Format: "Specification: Embedded metric format", Amazon CloudWatch user guide. Every number is of one
environment; the alarms of cloudformation/monitoring.yaml read them.
"""

from __future__ import annotations

import json
import time

NAMESPACE = "Docent"
# What is measured, in CloudWatch's units. Of those without one the average is a share.
UNITS = {
    "Failed": "None",  # 1: the answer to a call was an error of ours
    "FirstText": "Milliseconds",  # from the question to the first text of its answer
    "Retrieval": "Milliseconds",  # of it, to find the passages
    "MemoryHit": "None",  # 1: the bot's vectors were in memory
    "Refused": "None",  # 1: the bot did not know
    "CostUsd": "None",  # that the model's answer cost
    "ReadUnits": "Count",  # of the tables, for one answer
    "IngestSeconds": "Seconds",  # from a document's arrival to its end
    "IngestFailed": "None",  # 1: it could not be read
    "FailedTries": "Count",  # at a document, a site or a transfer, when one more failed, and not by its fault
}


def emit(environment: str, **values: float) -> None:
    """Print these numbers by their names in UNITS. Raises KeyError for another name."""
    measured = [{"Name": name, "Unit": UNITS[name]} for name in values]
    about = {"Namespace": NAMESPACE, "Dimensions": [["Environment"]], "Metrics": measured}
    stamp = {"Timestamp": time.time_ns() // 1_000_000, "CloudWatchMetrics": [about]}
    print(json.dumps({"_aws": stamp, "Environment": environment, **values}), flush=True)
