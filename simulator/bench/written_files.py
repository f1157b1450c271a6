"""What is written into a folder of Home Assistant's, by file."""

from collections import Counter
from pathlib import Path


class WrittenFiles:
    """Counts what is written into a folder: all of a file that is replaced, what is added to one that grows."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = self._look()
        self.by_file: Counter[str] = Counter()

    def look(self) -> None:
        """Compare with the last look."""
        now = self._look()
        for name, (changed_ns, size) in now.items():
            before_ns, before = self._seen.get(name, (0, 0))
            if changed_ns != before_ns:
                self.by_file[name] += max(size - before, 0) if ".db" in name else size
        self._seen = now

    def _look(self) -> dict[str, tuple[int, int]]:
        found = {}
        for path in (*self._folder.glob(".storage/**/*"), *self._folder.glob("*.db*"), *self._folder.glob("*.log")):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            if path.is_file():
                found[str(path.relative_to(self._folder))] = (stat.st_mtime_ns, stat.st_size)
        return found
