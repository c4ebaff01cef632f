"""``python -m benchmarks`` measures the speed of scoring; ``--write`` puts the figures into docs/benchmarks.md."""

from benchmarks.speed.report import main

if __name__ == "__main__":
    main()
