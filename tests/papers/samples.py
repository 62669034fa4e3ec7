"""Small documents and archives made by the tests."""

import gzip
import io
import tarfile
import zipfile

TEX = rb"""\documentclass{article}
\title{A Small Paper}
\begin{document}
\begin{abstract}We train a small model.\end{abstract}
\section{Introduction}
We use a rate of $10^{-4}$.
\section{Method}
\subsection{Loss}
\begin{equation} L = x^2 \end{equation}
\end{document}
"""


def tar(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path, data in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def tar_link(path: str, target: str, *, hard: bool = False) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo(path)
        info.type = tarfile.LNKTYPE if hard else tarfile.SYMTYPE
        info.linkname = target
        archive.addfile(info)
    return buffer.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return buffer.getvalue()


def targz(files: dict[str, bytes]) -> bytes:
    return gzip.compress(tar(files))
