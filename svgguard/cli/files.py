"""Finding, reading and replacing the files that ``check`` is given."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from svgguard.types import Limits

_BYTES_PER_CHARACTER = 4
_ENOUGH = Limits().characters * _BYTES_PER_CHARACTER
"""More bytes than any document within the limits can have."""

_TOO_LARGE = f"more than {_ENOUGH:,} bytes, too large for one SVG; split it"

_SKIPPED = frozenset({"node_modules", "__pycache__"})
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
"""How text in UTF-16 or UTF-32 begins; its zero bytes do not make it binary."""


class FileError(Exception):
    """A file or folder that cannot be used; its text says why and what to do."""


def find(path: str, suffixes: Sequence[str]) -> Iterator[str]:
    """The files meant by `path`, in a stable order: itself, or below a folder those that end in one of `suffixes`.

    Hidden folders and folders of installed packages are passed over unless named; so is in a folder whatever is no
    regular file, and a link that leads out of it. Raises `FileError` for a path that
    does not exist and, after what was found, for a folder that cannot be read or holds nothing of the kind.
    """
    if not Path(path).is_dir():
        if not os.path.lexists(path):
            raise FileError("no such file or folder; check the path")
        yield path
        return
    root = Path(path).resolve()
    unreadable: list[OSError] = []
    found = False
    for folder, folders, names in os.walk(path, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for name in sorted(names):
            file = os.path.join(folder, name)  # noqa: PTH118 - pathlib would drop a leading ./
            if name.lower().endswith(tuple(suffixes)) and _is_inside(file, root):
                found = True
                yield file
    if unreadable:
        error = unreadable[0]
        raise FileError(f"cannot read the folder {error.filename}: {error.strerror}")
    if not found:
        raise FileError(f"no {' or '.join(suffixes)} files in this folder; name the files, or say --extension")


def _is_inside(file: str, root: Path) -> bool:
    """True if this is a regular file; a link counts as what it leads to, if that is below `root`."""
    if not Path(file).is_file():
        return False
    return not Path(file).is_symlink() or Path(file).resolve().is_relative_to(root)


def read(path: str) -> bytes:
    """The bytes of a file; raises `FileError` when it cannot be read or is not text."""
    try:
        with Path(path).open("rb") as file:
            if os.fstat(file.fileno()).st_size > _ENOUGH:
                raise FileError(_TOO_LARGE)
            data = file.read(_ENOUGH + 1)
    except OSError as error:
        raise FileError(f"cannot read it: {error.strerror or error}") from error
    require_text(data)
    return data


def require_text(data: bytes) -> None:
    """Raise `FileError` for what is plainly no text: compressed, a picture in pixels, or far too much."""
    if len(data) > _ENOUGH:
        raise FileError(_TOO_LARGE)
    if data.startswith(b"\x1f\x8b"):
        raise FileError("compressed (svgz); unpack it with gunzip first")
    if b"\0" in data and not data.startswith(_WIDE) and b"<svg" not in data:
        raise FileError("binary, not text; give an SVG file or a text that holds one")


def replace(path: str, data: bytes) -> None:
    """Put `data` in place of the file at once or not at all, keeping its permissions; a link stays a link.

    Raises `FileError` when that is not possible; the file is then as it was.
    """
    target = Path(path).resolve()
    temporary: str | None = None
    try:
        kept = target.stat()
        if not stat.S_ISREG(kept.st_mode) or not os.access(target, os.W_OK):
            raise FileError("not a file that may be written; change its permissions or leave out --fix")
        if kept.st_nlink > 1:
            # Put in its place, the new file would no longer be the one of the other name; written over, it could be
            # left half written.
            raise FileError("has another name (a hard link), which would keep the old content; repair a copy")
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        shutil.copymode(target, temporary)
        if hasattr(os, "chown"):
            with contextlib.suppress(PermissionError):  # only root may give files away
                os.chown(temporary, kept.st_uid, kept.st_gid)
        os.replace(temporary, target)  # noqa: PTH105
        temporary = None
    except OSError as error:
        raise FileError(f"cannot write it: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
