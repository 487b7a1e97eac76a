"""Deploying to an environment, going back, taking it down: the steps of the command, one function each."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from cloudformation import backup, bundle, checks, pages, record, smoke, template
from cloudformation.aws import Aws, NotDeployed, asking
from cloudformation.events import Event
from cloudformation.fetch import Fetch
from cloudformation.record import Deployment
from cloudformation.stacks import Proposal, Stacks, TakenBack

Tell = Callable[[str], None]
# Builds for an architecture; the folder that layers, functions and templates are in.
Build = Callable[[str], Path]
ARCHITECTURE = "arm64"
SHOWN = 40


@dataclass
class Environment:
    """One environment in one account. `tell` is given a line at a time of what happens."""

    name: str
    aws: Aws
    tell: Tell
    fetch: Fetch
    pause: float = 2.0
    took: dict[str, float] = field(default_factory=dict)

    @property
    def stack(self) -> Stacks:
        return Stacks(
            self.aws.client("cloudformation"), f"docent-{self.name}", self.pause,
            lambda event: self.tell(_line(event)),
        )  # fmt: skip

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Tell that a step begins, and keep how long it took, in seconds."""
        self.tell(name)
        started = time.perf_counter()
        try:
            yield
        finally:
            self.took[name] = time.perf_counter() - started

    def check(self, given: Mapping[str, str]) -> None:
        """Raises NotDeployed where a deployment can't succeed."""
        with self.step("Checks"):
            answers = [checks.parameters(given), *checks.account(self.aws, given)]
            for each in answers:
                self.tell(str(each))
            if failed := [each.name for each in answers if not each.ok and each.fatal]:
                raise NotDeployed(f"Nothing was changed. First see to: {', '.join(failed)}.")

    def deploy(self, build: Build, given: Mapping[str, str], app: Path, widget: Path) -> dict[str, str]:
        """Build, and bring that and what was built in `app` and `widget` to the account; the stack's outputs.

        What was given before and is not now stays as it was. Raises NotDeployed.
        """
        known = record.opened(self.name, self.aws)
        before = known.deployments
        last = before[-1] if before else None
        kept = self._kept_parameters(last)
        parameters = {"Architecture": ARCHITECTURE, **kept, **given, "Environment": self.name}
        pages.check(app if parameters.get("Hosting") != "elsewhere" else None, widget)
        self.check(parameters)
        with self.step("Build"):
            out = build(parameters["Architecture"])
        with self.step("Upload"):
            made = bundle.made(out, bundle.address(self.aws), self.aws.bucket)
            sent = bundle.upload(made, self.aws)
            self.tell(f"  {sent / 1e6:.1f} of {made.size / 1e6:.1f} MB; the rest was there")
        parameters["WidgetPin"] = pages.pin(widget)
        parameters["Release"] = release(made.root, parameters)
        wanted = Deployment(made.root, parameters)
        if proposal := self._compare(wanted):
            known.add(wanted)  # what stops from here on is gone back from, not from the one before it
        try:
            outputs = self._change(proposal)
        except TakenBack:
            known.write(before)
            raise
        with self.step("Pages"):
            packed = _packed(outputs, app, widget)
            keys = {name: pages.key(name, body) for name, body in packed.items()}
            wanted = replace(wanted, app=keys.get("app", ""), widget=keys["widget"])
            if last is None or replace(last, at="") != wanted:
                known.add(replace(wanted, app="", widget=""))
                self._publish(wanted, last, packed, outputs)
                known.add(wanted)
        self.tour(outputs)
        return outputs

    def rollback(self) -> dict[str, str]:
        """Go back to the deployment before the last; the stack's outputs. Raises NotDeployed."""
        with self.step("Going on with what was stuck"):
            self.tell("  done" if self.stack.unblock() else "  nothing was")
        known = record.opened(self.name, self.aws)
        before = known.deployments
        if len(before) < 2:
            raise NotDeployed(f"There is no deployment before the last one of {self.name} to go back to.")
        wanted, last = before[-2], before[-1]
        self.tell(f"Back to the deployment of {wanted.at}")
        outputs = self._change(self._compare(wanted))
        with self.step("Pages"):
            if wanted.app and wanted.app != last.app:
                pages.publish_app(outputs["AppId"], self._kept(wanted.app), self.aws, self.fetch, self.pause)
            if wanted.widget != last.widget:
                pages.publish_widget(outputs, self._kept(wanted.widget), self.aws)
        known.write(before[:-1])
        self.tour(outputs)
        return outputs

    def delete(self, folder: Path, *, data: bool) -> None:
        """Export everything to `folder`, then delete what runs and, with `data`, all that is kept.

        Where a deletion before this one left something, this goes on with it. Raises NotDeployed, before
        anything is deleted where something is protected or the export fails.
        """
        there, made = bool(self.stack.status()), self.stack.is_made()
        if not there and not (data and backup.held(self.name, self.aws)):
            raise NotDeployed(f"There is no stack {self.stack.name} in {self.aws.region}.")
        if data and (kept := backup.protected(self.name, self.aws)):
            cure = "Deploy with DeletionProtection=false" if there else "Switch that off in AWS's console"
            raise NotDeployed(
                f"Nothing was deleted: protected are {', '.join(kept)}. {cure}, then try again."
            )
        self.export(folder, rest=not made)
        with self.step("Delete"):
            self.stack.delete()
        if data:
            if made:
                self._export_again(folder)
            with self.step("Delete the data"):
                for each in self.stack.parts("Data"):
                    replace(self.stack, name=each).delete()
                backup.erase(self.name, self.aws)
        if (known := record.opened(self.name, self.aws)).deployments:
            known.write([])

    def export(self, folder: Path, *, rest: bool = False, name: str = "Export") -> None:
        """Write all, or the `rest`, that the environment holds to an empty folder. Raises NotDeployed."""
        with self.step(name):
            for what, count in backup.save(self.name, folder, self.aws, rest=rest):
                self.tell(f"  {count:>8,} {what}")

    def _export_again(self, folder: Path) -> None:
        """People went on while it was exported and until nothing ran any more: that too is theirs."""
        folder = folder.resolve()  # `.` has no name
        again = folder.with_name(f"{folder.name}.again")
        self.export(again, name="Export once more, now that nothing runs")
        shutil.rmtree(folder)
        again.rename(folder)

    def tour(self, outputs: Mapping[str, str]) -> None:
        """Raises NotDeployed where a part does not answer as it must."""
        with self.step("Smoke test"):
            failed = []
            tour = smoke.tour(outputs, self.fetch, lambda: time.sleep(self.pause))
            for each in chain(tour, smoke.embedding(self.name, self.aws)):
                self.tell(str(each))
                failed += [] if each.ok else [each.name]
        if failed:
            raise NotDeployed(f"It is deployed, but does not answer: {', '.join(failed)}.")

    def _kept_parameters(self, last: Deployment | None) -> dict[str, str]:
        """What was set before, but what this version has no parameter for any more."""
        known = template.load("template.yaml")["Parameters"]
        kept = last.parameters if last else {}
        for name in sorted(kept.keys() - known.keys()):
            self.tell(f"{name}={kept[name]} is left out: this version has no such parameter.")
        return {name: value for name, value in kept.items() if name in known}

    def _compare(self, wanted: Deployment) -> Proposal | None:
        with self.step("Compare"):
            url = f"{bundle.address(self.aws)}/{wanted.template}"
            proposal = self.stack.propose(url, wanted.parameters)
            self._show(proposal)
        return proposal

    def _change(self, proposal: Proposal | None) -> dict[str, str]:
        if proposal:
            with self.step("Change"):
                self.stack.carry_out(proposal)
        return self.stack.outputs()

    def _show(self, proposal: Proposal | None) -> None:
        if proposal is None:
            self.tell("  no changes")
            return
        for each in proposal.changes[:SHOWN]:
            anew = ", made anew" if each.replaced else ""
            self.tell(f"  {each.action.lower():<7}{each.path}  ({each.kind}{anew})")
        if (more := len(proposal.changes) - SHOWN) > 0:
            self.tell(f"  and {more} more")

    def _publish(
        self, wanted: Deployment, last: Deployment | None, packed: Mapping[str, bytes],
        outputs: Mapping[str, str],
    ) -> None:  # fmt: skip
        if last is None or last.widget != wanted.widget:
            self._keep(wanted.widget, packed["widget"])
            pages.publish_widget(outputs, packed["widget"], self.aws)
            self.tell("  widget: new")
        if wanted.app and (last is None or last.app != wanted.app):
            self._keep(wanted.app, packed["app"])
            pages.publish_app(outputs["AppId"], packed["app"], self.aws, self.fetch, self.pause)
            self.tell("  app: new")

    def _keep(self, key: str, body: bytes) -> None:
        with asking("keep the pages"):
            self.aws.client("s3").put_object(**self.aws.artefacts, Key=key, Body=body)

    def _kept(self, key: str) -> bytes:
        with asking("fetch the pages of before"):
            return bytes(self.aws.client("s3").get_object(**self.aws.artefacts, Key=key)["Body"].read())


def _packed(outputs: Mapping[str, str], app: Path, widget: Path) -> dict[str, bytes]:
    """The widget, and the app where it is served from here."""
    packed = {"widget": pages.widget(widget)}
    return packed | ({"app": pages.app(app, widget, outputs["ApiUrl"])} if outputs.get("AppId") else {})


def release(root: str, parameters: Mapping[str, str]) -> str:
    """A digest of code, templates and parameters: equal for equal deployments."""
    rest = {name: value for name, value in sorted(parameters.items()) if name != "Release"}
    return hashlib.sha256(f"{root} {json.dumps(rest)}".encode()).hexdigest()[:12]


def _line(event: Event) -> str:
    reason = f"  {event.reason}" if event.reason and event.failed else ""
    return f"  {event.at:%H:%M:%S} {event.status:<20} {event.path}{reason}"
