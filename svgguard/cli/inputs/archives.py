"""Archives: every SVG in a zip or tar file, read member by member without unpacking it to the disk."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import IO

from svgguard.cli import files
from svgguard.cli.inputs import Input
from svgguard.cli.inputs.kinds import ZIP


def members(path: str, relative: str, suffixes: Sequence[str]) -> Iterator[Input]:
    """The members that end in one of `suffixes`, in the order of the archive; one that cannot be read is an error."""
    found = False
    for one in _zipped(path, relative, suffixes) if path.lower().endswith(ZIP) else _tarred(path, relative, suffixes):
        found = True
        yield one
    if not found:
        raise files.FileError(f"no {' or '.join(suffixes)} files in this archive; say --extension")


def _zipped(path: str, relative: str, suffixes: Sequence[str]) -> Iterator[Input]:
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if not member.is_dir() and member.filename.lower().endswith(tuple(suffixes)):
                    yield _member(path, relative, member.filename, partial(archive.open, member))
    except (OSError, zipfile.BadZipFile) as error:
        raise files.FileError(f"cannot read the archive: {error}") from error


def _tarred(path: str, relative: str, suffixes: Sequence[str]) -> Iterator[Input]:
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                if member.isfile() and member.name.lower().endswith(tuple(suffixes)):
                    yield _member(path, relative, member.name, partial(archive.extractfile, member))
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise files.FileError(f"cannot read the archive: {error}") from error


def _member(path: str, relative: str, name: str, open_: Callable[[], IO[bytes] | None]) -> Input:
    shown, place = f"{path}/{name}", f"{relative}/{name}"
    try:
        with open_() or io.BytesIO() as file:
            data = files.unpacked(file)
    except files.FileError as error:
        return Input(shown, file=path, error=str(error))
    except (OSError, EOFError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile) as error:
        # RuntimeError is what zipfile says of a password that it was not given.
        return Input(shown, file=path, error=f"cannot read it: {error}")
    return Input(shown, data, place, file=path)
