"""template.py, and the root template: every part gets what it asks for."""

from __future__ import annotations

from pathlib import Path

from cloudformation.template import FOLDER, layers_of, load

ROOT = load("template.yaml")


def test_short_tags_become_long_forms(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        "{a: !Ref B, c: !GetAtt D.E.F, g: !Sub 'x', h: !If [I, !Ref J, 1], k: !Condition L}"
    )
    assert load("t.yaml", tmp_path) == {
        "a": {"Ref": "B"},
        "c": {"Fn::GetAtt": ["D", "E.F"]},
        "g": {"Fn::Sub": "x"},
        "h": {"Fn::If": ["I", {"Ref": "J"}, 1]},
        "k": {"Condition": "L"},
    }


def test_layers_are_named_as_their_folders() -> None:
    api = {
        "Resources": {
            "XFunction": {"Type": "AWS::Lambda::Function", "Properties": {"Layers": [{"Ref": "CoreLayer"}]}},
            "XRole": {"Type": "AWS::IAM::Role"},
        }
    }
    assert layers_of(api) == {"x": ["core"]}


def test_the_root_hands_every_part_what_it_has_no_default_for() -> None:
    for name, stack in ROOT["Resources"].items():
        part = load(stack["Properties"]["TemplateURL"])
        given = stack["Properties"]["Parameters"].keys()
        needed = {key for key, parameter in part["Parameters"].items() if "Default" not in parameter}
        assert needed <= given <= part["Parameters"].keys(), name


def test_the_root_reads_only_outputs_that_are_there() -> None:
    outputs = {
        n: load(s["Properties"]["TemplateURL"])["Outputs"].keys() for n, s in ROOT["Resources"].items()
    }
    read = [
        value["Fn::GetAtt"]
        for stack in ROOT["Resources"].values()
        for value in stack["Properties"]["Parameters"].values()
        if "Fn::GetAtt" in value
    ]
    assert len(read) > 20
    for stack, output in read:
        assert output.removeprefix("Outputs.") in outputs[stack]


def test_a_key_of_ones_own_encrypts_all_that_can_be_encrypted_with_one() -> None:
    own = {"Fn::If": ["WithKey", {"Ref": "KmsKeyArn"}, {"Ref": "AWS::NoValue"}]}
    named = {
        "AWS::Lambda::Function": "KmsKeyArn", "AWS::Logs::LogGroup": "KmsKeyId",
        "AWS::SNS::Topic": "KmsMasterKeyId", "AWS::SQS::Queue": "KmsMasterKeyId",
    }  # fmt: skip
    found = [
        resource
        for part in ("api.yaml", "data.yaml", "monitoring.yaml")
        for resource in load(part)["Resources"].values() if resource["Type"] in named
    ]  # fmt: skip
    assert len(found) == 5 + 6 + 1 + 2
    for resource in found:
        assert resource["Properties"][named[resource["Type"]]] == own, resource


def test_every_function_is_traced_where_that_is_asked_for() -> None:
    api = load("api.yaml")["Resources"]
    functions = {n: r["Properties"] for n, r in api.items() if r["Type"] == "AWS::Lambda::Function"}
    assert {str(each["TracingConfig"]) for each in functions.values()} == {
        "{'Mode': {'Fn::If': ['WithTracing', 'Active', 'PassThrough']}}"
    }
    traced = {each["Ref"] for each in api["Traces"]["Properties"]["Roles"]}
    assert traced == {name.replace("Function", "Role") for name in functions}


def test_what_holds_data_stays_when_the_root_goes() -> None:
    assert ROOT["Resources"]["Data"]["DeletionPolicy"] == "RetainExceptOnCreate"


def test_every_template_is_part_of_the_root() -> None:
    parts = {stack["Properties"]["TemplateURL"] for stack in ROOT["Resources"].values()}
    assert parts == {p.name for p in FOLDER.glob("*.yaml")} - {"template.yaml", "openapi.yaml"}
