"""The real servers, as data; run as ``environments.py [NAME…]``, it installs what they need and builds their models.

Each has an environment of its own under ``.venv-servers``, apart from the project's. What cannot be installed is said
and left out: its tests then skip, and say why.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent / ".venv-servers"


@dataclass(frozen=True)
class Server:
    """One kind of server with the tiny model."""

    name: str
    """The preset of that name is what svgguard calls it as."""
    packages: tuple[str, ...]
    form: str
    """``gguf`` or ``folder``, for ``tiny_gemma.py``."""
    command: tuple[str, ...]
    """How to start it; ``{python}``, ``{bin}``, ``{model}``, ``{llama}`` and ``{port}`` are filled in."""
    alias: str
    """The model's name there, likewise."""
    ready: str
    """A path that answers 200 once it is ready."""

    @property
    def home(self) -> Path:
        """Its environment."""
        return ROOT / self.name

    @property
    def bin(self) -> Path:
        """Where its programs are."""
        return self.home / ("Scripts" if sys.platform == "win32" else "bin")

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.bin / ("python.exe" if sys.platform == "win32" else "python")

    @property
    def model(self) -> Path:
        """The tiny model."""
        return self.home / ("tiny.gguf" if self.form == "gguf" else "tiny")

    @property
    def missing(self) -> str:
        """Why it cannot be started; empty when it can."""
        if not (self.home / "installed").is_file():
            return f"{self.name} is not installed: make test-servers SERVERS={self.name}"
        program = self.filled(0)[0]
        return "" if shutil.which(program) else f"there is no program {program}"

    def filled(self, port: int) -> list[str]:
        """The command to start it on a port."""
        llama = os.environ.get("LLAMA_SERVER", "llama-server")
        known = {"python": self.python, "bin": self.bin, "model": self.model, "llama": llama, "port": port}
        return [word.format(**known) for word in self.command]

    @property
    def model_name(self) -> str:
        """What to ask for."""
        return self.alias.format(model=self.model)


def words(command: str) -> tuple[str, ...]:
    """A command that listens on this machine, word by word."""
    return (*command.split(), "--host", "127.0.0.1", "--port", "{port}")


SERVERS = {
    server.name: server
    for server in (
        # Its wheel is compiled on the spot: a C++ compiler and some minutes are needed.
        Server(
            "llama-cpp-python",
            ("llama-cpp-python[server]==0.3.36", "gguf>=0.19", "tokenizers>=0.22", "numpy"),
            "gguf",
            words("{python} -m llama_cpp.server --model {model} --n_ctx 4096 --model_alias tiny --n_threads 2"),
            "tiny",
            "/v1/models",
        ),
        # 2.2 GB, most of it PyTorch.
        Server(
            "transformers",
            ("transformers[serving]==5.23.0", "torch==2.13.0", "safetensors", "numpy"),
            "folder",
            words("{bin}/transformers serve {model} --device cpu"),
            "{model}",
            "/health",
        ),
        # Only the model is built here; the program is the machine's own, on the path or named by LLAMA_SERVER.
        Server(
            "llama.cpp",
            ("gguf>=0.19", "tokenizers>=0.22", "numpy"),
            "gguf",
            words("{llama} -m {model} --alias tiny -c 4096 -np 1 -t 2 --offline"),
            "tiny",
            "/health",
        ),
    )
}


def install(server: Server) -> None:
    """Make the environment and the model; raises CalledProcessError when that fails."""
    stamp = server.home / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == "\n".join(server.packages):
        return
    stamp.unlink(missing_ok=True)
    subprocess.run([sys.executable, "-m", "venv", server.home], check=True)
    pip = [str(server.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *server.packages], check=True)
    stamp.write_text("\n".join(server.packages), encoding="utf-8")


def build(server: Server) -> None:
    """Make the tiny model anew."""
    subprocess.run([server.python, HERE / "tiny_gemma.py", server.form, server.model], check=True)


def main(names: list[str]) -> int:
    """Install and build for each of the names, or for all."""
    if unknown := set(names) - SERVERS.keys():
        print(f"no such server: {', '.join(sorted(unknown))}; there are {', '.join(SERVERS)}", file=sys.stderr)
        return 2
    for name in names or SERVERS:
        print(f"{name}: installing into {SERVERS[name].home}", flush=True)
        try:
            install(SERVERS[name])
            build(SERVERS[name])
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{name}: left out, for {error}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
