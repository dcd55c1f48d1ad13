"""Files and folders: written whole or not at all, used by one process, never a foreign one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from experiments.errors import UsageError

UNFINISHED = ".unfinished-"
"""Start of the name of a file or folder that is still being written."""

LOCK = ".lock"
LOCK_SECONDS = 1.0


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to; after the block it is at its place in full, or not at all.

    It is written aside, brought to disk and renamed.

    Raises:
        OSError: the file cannot be written.
    """
    aside = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=UNFINISHED, delete=False) as file:
            aside = Path(file.name)
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(0o644)
        os.replace(aside, path)
    finally:
        if aside is not None:
            aside.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there in full or not at all, whatever happens meanwhile.

    Raises:
        OSError: the file cannot be written.
    """
    with whole_file(path) as file:
        file.write(content)


def clear_unfinished(folder: Path) -> None:
    """Remove the files in a folder that were being written when their writer was killed."""
    for path in folder.glob(f"{UNFINISHED}*"):
        if path.is_file():
            path.unlink(missing_ok=True)


def check_folder(folder: Path, mark: str, content: str, early: Collection[str] = ()) -> bool:
    """Whether a folder holds some kind of content already; a foreign folder is refused.

    Args:
        folder: may be missing or empty.
        mark: the file that every folder of this kind holds.
        content: the kind, in words that follow "something other than".
        early: names of what may be there before the mark is.

    Raises:
        UsageError: it is a file, or holds something else.
        OSError: the folder cannot be read.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file, not a folder")
    if not folder.is_dir():
        return False
    if (folder / mark).is_file():
        return True
    if any(path.name not in early for path in folder.iterdir()):
        raise UsageError(f"{folder}: holds something other than {content}; choose another")
    return False


def folder_lock(folder: Path, seconds: float = LOCK_SECONDS) -> FileLock:
    """The lock of a folder; that of a dead process is free.

    Args:
        folder: must be there when the lock is taken.
        seconds: how long to wait before `filelock.Timeout` is raised.
    """
    return FileLock(folder / LOCK, timeout=seconds)


def in_use(folder: Path) -> bool:
    """Whether a process works on a folder just now."""
    try:
        with folder_lock(folder, 0.0):
            return False
    except Timeout:
        return True
    except OSError:
        return False
