"""Deploys Docent to AWS: `python -m cloudformation.deploy [up|rollback|export|delete] [--environment dev]`.

Without a word it is `up`: checks the account, builds layers and functions, uploads what is new, shows what
would change, changes it, publishes the app and the widget, and asks each part whether it answers. The AWS
credentials are those that the AWS tools of this machine find.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import cast

from cloudformation import bundle, checks, package, template
from cloudformation.aws import NotDeployed, connect
from cloudformation.environments import ARCHITECTURE, Environment, Tell
from cloudformation.fetch import Fetch, fetch
from layers.model import build as model
from layers.vendor import build as vendor

ROOT = package.ROOT
# Parameters that the command itself gives.
_OURS = {"Environment": "--environment", "Release": "", "WidgetPin": ""}
STOPPED = 130


def main(arguments: Sequence[str] | None = None, over: Fetch = fetch, pause: float = 2.0) -> int:
    """Exit status 0; 1 where something was refused or failed, with its reason; 130 after Ctrl-C."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.dry_run and given.action != "up":
        parser.error(f"--dry-run shows what a deployment would make, not what `{given.action}` would do.")
    try:
        if given.dry_run:
            dry_run(given, print)
        else:
            run(given, over, pause)
    except (NotDeployed, RuntimeError) as error:
        print(f"Docent: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"Docent: {error} See its messages above.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\nDocent: stopped. What CloudFormation has begun goes on by itself; the same command"
            " waits for it, then goes on.",
            file=sys.stderr,
        )
        return STOPPED
    return 0


def run(given: argparse.Namespace, over: Fetch, pause: float) -> None:
    """Do what was asked, and tell how long each step took. Raises NotDeployed."""
    aws = connect(given.region, given.profile)
    at = Environment(given.environment, aws, _tell, over, pause)
    outputs: Mapping[str, str] = {}
    if given.action == "up":
        outputs = at.deploy(partial(build, given.out), _parameters(given), given.app, given.widget)
    elif given.action == "rollback":
        outputs = at.rollback()
    elif given.action == "export":
        at.export(_folder(given))
    else:
        _confirmed(given)
        at.delete(_folder(given), data=given.data)
    _summary(at, outputs)


def build(out: Path, arch: str) -> Path:
    """The embedding model where it is missing, then all layers, functions and templates, in `out`."""
    model.build(ROOT / "build" / "model")
    package.package(out, vendor.target(cast(vendor.Arch, arch)), ROOT / "build" / "model")
    return out


def dry_run(given: argparse.Namespace, tell: Tell) -> None:
    """Build, and tell what a first deployment would make; no account is asked. Raises NotDeployed."""
    parameters = {**_parameters(given), "Environment": given.environment}
    check = checks.parameters(parameters)
    tell(str(check))
    if not check.ok:
        raise NotDeployed("Nothing was built.")
    build(given.out, parameters.get("Architecture", ARCHITECTURE))
    made = bundle.made(given.out, "https://the-bucket-of-artefacts", "the-bucket-of-artefacts")
    tell(f"Upload {len(made.files)} files, {made.size / 1e6:.1f} MB")
    for part in bundle.PARTS:
        for name, resource in template.there(part, parameters, given.out).items():
            tell(f"  add    {part.capitalize()}/{name}  ({resource['Type']})")
    tell(package.table(package.measure(given.out)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cloudformation.deploy", description=__doc__.splitlines()[0]
    )
    parser.add_argument("action", nargs="?", default="up", choices=["up", "rollback", "export", "delete"])
    parser.add_argument("--environment", default="dev", help="dev, staging, prod: side by side; default: dev")
    parser.add_argument("--region", default="", help="default: that of the AWS tools")
    parser.add_argument("--profile", default="", help="a profile of the AWS tools")
    parser.add_argument("--arch", choices=["arm64", "x86_64"], help="default: as before, at first arm64")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of template.yaml"
    )
    parser.add_argument("--dry-run", action="store_true", help="build and show; no account is asked")
    parser.add_argument("--export", type=Path, help="folder for `export` and `delete`; default: one of today")
    parser.add_argument("--data", action="store_true", help="`delete`: also accounts, bots and documents")
    parser.add_argument("--yes", action="store_true", help="`delete`: do not ask")
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="where to build; default: build")
    parser.add_argument("--app", type=Path, default=ROOT / "frontend/app/dist", help="the built app")
    parser.add_argument("--widget", type=Path, default=ROOT / "frontend/widget/dist", help="the built widget")
    return parser


def _parameters(given: argparse.Namespace) -> dict[str, str]:
    pairs = [each.partition("=") for each in given.set]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise NotDeployed(f"--set takes NAME=VALUE, not {wrong[0]}.")
    for name in (each for each, *_ in pairs if each in _OURS):
        cure = f": use {_OURS[name]}" if _OURS[name] else ", for it is computed"
        raise NotDeployed(f"{name} can't be set{cure}.")
    arch = {"Architecture": given.arch} if given.arch else {}
    return {**{name: value for name, _, value in pairs}, **arch}


def _folder(given: argparse.Namespace) -> Path:
    return given.export or Path(f"docent-{given.environment}-{time.strftime('%Y%m%d-%H%M%S')}")


def _confirmed(given: argparse.Namespace) -> None:
    what = "and all its accounts, bots and documents" if given.data else "but not its data"
    if given.yes:
        return
    try:
        said = input(f"Delete {given.environment} {what}? Type its name: ").strip()
    except EOFError as error:
        raise NotDeployed("Nothing was deleted: there is nobody to ask. Add --yes.") from error
    if said != given.environment:
        raise NotDeployed("Nothing was deleted.")


def _summary(at: Environment, outputs: Mapping[str, str]) -> None:
    whole = sum(at.took.values())
    steps = ", ".join(f"{name.lower()} {seconds:.1f}" for name, seconds in at.took.items())
    _tell(f"Done in {whole:.1f} s ({steps})")
    for name, key in (("app", "AppOrigin"), ("API", "ApiUrl"), ("widget", "WidgetUrl")):
        if outputs.get(key):
            _tell(f"  {name:<8}{outputs[key]}")


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
