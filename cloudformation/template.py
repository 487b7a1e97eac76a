"""Reading CloudFormation's YAML: its short tags become the long forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


class _Loader(yaml.SafeLoader):
    pass


def _long_form(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _long_form)


def load(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """A template of this folder by its file name; `!GetAtt A.B` becomes {"Fn::GetAtt": ["A", "B"]}."""
    template: dict[str, Any] = yaml.load((folder / name).read_text("utf-8"), _Loader)
    return template


def layers_of(api: dict[str, Any]) -> dict[str, list[str]]:
    """Function name to its layers' names, as the API's template combines them: {"auth": ["core", ...]}."""
    return {
        name.removesuffix("Function").lower(): [
            layer["Ref"].removesuffix("Layer").lower() for layer in resource["Properties"]["Layers"]
        ]
        for name, resource in api["Resources"].items()
        if resource["Type"] == "AWS::Lambda::Function"
    }
