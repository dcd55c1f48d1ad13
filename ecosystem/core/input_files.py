"""Files that somebody named: read as text or JSON, in bounded time and memory, or said to be none."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

_NUL = "\0"


class Unreadable(Exception):
    """A file that cannot be read; the message says why, in words that follow the file's name."""


def read_bytes(path: Path, most: int) -> bytes:
    """What a file holds.

    Only an ordinary file is read: a device or a pipe may never end.

    Args:
        path: the file.
        most: largest size in bytes.

    Raises:
        Unreadable: missing, locked, too large, or not a file.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(None, "Is a directory")
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("cannot be read: it is a device or a pipe, not a file")
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise Unreadable("cannot be read: its name holds a NUL character") from error
    if len(raw) > most:
        size = size_in_words(max(status.st_size, len(raw)))
        raise Unreadable(f"has {size}, more than the {size_in_words(most)} that are read")
    return raw


def read_text(path: Path, most: int) -> str:
    """The text of a file, without a byte order mark.

    Args:
        path: the file.
        most: largest size in bytes.

    Raises:
        Unreadable: as for `read_bytes`, or not text in UTF-8.
    """
    raw = read_bytes(path, most)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line}: the text is not UTF-8") from error
    if _NUL in text:
        line = text.count("\n", 0, text.index(_NUL)) + 1
        raise Unreadable(f"line {line}: a NUL character; the file is not text in UTF-8")
    return text


def read_json(path: Path, most: int) -> Any:
    """What a JSON file holds.

    Args:
        path: the file.
        most: largest size in bytes.

    Raises:
        Unreadable: as for `read_text`, or not JSON.
    """
    try:
        return json.loads(read_text(path, most))
    except json.JSONDecodeError as error:
        raise Unreadable(f"line {error.lineno}, column {error.colno}: not valid JSON: {error.msg}") from error
    except RecursionError as error:
        raise Unreadable("lists or objects are nested too deeply") from error
    except ValueError as error:
        raise Unreadable("a number has too many digits") from error


def folder_fault(path: Path) -> str:
    """Why the files of a folder cannot be read; nothing when they can."""
    try:
        with os.scandir(path / "."):
            return ""
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return "is not a folder"
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"


def size_in_words(size: int) -> str:
    """A size in bytes, in millions."""
    return f"{size / 1e6:,.1f} MB"
