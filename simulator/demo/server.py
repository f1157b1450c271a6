"""The demo's Home Assistant: its folder, its process."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from .client import DemoError
from .place import Place, morning_place

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
# Home Assistant asks its supervisor for a restart by ending so.
RESTART_EXIT_CODE = 100
# Under this seed's sky clouds and gaps take turns from the second minute on.
SEED = 10
STOP_S = 20


class Server:
    """Runs Home Assistant in a folder of its own under .demo/."""

    def __init__(self, name: str, port: int, speed: int) -> None:
        """`name` is the folder's; `speed`: simulated seconds per second."""
        self.folder = ROOT / ".demo" / name
        self.config = self.folder / "config"
        self.library = self.folder / "lib"
        self.output = self.folder / "home-assistant.txt"
        self.port = port
        self.speed = speed
        self.url = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self, *, is_fresh: bool) -> None:
        """Fill the folder; `is_fresh` forgets all that happened before. Raises DemoError where the port is taken."""
        with socket.socket() as probe:
            # As a server would: one that ended a moment ago does not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError as error:
                raise DemoError(f"port {self.port} is in use: choose another with --port") from error
        place = self._place()
        if is_fresh or place is None:
            shutil.rmtree(self.folder, ignore_errors=True)
            place = morning_place(datetime.now(UTC))
        components = self.config / "custom_components"
        shutil.rmtree(components, ignore_errors=True)
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(HERE / "custom_components", components, ignore=ignore)
        shutil.copytree(ROOT / "custom_components" / "solar_charging", components / "solar_charging", ignore=ignore)
        shutil.copytree(HERE / "config", self.config, dirs_exist_ok=True)
        settings = {"speed": self.speed, "seed": SEED, "latitude": place.latitude, "longitude": place.longitude}
        # JSON is YAML as well.
        (self.config / "simulated_home.yaml").write_text(json.dumps(settings))
        (self.folder / "place.json").write_text(json.dumps(asdict(place)))
        # Of this repository the simulator only: Home Assistant must find the integration in its own folder.
        self.library.mkdir(exist_ok=True)
        if not (self.library / "simulator").exists():
            (self.library / "simulator").symlink_to(ROOT / "simulator", target_is_directory=True)
        self.output.unlink(missing_ok=True)
        where = (str(place.latitude), str(place.longitude), place.time_zone)
        self._python("-m", "simulator.demo.provision", str(self.config), str(self.port), *where)

    def start(self) -> None:
        """Start Home Assistant in a process group of its own."""
        hass = [sys.executable, "-m", "homeassistant", "--config", str(self.config)]
        skip = ["--skip-pip-packages", "pymicro-vad,pyspeex-noise"]
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
                [*hass, *skip],
                env=self._environment(),
                cwd=self.folder,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def process_group(self) -> int:
        """The id of the group of all its processes; 0 before it was started."""
        return self._process.pid if self._process else 0

    def is_running(self) -> bool:
        """Return whether it runs; one that asked for a restart is started again."""
        if self._process is None or (code := self._process.poll()) is None:
            return self._process is not None
        if code != RESTART_EXIT_CODE:
            return False
        self.start()
        return True

    def stop(self) -> None:
        """End it and everything it started."""
        if self._process is None:
            return
        for ending in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, ending)
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                break

    def wait(self) -> None:
        """Wait until it has ended."""
        if self._process is not None:
            self._process.wait(STOP_S)

    def log(self) -> str:
        """Return what Home Assistant wrote since the demo was started."""
        return self.output.read_text(errors="replace")

    def last_words(self) -> str:
        """Return the end of what Home Assistant wrote, nothing where it did not write."""
        return "\n".join(self.log().splitlines()[-15:]) if self.output.exists() else ""

    def _place(self) -> Place | None:
        """Return where the home stood last time, None where its sun has gone: then the demo moves on, and begins anew."""
        try:
            place = Place(**json.loads((self.folder / "place.json").read_text()))
        except OSError, TypeError, ValueError:
            return None
        return place if place.is_sunny(datetime.now(UTC)) else None

    def _python(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], check=True, env=self._environment(), cwd=self.folder)  # noqa: S603 - as above

    def _environment(self) -> dict[str, str]:
        environment = dict(os.environ)
        # Without its compiled files Home Assistant starts three seconds slower, every time.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPATH"] = os.pathsep.join((str(self.library), str(HERE / "stubs")))
        return environment
