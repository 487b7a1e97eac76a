"""Deploying to an environment, going back, taking it down: the steps of the command, one function each."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from cloudformation import backup, bundle, checks, pages, record, smoke
from cloudformation.aws import Aws, NotDeployed, asking
from cloudformation.events import Event
from cloudformation.fetch import Fetch
from cloudformation.record import Deployment
from cloudformation.stacks import Proposal, Stacks

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
        before = record.read(self.name, self.aws)
        kept = before[-1].parameters if before else {}
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
        outputs = self._apply(wanted)
        with self.step("Pages"):
            wanted = self._publish(wanted, outputs, app, widget, before[-1] if before else None)
        if not before or replace(before[-1], at="") != wanted:
            record.write(self.name, [*before, replace(wanted, at=record.now())], self.aws)
        self.tour(outputs)
        return outputs

    def rollback(self) -> dict[str, str]:
        """Go back to the deployment before the last; the stack's outputs. Raises NotDeployed."""
        with self.step("Going on with what was stuck"):
            self.tell("  done" if self.stack.unblock() else "  nothing was")
        before = record.read(self.name, self.aws)
        if len(before) < 2:
            raise NotDeployed(f"There is no deployment before the last one of {self.name} to go back to.")
        wanted, last = before[-2], before[-1]
        self.tell(f"Back to the deployment of {wanted.at}")
        outputs = self._apply(wanted)
        with self.step("Pages"):
            if wanted.app and wanted.app != last.app:
                pages.publish_app(outputs["AppId"], self._kept(wanted.app), self.aws, self.fetch, self.pause)
            if wanted.widget != last.widget:
                pages.publish_widget(outputs, self._kept(wanted.widget), self.aws)
        record.write(self.name, before[:-1], self.aws)
        self.tour(outputs)
        return outputs

    def delete(self, folder: Path, *, data: bool) -> None:
        """Export everything to `folder`, then delete what runs and, with `data`, all that is kept.

        Where a deletion before this one left something, this goes on with it. Raises NotDeployed, before
        anything is deleted where something is protected or the export fails.
        """
        there = bool(self.stack.status())
        if not there and not (data and backup.held(self.name, self.aws)):
            raise NotDeployed(f"There is no stack {self.stack.name} in {self.aws.region}.")
        if data and (kept := backup.protected(self.name, self.aws)):
            cure = "Deploy with DeletionProtection=false" if there else "Switch that off in AWS's console"
            raise NotDeployed(
                f"Nothing was deleted: protected are {', '.join(kept)}. {cure}, then try again."
            )
        self.export(folder, rest=not there)
        with self.step("Delete"):
            self.stack.delete()
            if data:
                for each in self.stack.parts("Data"):
                    replace(self.stack, name=each).delete()
                backup.erase(self.name, self.aws)
        record.write(self.name, [], self.aws)

    def export(self, folder: Path, *, rest: bool = False) -> None:
        """Write all, or the `rest`, that the environment holds to an empty folder. Raises NotDeployed."""
        with self.step("Export"):
            for what, count in backup.save(self.name, folder, self.aws, rest=rest).items():
                self.tell(f"  {count:>8,} {what}")

    def tour(self, outputs: Mapping[str, str]) -> None:
        """Raises NotDeployed where a part does not answer as it must."""
        with self.step("Smoke test"):
            failed = []
            for each in smoke.tour(outputs, self.fetch):
                self.tell(str(each))
                failed += [] if each.ok else [each.name]
        if failed:
            raise NotDeployed(f"It is deployed, but does not answer: {', '.join(failed)}.")

    def _apply(self, wanted: Deployment) -> dict[str, str]:
        with self.step("Compare"):
            url = f"{bundle.address(self.aws)}/{wanted.template}"
            proposal = self.stack.propose(url, wanted.parameters)
            self._show(proposal)
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
        self, wanted: Deployment, outputs: Mapping[str, str], app: Path, widget: Path, last: Deployment | None
    ) -> Deployment:
        script = pages.widget(widget)
        wanted = replace(wanted, widget=pages.key("widget", script))
        if last is None or last.widget != wanted.widget:
            self._keep(wanted.widget, script)
            pages.publish_widget(outputs, script, self.aws)
            self.tell("  widget: new")
        if outputs.get("AppId"):
            packed = pages.app(app, widget, outputs["ApiUrl"])
            wanted = replace(wanted, app=pages.key("app", packed))
            if last is None or last.app != wanted.app:
                self._keep(wanted.app, packed)
                pages.publish_app(outputs["AppId"], packed, self.aws, self.fetch, self.pause)
                self.tell("  app: new")
        return wanted

    def _keep(self, key: str, body: bytes) -> None:
        with asking("keep the pages"):
            self.aws.client("s3").put_object(Bucket=self.aws.bucket, Key=key, Body=body)

    def _kept(self, key: str) -> bytes:
        with asking("fetch the pages of before"):
            return bytes(self.aws.client("s3").get_object(Bucket=self.aws.bucket, Key=key)["Body"].read())


def release(root: str, parameters: Mapping[str, str]) -> str:
    """A digest of code, templates and parameters: equal for equal deployments."""
    rest = {name: value for name, value in sorted(parameters.items()) if name != "Release"}
    return hashlib.sha256(f"{root} {json.dumps(rest)}".encode()).hexdigest()[:12]


def _line(event: Event) -> str:
    reason = f"  {event.reason}" if event.reason and event.failed else ""
    return f"  {event.at:%H:%M:%S} {event.status:<20} {event.path}{reason}"
