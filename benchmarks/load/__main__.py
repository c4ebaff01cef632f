"""``python -m benchmarks.load 10 50``: single rounds, the bare page and the real one in turn, told as they end."""

from __future__ import annotations

import argparse
import asyncio
import sys

from assessment.content.library import load_bank
from assessment.settings import content_root
from benchmarks.load.rounds import Round, play
from benchmarks.load.tables import results_beside, two_servers, with_import


def main() -> None:
    """Measure, and tell every round on a line of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("owners", nargs="*", type=int, default=[10, 50])
    parser.add_argument("--seconds", type=float, default=25.0)
    parser.add_argument("--processes", type=int, default=0, help="of the real pages, behind a front")
    parser.add_argument("--results", type=int, default=0, help="so many results opened at once beside the owners")
    parser.add_argument("--import", action="store_true", dest="imports", help="a sheet beside 200 owners, alone")
    options = parser.parse_args()
    bank = load_bank(content_root())
    with two_servers(bank, options.processes) as servers:
        if options.imports:
            print(line(with_import(servers["pages"], bank)))
            return
        for number, owners in enumerate(options.owners):
            for name, one in servers.items():
                took: list[float] = []
                beside = results_beside(one, options.results, took) if options.results and name == "pages" else None
                told = asyncio.run(play(one, bank, owners, options.seconds, 1000 * (number + 1), beside))
                print(f"{name:6} {line(told)}", flush=True)
                if took:
                    print(f"       results: middle {sorted(took)[len(took) // 2]:.1f} s, last {max(took):.1f} s")
                for fault in told.faults[:3]:
                    print("      ", fault, file=sys.stderr)


def line(one: Round) -> str:
    """A round in a line."""
    return (
        f"{one.owners:4} owners {one.rate:6.1f}/s p50 {one.middle:6.3f} p95 {one.p95:6.3f} p99 {one.p99:6.3f} "
        f"max {one.longest:6.3f} busy {one.busy:4.2f} cpu/touch {1000 * one.processor:5.1f} ms "
        f"{one.held:5.2f} MB/owner {one.messages:4.0f} msg {one.octets / 1000:5.1f} kB  "
        f"{one.given} given {one.wrong} wrong {one.waited} waited {len(one.faults)} faults"
    )


if __name__ == "__main__":
    main()
