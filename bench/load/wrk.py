"""Load by wrk, whose report comes back as one line of JSON."""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.load.servers import Served

SCRIPT = """
local paths, at, statuses = {}, tonumber(os.getenv("START")), {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
request = function() at = at + 1; return wrk.format("GET", paths[(at - 1) % #paths + 1]) end
if os.getenv("COUNT") == "1" then
  response = function(status) if status > 399 then print("status " .. status) end end
end
done = function(summary, latency)
  local e = summary.errors
  local broken = e.connect + e.read + e.write + e.timeout
  print(string.format('{"requests": %d, "us": %d, "p50": %f, "p99": %f, "refused": %d, "broken": %d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), e.status, broken))
end
"""


@dataclass(slots=True)
class Target:
    """What is asked: a server and a file of paths, asked in order from where the last run stopped."""

    name: str
    served: Served
    paths: Path
    start: int = 0


@dataclass(frozen=True, slots=True)
class Load:
    """What one run met. refused: answers of 400 and above; broken: connections that failed or timed out."""

    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    refused: int
    broken: int
    statuses: Mapping[str, int] = field(default_factory=dict)


def asked(target: Target, connections: int, seconds: float, count_statuses: bool = False) -> Load:
    """Put load on a target for so long."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT)
        script.flush()
        given = {"PATHS": str(target.paths), "START": str(target.start), "COUNT": str(int(count_statuses))}
        command = f"wrk -t1 -c{connections} -d{seconds:.0f}s --timeout 30s -s {script.name} {target.served.url}"
        spent = target.served.cpu_s()
        said = subprocess.run(command.split(), env={**os.environ, **given}, capture_output=True, text=True, check=True)
        spent = target.served.cpu_s() - spent
    lines = said.stdout.splitlines()
    told = json.loads(next(line for line in lines if line.startswith("{")))
    target.start += told["requests"]
    statuses = [line.removeprefix("status ") for line in lines if line.startswith("status ")]
    return Load(
        per_second=told["requests"] / told["us"] * 1e6,
        p50_ms=told["p50"] / 1000,
        p99_ms=told["p99"] / 1000,
        cpu_ms=1000 * spent / max(told["requests"], 1),
        refused=told["refused"],
        broken=told["broken"],
        statuses={status: statuses.count(status) for status in sorted(set(statuses))},
    )
