"""The whole model in one portable file of columns, written at once and read without pickle."""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from ecosystem.scenario import Scenario
from experiments.errors import UsageError, reason
from experiments.files import whole_file
from experiments.runs.drive import Model
from experiments.runs.provenance import processor, source_hash, versions

FORMAT = "cross-border-ecosystem state"
FORMAT_VERSION = 2
_ABOUT = "about"
_COLUMNS = "state/"
_EPOCH = (1980, 1, 1, 0, 0, 0)


class StateError(UsageError):
    """A file that does not hold a state of the model, or one that does not fit."""


@dataclass(frozen=True)
class About:
    """What a state file says of itself.

    Attributes:
        week: week about to be simulated.
        scenario: parameters in force, as nested values.
        world: content hash of the world.
        source: hash of the model's source.
        processor: processor and vector instructions.
        versions: versions of what computed it.
    """

    week: int
    scenario: dict[str, Any]
    world: str
    source: str
    processor: str
    versions: dict[str, str]


@dataclass(frozen=True)
class SavedState:
    """A state as read from a file: its columns and what the file says of itself."""

    path: Path
    about: About
    columns: dict[str, NDArray[Any]]

    def scenario(self) -> Scenario:
        """The parameters that were in force.

        Raises:
            ScenarioError: they are no longer valid parameters.
        """
        return Scenario.from_dict(self.about.scenario, origin=str(self.path))

    def check_world(self, content_hash: str) -> None:
        """Refuse to continue in another world than the one that the state was saved in."""
        if self.about.world != content_hash:
            raise StateError(f"{self.path}: the state was saved in another world; use --world")

    def doubts(self) -> list[str]:
        """What differs from the program and machine that saved this state, if anything."""
        doubts = [
            f"{name} {then}, here {versions().get(name, 'not installed')}"
            for name, then in self.about.versions.items()
            if versions().get(name) != then and name != "python"
        ]
        if self.about.source != source_hash():
            doubts.append("another source of the model")
        if self.about.processor != processor():
            doubts.append("another processor")
        return doubts


def save_state(path: Path, model: Model) -> None:
    """Write the whole model to one file, aside first and then renamed.

    Equal models give equal bytes.

    Raises:
        StateError: the file cannot be written.
    """
    about = About(
        week=model.week,
        scenario=model.parameters.model_dump(mode="json"),
        world=model.world.content_hash,
        source=source_hash(),
        processor=processor(),
        versions=versions(),
    )
    text = json.dumps({"format": FORMAT, "version": FORMAT_VERSION, **asdict(about)})
    try:
        with whole_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            _add(archive, _ABOUT, np.array(text))
            for name, column in model.save().items():
                _add(archive, f"{_COLUMNS}{name}", column)
    except OSError as error:
        raise StateError(f"{path}: cannot be written: {reason(error)}") from error


def _add(archive: zipfile.ZipFile, name: str, column: NDArray[Any]) -> None:
    member = zipfile.ZipInfo(f"{name}.npy", date_time=_EPOCH)
    with archive.open(member, "w", force_zip64=True) as file:
        np.lib.format.write_array(file, np.asarray(column), allow_pickle=False)


def load_state(path: Path) -> SavedState:
    """Read a state file.

    Raises:
        StateError: unreadable, not a state file, damaged, or of another format version.
    """
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        raise StateError(f"{path}: not a state file, not even a file")
    try:
        with path.open("rb") as raw:
            about, columns = _read(path, np.load(raw, allow_pickle=False))
    except StateError:
        raise
    except OSError as error:
        raise StateError(f"{path}: cannot be read: {reason(error)}") from error
    except Exception as error:
        raise StateError(f"{path}: not a state file, or a damaged one") from error
    return SavedState(path, about, columns)


def _read(path: Path, file: object) -> tuple[About, dict[str, NDArray[Any]]]:
    if not isinstance(file, np.lib.npyio.NpzFile) or _ABOUT not in file.files:
        raise StateError(f"{path}: not a state file")
    about = _about(path, file[_ABOUT])
    names = [name for name in file.files if name.startswith(_COLUMNS)]
    return about, {name.removeprefix(_COLUMNS): file[name] for name in names}


def _about(path: Path, column: NDArray[Any]) -> About:
    said = json.loads(str(column[()]))
    if said.pop("format", None) != FORMAT:
        raise StateError(f"{path}: not a state file")
    version = said.pop("version", None)
    if version != FORMAT_VERSION:
        raise StateError(f"{path}: state format {version}; this program reads {FORMAT_VERSION}")
    return TypeAdapter(About).validate_python(said)
