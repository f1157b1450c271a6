"""MkDocs calls this while it builds the site: adds the generated pages to those that are written."""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))


def on_files(files: Any, config: Any) -> Any:
    """Add what is generated, and the contributors' guide, which GitHub shows at the repository's root."""
    from mkdocs.structure.files import File  # noqa: PLC0415  only here

    from script.docs_pages import pages  # noqa: PLC0415  the path is set above
    from script.docs_pages.playground import assets  # noqa: PLC0415  likewise

    for path, content in (pages() | assets()).items():
        files.append(File.generated(config, path, content=content))
    return files
