"""frontend.yaml: a single-page app on Amplify, a widget behind CloudFront that nobody can go around."""

from __future__ import annotations

import re

import yaml

from cloudformation.template import load

RESOURCES = load("frontend.yaml")["Resources"]


def test_paths_of_the_app_reach_it_and_files_stay_files() -> None:
    (rule,) = RESOURCES["App"]["Properties"]["CustomRules"]
    assert (rule["Target"], rule["Status"]) == ("/index.html", "200")
    pattern = rule["Source"].removeprefix("</").removesuffix("/>")
    assert re.search(pattern, "/bots/bot_01/documents")
    assert not re.search(pattern, "/assets/index-3f2a.js")


def test_the_app_cannot_be_framed_or_fed_scripts() -> None:
    rules = yaml.safe_load(RESOURCES["App"]["Properties"]["CustomHeaders"])["customHeaders"]
    headers = {header["key"]: header["value"] for header in rules[0]["headers"]}
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "script-src 'self';" in headers["Content-Security-Policy"]


def test_only_the_distribution_reads_the_widget() -> None:
    bucket = RESOURCES["WidgetBucket"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    (allowed,) = (
        s
        for s in RESOURCES["WidgetBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
        if s["Effect"] == "Allow"
    )
    assert allowed["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert "${Widget}" in allowed["Condition"]["StringEquals"]["aws:SourceArn"]["Fn::Sub"]


def test_any_site_may_load_the_widget() -> None:
    cors = RESOURCES["WidgetHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["CorsConfig"]
    assert cors["AccessControlAllowOrigins"] == {"Items": ["*"]}
    assert cors["AccessControlAllowCredentials"] is False
