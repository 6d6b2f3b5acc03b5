"""What the program is installed with: bounds, the lock of `requirements/dev.txt`, licences."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT: Final = Path(__file__).parent.parent
PYPROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT: Final = PYPROJECT["project"]
EXTRAS: Final = PROJECT["optional-dependencies"]
BUILD: Final = PYPROJECT["dependency-groups"]["build"]
LOCKED_EXTRAS: Final = ("data", "html", "test")
"""All but `bench`, whose peers nobody needs to change the program."""
FREE: Final = re.compile(r"\b(?:Apache|BSD|MIT|PSF|0BSD|ZPL)\b")
WHOOSH: Final = {
    "whoosh": {"analysis", "reading"},
    "whoosh.codec": {"base"},
    "whoosh.columns": {"ColumnReader", "NumericColumn"},
    "whoosh.fields": {"COLUMN", "DATETIME", "ID", "KEYWORD", "STORED", "TEXT", "Schema"},
    "whoosh.filedb.filestore": {"FileStorage", "RamStorage"},
    "whoosh.index": {"TOC"},
    "whoosh.matching": {"LeafMatcher", "ReadTooFar"},
    "whoosh.system": {"pack_uint"},
}
"""All that is used of Whoosh: what would have to be written should it vanish."""


_SPEC = importlib.util.spec_from_file_location("audit", ROOT / "tools" / "audit.py")
assert _SPEC is not None
assert _SPEC.loader is not None
audit = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(audit)


def requirements(*groups: list[str]) -> list[Requirement]:
    """Return the requirements of these groups on others than ourselves."""
    parsed = [Requirement(each) for group in groups for each in group]
    return [each for each in parsed if each.name != PROJECT["name"]]


def locked() -> dict[str, list[tuple[Version, Marker | None, int]]]:
    """Return each locked package: its versions, where each is for, and how many hashes it has."""
    text = (ROOT / "requirements" / "dev.txt").read_text("utf-8")
    found: dict[str, list[tuple[Version, Marker | None, int]]] = {}
    for entry in re.split(r"\n(?=\w)", re.sub(r"(?m)^#.*\n", "", text)):
        line, *hashes = entry.split("--hash=")
        requirement = Requirement(line.replace("\\", "").strip())
        [pin] = requirement.specifier
        assert pin.operator == "=="
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*\\?\s*", each) for each in hashes)
        version = (Version(pin.version), requirement.marker, len(hashes))
        found.setdefault(canonicalize_name(requirement.name), []).append(version)
    return found


def imported() -> dict[str, set[str]]:
    """Return what our modules import of Whoosh."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "whoosh":
                found.setdefault(str(node.module), set()).update(each.name for each in node.names)
            elif isinstance(node, ast.Import):
                assert not [each.name for each in node.names if each.name.startswith("whoosh")]
    return found


def closure() -> Iterator[Distribution]:
    """Yield what a user installs, with the extra html: dependencies and those of these."""
    left = requirements(PROJECT["dependencies"], EXTRAS["html"])
    seen = set()
    while left:
        requirement = left.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        name = canonicalize_name(requirement.name)
        if name not in seen:
            seen.add(name)
            found = distribution(requirement.name)
            yield found
            left += [Requirement(each) for each in found.requires or ()]


def licence(package: Distribution) -> str:
    """Return what a package says of its licence, wherever it does."""
    notes = package.metadata
    said = [notes[key] for key in ("License-Expression", "License") if key in notes]
    classes = [each for each in notes.get_all("Classifier") or () if each.startswith("License ::")]
    return " ".join([*said, *classes])


@pytest.mark.parametrize(
    "requirement",
    requirements(
        PYPROJECT["build-system"]["requires"], PROJECT["dependencies"], BUILD, *EXTRAS.values()
    ),
    ids=str,
)
def test_every_requirement_has_a_lower_and_an_upper_bound(requirement: Requirement) -> None:
    operators = {each.operator for each in requirement.specifier}
    assert operators in ({"=="}, {">=", "<"})


@pytest.mark.parametrize(
    "requirement",
    requirements(PROJECT["dependencies"], BUILD, *(EXTRAS[name] for name in LOCKED_EXTRAS)),
    ids=str,
)
def test_every_requirement_is_locked_within_its_bounds(requirement: Requirement) -> None:
    """Else `.ci/lock` is to be run."""
    versions = locked()[canonicalize_name(requirement.name)]
    assert all(version in requirement.specifier for version, _, _ in versions)


def test_every_lock_has_hashes() -> None:
    """Those of all platforms: one for each file of the package."""
    packages = locked()
    assert len(packages) > len(LOCKED_EXTRAS)
    assert all(hashes for versions in packages.values() for _, _, hashes in versions)


def test_what_is_installed_wants_nothing_that_is_not_locked() -> None:
    """Down to the packages that packages need."""
    packages = locked()
    for name in packages:
        try:
            wanted = [Requirement(each) for each in distribution(name).requires or ()]
        except PackageNotFoundError:  # it is for another platform
            continue
        for each in wanted:
            if each.marker is None or each.marker.evaluate({"extra": ""}):
                assert canonicalize_name(each.name) in packages, name


def test_what_builds_the_package_is_in_the_group_that_is_locked() -> None:
    assert set(PYPROJECT["build-system"]["requires"]) < set(BUILD)


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_oldest_versions_are_those_of_the_bounds(extra: str) -> None:
    """As `.ci/run` asks for them."""
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "lowest.py"], capture_output=True, text=True, check=True
    )
    asked = {Requirement(line).name: Requirement(line) for line in done.stdout.splitlines()}
    for requirement in requirements(PROJECT["dependencies"], EXTRAS[extra]):
        [lower] = [each for each in requirement.specifier if each.operator in {">=", "=="}]
        assert str(asked[requirement.name].specifier) == f"=={lower.version}"


def test_the_licences_of_what_a_user_installs_are_free() -> None:
    packages = {package.name: licence(package) for package in closure()}
    assert len(packages) >= len(PROJECT["dependencies"])
    assert {name: said for name, said in packages.items() if not FREE.search(said)} == {}


def test_what_is_used_of_whoosh() -> None:
    """No more than this; `docs/design.md` says what follows from that."""
    assert imported() == WHOOSH


@pytest.mark.parametrize(
    ("change", "versions"),
    [
        ({}, "1.0 1.5 3.0"),
        ({"versions": ["2.0"]}, "1.0 1.5 2.0 3.0"),
        ({"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}, ""),
        ({"ranges": [{"type": "ECOSYSTEM", "events": [{"last_affected": "1.5"}]}]}, ""),
        (
            {
                "ranges": [
                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"last_affected": "1.5"}]}
                ]
            },
            "0.9 1.0 1.5",
        ),
        ({"package": {"name": "other"}}, ""),
    ],
)
def test_an_advisory_affects_what_it_lists_and_what_lies_in_its_ranges(
    change: dict[str, Any], versions: str
) -> None:
    events = [{"introduced": "1.0"}, {"fixed": "2.0"}, {"introduced": "3.0"}]
    affected = {
        "package": {"name": "A.Package"},
        "ranges": [{"type": "ECOSYSTEM", "events": events}],
    }
    record = {"affected": [affected | change]}
    lock = "".join(
        f"a-package=={each} \\\n    --hash=sha256:0\n"
        for each in ("0.9", "1.0", "1.5", "2.0", "3.0")
    )
    asked = audit.pinned(lock)
    found = [str(version) for name, version in asked if audit.affects(record, name, version)]
    assert " ".join(found) == versions
    assert not any(audit.affects(record | {"withdrawn": "2024"}, *each) for each in asked)
