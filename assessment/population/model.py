"""The calibrated population: solved once from its file, then drawn from as often as wanted."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import numpy as np

from assessment.answers import AnswerTable, Column
from assessment.content.bank import FactBank
from assessment.content.library import default_bank
from assessment.content.loading import SourceText
from assessment.content.population import PopulationFile
from assessment.content.population_checks import load_population
from assessment.language import label
from assessment.population import margins
from assessment.population.draws import Draws
from assessment.population.latent import Impossible, Maturity, solve_maturity
from assessment.problems import refuse
from assessment.settings import content_root

CALIBRATION_FIRMS = 200_000
CALIBRATION_SEED = 20_240_904


class Population:
    """A generative model of firms whose margins are solved; ``sample`` draws answer tables from it."""

    def __init__(self, spec: PopulationFile, bank: FactBank, maturity: Maturity, cuts: margins.Cuts):
        self.spec, self.bank, self.maturity, self.cuts = spec, bank, maturity, cuts

    @property
    def key(self) -> str:
        """Identifier, version and a short hash of the file's content, as models and results name it."""
        text = json.dumps(self.spec.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return f"{self.spec.id}@{self.spec.version}#{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    def draw(self, n: int, seed: int) -> Draws:
        """``n`` firms before they answer."""
        return Draws(self.spec, self.bank, n, seed)

    def sample(self, n: int, seed: int) -> AnswerTable:
        """``n`` modelled firms with every question answered that they are asked; the same seed, the same firms."""
        return self.answers(self.draw(n, seed))

    def answers(self, draws: Draws) -> AnswerTable:
        """The answers of drawn firms."""
        hidden = margins.Hidden(draws, self.maturity)
        values = margins.start_values(draws)
        for margin in self.spec.margins:
            values |= margins.answer(margin, hidden, self.cuts, values)
        columns = _profile_columns(draws, self.bank)
        for fact_id, given in values.items():
            columns[fact_id] = margins.column(self.bank, fact_id, given, margins.asked(self.bank, fact_id, draws))
        return AnswerTable(self.bank, [f"M{i + 1:06d}" for i in range(draws.n)], columns)


def calibrate(
    spec: PopulationFile,
    bank: FactBank,
    source: SourceText,
    n: int = CALIBRATION_FIRMS,
    seed: int = CALIBRATION_SEED,
) -> Population:
    """Solve every margin on a sample of ``n`` firms; raises ``InputRefused`` naming the margin that cannot be met."""
    try:
        draws = Draws(spec, bank, n, seed)
        if not draws.above_scale.any():
            raise Impossible(
                ("above_scale", "revenue_at_least"),
                "没有一家模拟企业达到这个规模",
                "no modelled firm is as large as that",
            )
        maturity = solve_maturity(spec, draws)
        hidden = margins.Hidden(draws, maturity)
        values = margins.start_values(draws)
        cuts: margins.Cuts = {}
        for i, margin in enumerate(spec.margins):
            cuts |= margins.solve(margin, hidden, values, ("margins", i))
            values |= margins.answer(margin, hidden, cuts, values)
    except Impossible as fault:
        raise refuse(
            source.where(fault.path),
            label(fault.zh, fault.en),
            label("请核对这一处的数字。", "Check the figures at this place."),
        ) from None
    return Population(spec, bank, maturity, cuts)


def solved_population(root: Path, bank: FactBank) -> Population:
    """The population of a content folder, calibrated (a few seconds); refused when its margins cannot be met."""
    spec, source = load_population(root, bank)
    return calibrate(spec, bank, source)


@lru_cache(maxsize=2)
def modelled_population(root: Path | None = None) -> Population:
    """The population of the content folder, calibrated once a process."""
    return solved_population(root or content_root(), default_bank(root))


def _profile_columns(draws: Draws, bank: FactBank) -> dict[str, Column]:
    everyone = np.ones(draws.n, bool)
    manufacturing = np.full(draws.n, float(bank.option_index("industry", "manufacturing_and_utilities")))
    given = {
        "city": draws.city.astype(np.float64),
        "industry": manufacturing,
        "chain": draws.chain.astype(np.float64),
        "production_mode": draws.mode.astype(np.float64),
        "employees": draws.employees,
        "revenue": draws.revenue,
    }
    return {fact: margins.column(bank, fact, values, everyone) for fact, values in given.items()}
