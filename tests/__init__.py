import os

# Before numpy is there: test workers share the processors already, and threads that wait for each other burn them.
for _library in ("OMP", "OPENBLAS"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
