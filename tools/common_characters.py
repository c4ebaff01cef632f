"""Find the characters of each face that nearly every full report in Chinese takes: ``fontfiles/common.json``.

They are compressed once in a process instead of once a report. Run it again, from the project's root, where a test says
that reports take too few of them:

    python -m tools.common_characters
"""

from __future__ import annotations

import datetime
import json
from collections import Counter

from assessment.advisory import default_advisor
from assessment.population import modelled_population
from assessment.report import fonts
from assessment.report.document import layout
from assessment.report.sheet import PaperSheet
from assessment.report.stacking import draw_page
from assessment.telling.document import document
from assessment.telling.marks import RESERVED
from assessment.telling.subject import Subject

ON = datetime.date(2026, 11, 23)
FIRMS, NEARLY_ALL, SEED = 30, 28, 20261123


def common() -> dict[str, str]:
    """By face, in order of their code points."""
    found: dict[str, Counter[str]] = {face: Counter() for face in (fonts.REGULAR, fonts.BOLD)}
    for advisory in default_advisor().advise(modelled_population().sample(FIRMS, SEED), ON, choices=True):
        sheet = PaperSheet()
        for page in layout(document(Subject(advisory, "zh")), sheet.root):
            draw_page(page, sheet)
        for face, counted in found.items():
            counted.update(sheet.taken[face])
    return {
        face: "".join(
            sorted(char for char, times in counted.items() if times >= NEARLY_ALL and not RESERVED.match(char))
        )
        for face, counted in found.items()
    }


if __name__ == "__main__":
    (fonts.FOLDER / "common.json").write_text(json.dumps(common(), ensure_ascii=False, indent=2) + "\n", "utf-8")
