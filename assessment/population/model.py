"""The calibrated population: solved once from its file, then drawn from as often as wanted."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from assessment.answers import AnswerTable
from assessment.content.bank import FactBank
from assessment.content.crosswalk import Crosswalk, load_crosswalk
from assessment.content.library import default_bank
from assessment.content.loading import SourceText
from assessment.content.population import PopulationFile
from assessment.content.population_checks import load_population
from assessment.language import label, percent
from assessment.population import margins
from assessment.population.draws import Draws
from assessment.population.latent import Impossible, Maturity, solve_maturity
from assessment.population.relations import Possible, answer_table
from assessment.problems import refuse
from assessment.settings import content_root

CALIBRATION_FIRMS = 200_000
CALIBRATION_SEED = 20_240_904


class Population:
    """A generative model of firms whose margins are solved; ``sample`` draws answer tables from it."""

    def __init__(
        self, spec: PopulationFile, bank: FactBank, crosswalk: Crosswalk, maturity: Maturity, cuts: margins.Cuts
    ):
        self.spec, self.bank, self.crosswalk, self.maturity, self.cuts = spec, bank, crosswalk, maturity, cuts

    @property
    def key(self) -> str:
        """Identifier, version and a short hash of what the firms are drawn by, as models and results name it."""
        relations = [relation.model_dump(mode="json", exclude={"reason"}) for relation in self.crosswalk.binding]
        spec = self.spec.model_dump(mode="json", exclude={"sources": {"__all__": {"title_en"}}})  # draws no firm
        text = json.dumps([spec, relations], sort_keys=True, ensure_ascii=False)
        return f"{self.spec.id}@{self.spec.version}#{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    def draw(self, n: int, seed: int) -> Draws:
        """``n`` firms before they answer."""
        return Draws(self.spec, self.bank, n, seed)

    def sample(self, n: int, seed: int) -> AnswerTable:
        """``n`` modelled firms with every question answered that they are asked; the same seed, the same firms."""
        return self.answers(self.draw(n, seed))

    def answers(self, draws: Draws) -> AnswerTable:
        """The answers of drawn firms."""
        hidden, possible = margins.Hidden(draws, self.maturity), Possible(draws, self.crosswalk)
        values = margins.start_values(draws)
        for margin in self.spec.margins:
            values |= margins.answer(margin, hidden, possible, self.cuts, values)
        return answer_table(draws, values)


def calibrate(
    spec: PopulationFile,
    bank: FactBank,
    source: SourceText,
    crosswalk: Crosswalk,
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
        hidden, possible = margins.Hidden(draws, maturity), Possible(draws, crosswalk)
        values = margins.start_values(draws)
        cuts: margins.Cuts = {}
        for i, margin in enumerate(spec.margins):
            cuts |= margins.solve(margin, hidden, possible, values, ("margins", i))
            values |= margins.answer(margin, hidden, possible, cuts, values)
        for chain, firms in possible.contradicted(values):
            names = ", ".join(relation.id for relation in chain.relations)
            raise Impossible(
                ("margins",),
                f"{percent(firms.mean())} 的模拟企业违反对照关系“{names}”",
                f"{percent(firms.mean())} of the modelled firms contradict the relation '{names}'",
            )
    except Impossible as fault:
        raise refuse(
            source.where(fault.path),
            label(fault.zh, fault.en),
            label("请核对这一处的数字。", "Check the figures at this place."),
        ) from None
    return Population(spec, bank, crosswalk, maturity, cuts)


def solved_population(root: Path, bank: FactBank) -> Population:
    """The population of a content folder, calibrated (a few seconds); refused when its margins cannot be met."""
    spec, source = load_population(root, bank)
    return calibrate(spec, bank, source, load_crosswalk(root / "questionnaires" / "crosswalk.yaml", bank, root))


@lru_cache(maxsize=2)
def modelled_population(root: Path | None = None) -> Population:
    """The population of the content folder, calibrated once a process."""
    return solved_population(root or content_root(), default_bank(root))
