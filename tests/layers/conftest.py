import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layers.sandbox import Sandbox, unzipped


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """The built artefacts, unzipped. Not under tmp_path: pytest would keep 300 MB of each of three runs."""
    with tempfile.TemporaryDirectory() as folder:
        yield unzipped(Path(folder))
