"""Reading and replacing the files that commands are given."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import stat
import zlib
from pathlib import Path
from typing import IO

from svgguard.types import Limits

_BYTES_PER_CHARACTER = 4
ENOUGH = Limits().largest * _BYTES_PER_CHARACTER
"""More bytes than any document within the limits can have."""

_TOO_LARGE = f"more than {ENOUGH:,} bytes, too large for one SVG; split it"

_GZIP = b"\x1f\x8b"
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
"""How text in UTF-16 or UTF-32 begins; its zero bytes do not make it binary."""


class FileError(Exception):
    """A file or folder that cannot be used; its text says why and what to do."""


def read(path: str) -> bytes:
    """The bytes of a file, unpacked where it is gzipped (.svgz); raises `FileError` where it gives no text."""
    try:
        with Path(path).open("rb") as file:
            if os.fstat(file.fileno()).st_size > ENOUGH:
                raise FileError(_TOO_LARGE)
            data = unpacked(file)
    except OSError as error:
        raise FileError(f"cannot read it: {error.strerror or error}") from error
    require_text(data)
    return data


def unpacked(file: IO[bytes]) -> bytes:
    """What a file holds, within the limit, unpacked where it is gzipped."""
    data = file.read(ENOUGH + 1)
    if not data.startswith(_GZIP):
        return data
    import gzip

    try:
        with gzip.open(io.BytesIO(data)) as packed:
            return packed.read(ENOUGH + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileError(f"cannot unpack it (gzip): {error}; the file is damaged") from error


def require_text(data: bytes) -> None:
    """Raise `FileError` for what is plainly no text: a picture in pixels, or far too much."""
    if len(data) > ENOUGH:
        raise FileError(_TOO_LARGE)
    if b"\0" in data and not data.startswith(_WIDE) and b"<svg" not in data:
        raise FileError("binary, not text; give an SVG file or a text that holds one")


def replace(path: str, data: bytes, *, backup: bool = False) -> None:
    """Put `data` in place of the file at once or not at all, keeping its permissions; a link stays a link.

    A gzipped file stays one. With `backup` the old content stays beside it, under the first free name that ends in
    ``.bak``, ``.bak2`` and so on. Raises `FileError` when that is not possible; the file is then as it was.
    """
    target = Path(path).resolve()
    try:
        kept = target.stat()
        if not stat.S_ISREG(kept.st_mode) or not os.access(target, os.W_OK):
            raise FileError("not a file that may be written; change its permissions or leave out --fix")
        if kept.st_nlink > 1:
            # Put in its place, the new file would no longer be the one of the other name; written over, it could be
            # left half written.
            raise FileError("has another name (a hard link), which would keep the old content; repair a copy")
        with target.open("rb") as file:
            packed = file.read(len(_GZIP)) == _GZIP
        if backup:
            _write(_free(target), target.read_bytes(), kept)
        _write(target, _packed(data) if packed else data, kept)
    except OSError as error:
        raise FileError(f"cannot write it: {error.strerror or error}") from error


def create(path: Path, data: bytes) -> None:
    """Write a file at once or not at all, with the folders that it needs; gzipped when its name ends in .svgz."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, _packed(data) if path.suffix.lower() == ".svgz" else data, None)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror or error}") from error


def _packed(data: bytes) -> bytes:
    import gzip

    return gzip.compress(data, mtime=0)


def _free(target: Path) -> Path:
    names = (target.with_name(f"{target.name}.bak{number if number > 1 else ''}") for number in itertools.count(1))
    return next(name for name in names if not os.path.lexists(name))


def _write(target: Path, data: bytes, like: os.stat_result | None) -> None:
    """Write a file at once or not at all, with the permissions and the owner of `like`."""
    import tempfile

    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if like is None:
            os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101
        else:
            os.chmod(temporary, stat.S_IMODE(like.st_mode))  # noqa: PTH101
            if hasattr(os, "chown"):
                with contextlib.suppress(PermissionError):  # only root may give files away
                    os.chown(temporary, like.st_uid, like.st_gid)
        os.replace(temporary, target)  # noqa: PTH105
        temporary = None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108


def _umask() -> int:
    """What this process takes from the permissions of new files; there is no way to ask without setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
