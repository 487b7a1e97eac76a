from pathlib import Path

import pytest

from docent import config
from local import deploy
from tests.emulator import ORIGIN, Emulator

pytestmark = pytest.mark.cloud

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Environment: {Type: String}
  AppOrigins: {Type: CommaDelimitedList}
  DeletionProtection: {Type: String}
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: %s}}
Outputs:
  Queue: {Value: !GetAtt Queue.QueueName}
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE % "one")
    return path


def stack_of(endpoint: str, account: str) -> dict:
    return deploy._stack(deploy._client("cloudformation", endpoint, account))


def test_the_second_time_nothing_is_touched(cloud: Emulator, template: Path):
    account = "200000000001"
    first = deploy.deploy(cloud.endpoint, ORIGIN, account, template)
    made = stack_of(cloud.endpoint, account)
    assert deploy.deploy(cloud.endpoint, ORIGIN, account, template) == first == {"Queue": "one"}
    assert stack_of(cloud.endpoint, account) == made


def test_a_changed_template_or_port_updates(cloud: Emulator, template: Path):
    account = "200000000002"
    deploy.deploy(cloud.endpoint, ORIGIN, account, template)
    template.write_text(TEMPLATE % "two")
    assert deploy.deploy(cloud.endpoint, ORIGIN, account, template) == {"Queue": "two"}
    assert stack_of(cloud.endpoint, account)["StackStatus"] == "UPDATE_COMPLETE"
    deploy.deploy(cloud.endpoint, "http://127.0.0.1:9000", account, template)
    parameters = stack_of(cloud.endpoint, account)["Parameters"]
    assert {"ParameterKey": "AppOrigins", "ParameterValue": "http://127.0.0.1:9000"} in parameters


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ((TEMPLATE % "one").replace("AWS::SQS::Queue", "AWS::Nothing::Known"), "AWS::Nothing::Known"),
        (
            TEMPLATE % "one}}\n  App: {Type: AWS::Cognito::UserPoolClient, Properties: {UserPoolId: none",
            "App: .*User pool none does not exist",
        ),
    ],
    ids=["before", "while"],
)
def test_what_is_refused_says_why_and_the_next_try_may_work(
    cloud: Emulator, template: Path, broken: str, reason: str
):
    account = f"200000000{len(broken)}"
    template.write_text(broken)
    with pytest.raises(deploy.NotDeployed, match=f"(?s)refused.*{reason}"):
        deploy.deploy(cloud.endpoint, ORIGIN, account, template)
    template.write_text(TEMPLATE % "one")
    assert deploy.deploy(cloud.endpoint, ORIGIN, account, template) == {"Queue": "one"}


def test_the_settings_are_those_that_docent_reads(cloud: Emulator):
    settings = config.read(cloud.env)
    outputs = cloud.shared.outputs
    assert settings.table("Documents") == outputs["DocumentsTable"]
    assert (settings.bucket, settings.client_id) == (outputs["BucketName"], outputs["ClientId"])
    assert settings.jwks_url.startswith(f"{cloud.endpoint}/{outputs['UserPoolId']}/")
    assert settings.app_origin == ORIGIN
    assert settings.streaming
