"""``python -m assessment.cli`` is the command ``assessment``."""

import os

from assessment.cli import main

os.environ.setdefault("PYTHONUTF8", "1")
main()
