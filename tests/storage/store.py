"""What the tests do with a bucket."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Store:
    """A bucket of a server on this machine."""

    bucket: Any
    endpoint: str

    def environment(self) -> dict[str, str]:
        """What tells Snakemake's plugin where the server is."""
        return {
            "SNAKEMAKE_STORAGE_S3_ENDPOINT_URL": self.endpoint,
            "SNAKEMAKE_STORAGE_S3_ACCESS_KEY": "test",
            "SNAKEMAKE_STORAGE_S3_SECRET_KEY": "test",
        }

    def options(self, prefix: str) -> list[str]:
        """Snakemake's options for results under ``prefix``."""
        query = f"s3://{self.bucket.name}/{prefix}"
        return ["--default-storage-provider", "s3", "--default-storage-prefix", query]

    def hashes(self, prefix: str, *kinds: str) -> dict[str, str]:
        """SHA-256 of the objects below the folders ``kinds`` of the results, by path."""
        return {
            item.key.removeprefix(f"{prefix}/"): hashlib.sha256(
                item.get()["Body"].read()
            ).hexdigest()
            for kind in kinds
            for item in self.bucket.objects.filter(Prefix=f"{prefix}/results/{kind}/")
        }

    def lose(self, key: str) -> None:
        """Delete an object behind Snakemake's back."""
        self.bucket.Object(key).delete()
