"""Python's sources as what Python runs: a browser that need not compile two hundred modules starts in less than half the time."""

import sys
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

# Parts of the standard library that neither Python for browsers nor the engine imports: a third of what would be downloaded.
UNUSED = {"_pyio", "_pydecimal", "_pyrepl", "doctest", "email", "html", "http", "imaplib", "mailbox", "multiprocessing"} | {
    "pdb", "pickletools", "pydoc", "unittest", "wsgiref", "xml", "xmlrpc"
}  # fmt: skip
# Bytecode is one release's: of its hash nothing is asked, as no source lies beside it.
NO_HASH = b"\0" * 8


def is_ours(version: str) -> bool:
    """Whether this Python writes what one of `version` ("3.14.2") can read: the format holds for a minor release."""
    return version.split(".")[:2] == [str(sys.version_info.major), str(sys.version_info.minor)]


def compiled(archive: bytes) -> bytes:
    """Return a zip of Python files with their bytecode in their place, without docstrings and without what is not used."""
    buffer = BytesIO()
    with ZipFile(BytesIO(archive)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as packed:
        for name in source.namelist():
            if name.endswith("/") or name.split("/")[0].removesuffix(".py") in UNUSED:
                continue
            content = source.read(name)
            if name.endswith(".py"):
                code = compile(content, name, "exec", dont_inherit=True, optimize=2)
                content, name = _code_to_hash_pyc(code, NO_HASH, checked=False), f"{name}c"  # noqa: PLW2901  its place
            packed.writestr(name, content)
    return buffer.getvalue()
