"""Source archives in memory: tar, zip, gzip of one file; without traversal, links and bombs, and nothing on disk."""

import gzip
import io
import lzma
import posixpath
import tarfile
import zipfile
import zlib

from papercoder.errors import PaperError

__all__ = ["gunzip", "unpack"]

MAX_TOTAL = 300_000_000
"""All members together, in memory; several readings of this size fit into a laptop."""
MAX_FILE = 50_000_000
"""The same as arXiv allows for a submission."""
MAX_MEMBERS = 5000
"""Papers with plots of every run bring some hundred files; listing millions would take minutes."""
MAX_RATIO = 200
"""Bytes out for each byte in, beyond the first few million: text compresses ten times, bombs a thousand."""

_TEXT = (".tex", ".ltx", ".latex", ".bbl", ".bib", ".txt", ".md", ".cls", ".sty", ".tikz", ".pgf")
_OTHER = (".pdf", ".html", ".htm", ".xml", ".json")


def gunzip(data: bytes, name: str) -> bytes:
    """Return what a gzip holds.

    Raises:
        PaperError: it is damaged, or grows beyond bounds.
    """
    limit = min(MAX_TOTAL, max(20_000_000, MAX_RATIO * len(data)))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            out = file.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(name, "gzip file", error) from error
    if len(out) > limit:
        raise _bomb(name, limit)
    return out


def unpack(data: bytes, kind: str, name: str, *, suffixes: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Return the files of a tar or zip that can hold a paper, by their path inside.

    Args:
        data: The archive.
        kind: 'tar' or 'zip'.
        name: What to call it in messages.
        suffixes: Ends of the names that are wanted instead, such as those of a document that is a zip.

    Raises:
        PaperError: it is damaged, encrypted, too large, or holds paths that leave it or links.
    """
    try:
        files = _tar(data, name, suffixes) if kind == "tar" else _zip(data, name, suffixes)
    except (
        tarfile.TarError,
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        OSError,
        ValueError,
        KeyError,
    ) as error:
        raise _damaged(name, f"{kind} archive", error) from error
    except (NotImplementedError, RuntimeError) as error:
        raise PaperError(
            f"{name}: expected an archive that can be opened, found one that is encrypted or packed "
            f"in an unknown way ({error}).",
            "Unpack it yourself and give the folder.",
        ) from error
    if not files:
        raise PaperError(
            f"{name}: expected an archive with LaTeX files, found none in it.",
            "Give the archive of the paper's source, or the PDF.",
        )
    return files


def _wanted(path: str) -> bool:
    lower = path.lower()
    base = posixpath.basename(lower)
    if base.startswith(".") or "__macosx" in lower:
        return False
    return lower.endswith((*_TEXT, *_OTHER)) or "." not in base or base.startswith("00readme")


def _safe(path: str, name: str) -> str:
    """Return a normalised path inside the archive.

    Raises:
        PaperError: the path leaves the archive.
    """
    plain = path.replace("\\", "/")
    normal = posixpath.normpath(plain)
    if (
        plain.startswith("/")
        or normal.startswith("../")
        or normal == ".."
        or (len(plain) > 1 and plain[1] == ":")
        or "\0" in plain
    ):
        raise PaperError(
            f"{name}: expected an archive with its own files, found the path {path!r}, which leaves it.",
            "Do not trust this archive; get the paper's source from where it was published.",
        )
    return normal


def _tar(data: bytes, name: str, suffixes: tuple[str, ...]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    room = MAX_TOTAL
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for count, member in enumerate(archive, start=1):
            _count(count, name)
            path = _safe(member.name, name)
            if member.issym() or member.islnk():
                raise _link(name, member.name, member.linkname)
            wanted = path.lower().endswith(suffixes) if suffixes else _wanted(path)
            if not member.isfile() or not wanted:
                continue
            room = _room(member.size, room, name)
            stream = archive.extractfile(member)
            if stream is not None:
                files[path] = stream.read(member.size)
    return files


def _zip(data: bytes, name: str, suffixes: tuple[str, ...]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    room = min(MAX_TOTAL, max(20_000_000, MAX_RATIO * len(data)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for count, member in enumerate(archive.infolist(), start=1):
            _count(count, name)
            path = _safe(member.filename, name)
            if (member.external_attr >> 16) & 0o170000 == 0o120000:
                raise _link(name, member.filename, "")
            wanted = path.lower().endswith(suffixes) if suffixes else _wanted(path)
            if member.is_dir() or not wanted:
                continue
            with archive.open(member) as stream:
                content = stream.read(min(room, MAX_FILE) + 1)
            room = _room(len(content), room, name)
            files[path] = content
    return files


def _count(count: int, name: str) -> None:
    if count > MAX_MEMBERS:
        raise PaperError(
            f"{name}: expected the source of a paper, found more than {MAX_MEMBERS} files.",
            "Give the folder with the paper alone.",
        )


def _room(size: int, room: int, name: str) -> int:
    if size > room or size > MAX_FILE:
        raise _bomb(name, min(room, MAX_FILE))
    return room - size


def _bomb(name: str, limit: int) -> PaperError:
    return PaperError(
        f"{name}: expected the source of a paper, found an archive that unpacks to more than {limit // 1_000_000} MB.",
        "If this is a real paper, unpack it yourself and give the main .tex file.",
    )


def _link(name: str, path: str, target: str) -> PaperError:
    towards = f" to {target!r}" if target else ""
    return PaperError(
        f"{name}: expected an archive of plain files, found the link {path!r}{towards}.",
        "Pack the files themselves instead of links, or give the folder.",
    )


def _damaged(name: str, what: str, error: Exception) -> PaperError:
    return PaperError(
        f"{name}: expected a complete {what}, found one that is damaged or cut short ({error}).",
        "Download or pack it again.",
    )
