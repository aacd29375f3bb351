"""What the first answer costs: a fresh process, its imports, opening the index, one query.

As of an installed program: its modules are compiled to bytecode before, whatever the environment says of that.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bench.engine import Engine
from bench.peers import named
from bench.queries import Question


def measured(module: str, name: str, home: Path, word: str) -> dict[str, float]:
    """Milliseconds: `imports`, then `first`, from opening to the ids of one word's best ten."""
    began = time.perf_counter()
    engine = named(module, name)
    ready = time.perf_counter()
    engine.open(home)
    engine.answer(Question("term", (word,)))
    return {"imports": (ready - began) * 1000, "first": (time.perf_counter() - ready) * 1000}


def run(engine: Engine, home: Path, word: str, times: int = 5) -> dict[str, float]:
    """The median of several processes; the index is in the system's cache of files."""
    command = [sys.executable, "-m", "bench.opening", type(engine).__module__, engine.name, str(home), word]
    told = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    told["PYTHONPYCACHEPREFIX"] = str(home.parent / "bytecode")
    each = []
    for _ in range(times + 1):
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=told)
        if done.returncode:
            raise SystemExit(f"{engine.name} failed to open {home}:\n{done.stderr}")
        each.append(json.loads(done.stdout.splitlines()[-1]))
    return {part: sorted(one[part] for one in each[1:])[times // 2] for part in ("imports", "first")}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.opening", description="One engine; a step of the bench.")
    for name in ("module", "engine", "home", "word"):
        parser.add_argument(name)
    told = parser.parse_args()
    print(json.dumps(measured(told.module, told.engine, Path(told.home), told.word)))
