import os

# Before numpy is there: test workers share the processors already, and threads that wait for each other burn them.
for _library in ("OMP", "OPENBLAS"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
# What somebody has set for an own server is not what is tested.
for _name in [name for name in os.environ if name.startswith(("ASSESSMENT_", "STREAMLIT_"))]:
    del os.environ[_name]
# The day on which every test lives, and the servers and commands that it starts: content is dated, tests are not.
os.environ["ASSESSMENT_TODAY"] = "2026-11-23"
