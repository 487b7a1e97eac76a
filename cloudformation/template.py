"""Reading CloudFormation's YAML: its short tags become the long forms."""

from __future__ import annotations

from collections.abc import Mapping
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


def there(part: str, given: Mapping[str, str], folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """The resources of a part that these parameters of the root make, with their properties resolved."""
    root = load("template.yaml", folder)["Parameters"]
    known = {**{name: each.get("Default", "x") for name, each in root.items()}, **given}
    template = load(f"{part}.yaml", folder)
    own = {name: known.get(name, each.get("Default")) for name, each in template["Parameters"].items()}
    conditions = template.get("Conditions", {})
    return {
        name: resolved(each.get("Properties", {}), own, conditions) | {"Type": each["Type"]}
        for name, each in template["Resources"].items()
        if "Condition" not in each or resolved({"Condition": each["Condition"]}, own, conditions)
    }


def resolved(value: Any, parameters: Mapping[str, Any], conditions: Mapping[str, Any]) -> Any:
    """A condition's, or a property's, value with these parameters; what only AWS knows stays as it is."""
    if isinstance(value, list):
        return [resolved(each, parameters, conditions) for each in value]
    if not isinstance(value, dict) or not value:
        return value
    (name, inner), *more = value.items()
    if more or not (name in ("Ref", "Condition") or name.startswith("Fn::")):
        return {key: resolved(each, parameters, conditions) for key, each in value.items()}
    if name == "Ref":
        return parameters.get(inner, value)
    if name == "Condition":
        return resolved(conditions[inner], parameters, conditions)
    if name == "Fn::If":
        taken = resolved(conditions[inner[0]], parameters, conditions)
        return resolved(inner[1] if taken else inner[2], parameters, conditions)
    answer = resolved(inner, parameters, conditions)
    known = {
        "Fn::Equals": lambda each: str(each[0]) == str(each[1]),
        "Fn::Not": lambda each: not each[0], "Fn::And": all, "Fn::Or": any,
    }  # fmt: skip
    return known[name](answer) if name in known else {name: answer}
