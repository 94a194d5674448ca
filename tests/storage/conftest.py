"""An S3-compatible store on this machine, and Snakemake runs with their results in it."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterator

import pytest

from tests.storage.store import Store

_NEEDED = ("moto", "flask", "snakemake_storage_plugin_s3")
_BUCKET = "videos"


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"no store to test with: {', '.join(missing)} not installed")
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    service = boto3.resource(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    yield Store(service.create_bucket(Bucket=_BUCKET), endpoint)
    server.stop()
