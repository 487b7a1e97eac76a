"""Which pinned packages a layer carries, and which of their files."""

from __future__ import annotations

import gzip
import json
import sys
from itertools import product
from pathlib import Path

import botocore
import pytest
from botocore.exceptions import EndpointVariantError
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape
from botocore.regions import EndpointResolver

from layers.vendor import build


def names(entries: list[str]) -> set[str]:
    return {entry.split("==")[0] for entry in entries}


def test_core_carries_what_it_declares_and_depends_on() -> None:
    carried = names(build.pinned("core"))
    assert {"botocore", "urllib3", "pyjwt", "cryptography", "aws-lambda-powertools"} <= carried
    assert "pycparser" not in carried


def test_search_carries_only_what_it_declares() -> None:
    assert names(build.pinned("search")) == {"numpy", "onnxruntime", "tokenizers"}


def test_no_package_is_carried_twice_by_one_function() -> None:
    carried = [each for layer in build.LAYERS for each in names(build.pinned(layer))]
    assert len(carried) == len(set(carried))


def test_every_entry_has_its_hashes() -> None:
    for layer in build.LAYERS:
        assert all("--hash=sha256:" in entry for entry in build.pinned(layer))


@pytest.mark.parametrize(
    "path",
    [
        "botocore/session.py",
        "botocore/data/s3/2006-03-01/service-2.json.gz",
        "botocore/data/endpoints.json",
        "botocore/cacert.pem",
        "numpy/_core/_multiarray_umath.cpython-313-aarch64-linux-gnu.so",
        "onnxruntime/capi/onnxruntime_pybind11_state.cpython-313-aarch64-linux-gnu.so",
        "lxml/html/__init__.py",
        "numpy/testing/__init__.py",
        "numpy-2.5.5.dist-info/licenses/LICENSE.txt",
    ],
)
def test_kept(path: str) -> None:
    assert build.read(path)


@pytest.mark.parametrize(
    "path",
    [
        "botocore/data/ec2/2016-11-15/service-2.json.gz",
        "botocore/data/s3/2006-03-01/examples-1.json",
        "onnxruntime/capi/libonnxruntime.so.1.31.1",
        "onnxruntime/transformers/optimizer.py",
        "numpy/linalg/tests/test_linalg.py",
        "numpy/__init__.pyi",
        "numpy-2.5.5.dist-info/RECORD",
        "bin/pypdfium2",
        ".lock",
    ],
)
def test_left_behind(path: str) -> None:
    assert not build.read(path)


def test_trimming_leaves_no_empty_folder(tmp_path: Path) -> None:
    for path in ("a/tests/test_a.py", "a/__init__.py", "b/tests/deep/x.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    build.trim(tmp_path)
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")) == ["a", "a/__init__.py"]


def test_the_running_python_is_found_and_an_impossible_one_named() -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert Path(build.find_python(version)).exists()
    with pytest.raises(RuntimeError, match=r"No Python 2\.99 here"):
        build.find_python("2.99")


def test_the_endpoints_that_a_layer_keeps_are_those_of_botocore() -> None:
    whole = (Path(botocore.__file__).parent / "data" / "endpoints.json").read_text("utf-8")
    told, kept = json.loads(whole), json.loads(build.known_endpoints(whole))
    services = ("bedrock-runtime", "cognito-idp", "dynamodb", "s3", "sqs", "ssm", "textract")
    assert all(len(partition["services"]) <= len(services) for partition in kept["partitions"])
    full, ours = EndpointResolver(told), EndpointResolver(kept)
    regions = [region for partition in told["partitions"] for region in partition["regions"]]
    assert len(regions) > 30
    for service, region in product(services, regions):
        for dual, fips in ((False, False), (True, False), (False, True)):
            assert endpoint(ours, service, region, dual, fips) == endpoint(full, service, region, dual, fips)


@pytest.mark.parametrize("service", ["cognito-idp", "dynamodb", "s3", "sqs", "ssm"])
def test_a_model_without_its_manual_describes_the_same_service(service: str, tmp_path: Path) -> None:
    packed = next((Path(botocore.__file__).parent / "data" / service).glob("20*/service-2.json.gz"))
    if service == "dynamodb":
        packed = packed.parents[1] / "2012-08-10" / packed.name
    at = tmp_path / "botocore/data" / service / packed.parent.name / packed.name
    at.parent.mkdir(parents=True)
    at.write_bytes(packed.read_bytes())
    build.trim(tmp_path)
    (kept,) = at.parent.iterdir()
    loader = Loader(extra_search_paths=[str(tmp_path / "botocore/data")], include_default_search_paths=False)
    ours = loader.load_service_model(service, "service-2")
    whole = json.loads(gzip.decompress(packed.read_bytes()))
    assert "documentation" in json.dumps(whole["operations"])
    assert kept.stat().st_size < len(json.dumps(whole)) / 2
    assert described(ServiceModel(ours)) == described(ServiceModel(whole))


def described(model: ServiceModel) -> list[object]:
    """What botocore serialises, parses and checks by."""
    shapes = [model.shape_for(name) for name in model.shape_names]
    operations = [model.operation_model(name) for name in model.operation_names]
    return [
        model.metadata,
        [(each.name, each.type) for each in model.client_context_parameters],
        [(o.name, o.http, names_of(o.input_shape, o.output_shape, *o.error_shapes)) for o in operations],
        [(s.name, s.type_name, s.serialization, s.metadata, [*getattr(s, "members", ())]) for s in shapes],
    ]


def names_of(*shapes: Shape | None) -> list[str]:
    return [shape.name for shape in shapes if shape]


def endpoint(resolver: EndpointResolver, service: str, region: str, dual: bool, fips: bool) -> object:
    """What the resolver knows of a service's endpoint, or that there is none of this kind."""
    try:
        return resolver.construct_endpoint(
            service, region, use_dualstack_endpoint=dual, use_fips_endpoint=fips
        )
    except EndpointVariantError as error:
        return str(error)
