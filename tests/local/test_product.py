import socket
from pathlib import Path

import pytest

from local.cloud import NotStarted
from local.product import Product
from local.settings import Settings
from tests.emulator import free_ports

pytestmark = pytest.mark.cloud


def test_a_part_that_does_not_come_up_is_shown_with_its_log(tmp_path: Path):
    port, told = free_ports(3), []
    product = Product(Settings(port, tmp_path / "home", pages=tmp_path / "none"), told.append)
    with pytest.raises(NotStarted, match=r"(?s)The API did not start.*none/app/dist.*api\.log"):
        product.start()
    product.stop()
    assert len(told) == 3
    for each in range(3):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port + each)) != 0
