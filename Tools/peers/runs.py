"""Runs ours and the rigs by turns, and keeps what they said."""
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import time

from figures import Figure, compare, parse
from rows import GROUPS, ROWS

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# What the rigs' peers need of Debian's packages; the crates are for mlua.
PACKAGES = ["nginx", "golang-go", "nodejs", "luajit", "lua5.4", "wrk", "gcc", "python3-venv"]
CRATES = [f"librust-{name}-dev" for name in ("tokio", "bstr", "rustc-hash", "futures-util", "either", "num-traits",
                                             "parking-lot", "pkg-config", "cc", "cfg-if", "libloading")]


class Rigs:
    """The rigs' folder, and where what they build is kept."""

    def __init__(self, folder, build):
        self.folder, self.build = pathlib.Path(folder), pathlib.Path(build)
        ancestors = os.environ.get("SEED_SRC") or str(self.build / "ancestors")
        self.environment = {**os.environ, "BENCH_BUILD": str(self.build), "SEED_SRC": ancestors, "REPS": "1",
                            "ONLY": " ".join(servers("requests", "p99")), "IDLE": " ".join(servers("idle_per_connection"))}

    def missing(self):
        """Why there is nothing to compare with, or None."""
        if not (self.folder / "common.sh").exists():
            return (f"no rigs at {self.folder}: name the folder that holds loop-ops, http-hello, thread-hop and lua "
                    "with --peers FOLDER or PEERS=FOLDER")

    def install(self):
        """What Debian has of the peers. Those that it cannot have are left out by the rigs themselves."""
        wanted = PACKAGES + (CRATES if (pathlib.Path(self.environment["SEED_SRC"]) / "mlua-rs+mlua").exists() else [])
        script = 'source Tools/bootstrap; UMBRA_PACKAGES=("$@"); install_missing'
        done = subprocess.run(["bash", "-c", script, "bash", *wanted], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            tell("not all peers can be installed: " + (done.stderr.strip().splitlines() or ["?"])[-1])

    def run(self, rig):
        """What the rig prints, and its own words on what it leaves out."""
        text, words = finish(["bash", self.folder / rig / "run"], self.environment)
        return parse(text), sorted({line[2:] for line in words.splitlines() if re.match("# .*(skip|fail|need|not )", line)})


def servers(*operations):
    """The rig http-hello runs those servers alone that it is told: the ones in our rows."""
    names = [name for row in ROWS if row.rig == "http-hello" for expression in row.peers.values()
             for name in expression.split(" | ")]
    return sorted({name.rsplit(".", 1)[0] for name in names if name.rsplit(".", 1)[1] in operations})


def ours(rig):
    text, words = finish([ROOT / "Tools/bench", *GROUPS[rig]], {**os.environ, "REPS": "1"})
    figures = parse(text)
    if not figures:
        sys.exit(f"Tools/bench printed nothing:\n{words[-2000:]}")
    return figures


def between(before, after):
    """The means of ours before and after the rig, which lie in its middle as far as the machine's moods go."""
    return {name: Figure((one.value + after.get(name, one).value) / 2, one.unit) for name, one in before.items()}


def finish(command, environment):
    done = subprocess.run(list(map(str, command)), env=environment, capture_output=True, text=True, errors="replace",
                          stdin=subprocess.DEVNULL)
    return done.stdout, done.stderr


def tell(words):
    print(f"bench-peers: {words}", file=sys.stderr, flush=True)


class Record:
    """The rounds of each rig in a file, written after each round: what is cut short is not lost."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.content = json.loads(self.path.read_text()) if self.path.exists() else {"rigs": {}}

    def measure(self, rigs, names, rounds, adds):
        for name in names:
            if not adds:
                self.content["rigs"].pop(name, None)
        for number in range(1, rounds + 1):
            for name in names:
                start = time.monotonic()
                before = ours(name)
                theirs, notes = rigs.run(name)
                self.add(name, between(before, ours(name)), theirs, notes)
                tell(f"round {number} of {rounds}: {name}, {len(theirs)} rows of peers in {time.monotonic() - start:.0f} s")

    def add(self, rig, mine, theirs, notes):
        entry = self.content["rigs"].setdefault(rig, {"rounds": []})
        entry["rounds"].append({"ours": mine, "peers": theirs})
        entry.update(date=time.strftime("%Y-%m-%d"), notes=notes)
        self.content["machine"] = machine()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.content, indent=1) + "\n")

    def results(self, only=""):
        found = []
        for row in ROWS:
            rounds = self.content["rigs"].get(row.rig, {}).get("rounds", [])
            result = compare(row, [(figures(one["ours"]), figures(one["peers"])) for one in rounds])
            if result and only in row.work:
                found.append(result)
        return found

    def absent(self, only=""):
        """Rows whose rig was run, and of which ours gave no figure."""
        there = [one.row for one in self.results(only)]
        return [f"{row.work} (no figure of ours)" for row in ROWS
                if only in row.work and row.rig in self.content["rigs"] and row not in there]

    def notes(self):
        return [f"{rig}: {words}" for rig, entry in self.content["rigs"].items() for words in entry["notes"]]

    def circumstances(self):
        """When and where, in a sentence's part."""
        entries = self.content["rigs"].values()
        dates = sorted({entry["date"] for entry in entries})
        rounds = sorted({len(entry["rounds"]) for entry in entries})
        return (f"{' and '.join(dates)}, {self.content['machine']}; "
                f"{'-'.join(map(str, rounds))} round{'s' if rounds != [1] else ''}")


def figures(saved):
    return {name: Figure(*pair) for name, pair in saved.items()}


def machine():
    model = re.search(r"^model name\s*: (.+)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return f"{os.cpu_count()} cores of {model[1] if model else platform.machine()}, Linux {platform.release().split('-')[0]}"
