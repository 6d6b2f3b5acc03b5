"""Which packages of a lock have known vulnerabilities, by a copy of the advisories?

    git clone https://github.com/pypa/advisory-database
    python tools/audit.py requirements/dev.txt advisory-database

The advisories are records of the OSV schema (https://ossf.github.io/osv-schema/), a YAML file each:
a version is affected if it is listed, or lies in a range of kind ECOSYSTEM. Needs PyYAML and
packaging; `.ci/audit` has them. Exit status: 0 without findings, 1 with some, 2 where the
advisories are none.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from packaging.utils import canonicalize_name
from packaging.version import Version

_PIN: Final = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)


def pinned(lock: str) -> list[tuple[str, Version]]:
    """Return the packages of a lock, a package for each of its versions."""
    return [(canonicalize_name(name), Version(version)) for name, version in _PIN.findall(lock)]


def affects(record: Mapping[str, Any], name: str, version: Version) -> bool:
    """Say whether an advisory is about this version of a package."""
    return "withdrawn" not in record and any(
        canonicalize_name(affected["package"]["name"]) == name
        and (
            version in map(Version, affected.get("versions", ()))
            or any(_within(each["events"], version) for each in _ranges(affected))
        )
        for affected in record["affected"]
    )


def _ranges(affected: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (each for each in affected.get("ranges", ()) if each["type"] == "ECOSYSTEM")


def _within(events: list[Mapping[str, Any]], version: Version) -> bool:
    """Say whether the last event up to a version leaves it vulnerable."""
    inside = False
    for event in sorted(events, key=lambda event: Version(str(next(iter(event.values()))))):
        [(kind, at)] = event.items()
        reached = version > Version(str(at)) or (
            kind != "last_affected" and version == Version(str(at))
        )
        if reached:
            inside = kind == "introduced"
    return inside


def main(lock: Path, advisories: Path) -> int:
    """Print what is known of the packages of a lock; return the exit status."""
    import yaml  # noqa: PLC0415 - only here, so that the rest can be tested without it

    if not any(advisories.glob("vulns/*/*.yaml")):
        sys.stderr.write(f'no advisories in "{advisories}": name a copy of the database\n')
        return 2
    packages = pinned(lock.read_text("utf-8"))
    found, read = [], 0
    for name, version in packages:
        for path in sorted(advisories.glob(f"vulns/{name}/*.yaml")):
            read += 1
            if affects(yaml.safe_load(path.read_text("utf-8")), name, version):
                found.append(f"{name} {version}: {path.stem}\n")
    sys.stdout.writelines(found)
    sys.stdout.write(
        f"{len(packages)} packages, {read} advisories about them, {len(found)} findings\n"
    )
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
