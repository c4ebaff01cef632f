"""What a training run found, as data and as Markdown in one language: the model card with the report of the choice."""

from __future__ import annotations

from assessment.archetypes import choosing
from assessment.archetypes.artefact import Artefact
from assessment.archetypes.choosing import TypingCandidate
from assessment.archetypes.clouds import Separation
from assessment.archetypes.results import ArchetypeModel
from assessment.documents import Strict
from assessment.language import Label, Lang, label
from assessment.population.card import markdown_table


class TrainingReport(Strict):
    """A training run: the model, every candidate, the one chosen, and what speaks against it.

    ``rivals`` passed the tests with more types or better separation; ``grid`` is the plain level-by-size alternative;
    ``clear`` the share of held-out firms that clearly belong to one type; ``prototype_distances`` how far each type is
    from the archetype whose name it carries, in standard deviations a feature.
    """

    artefact: Artefact
    candidates: tuple[TypingCandidate, ...]
    chosen: TypingCandidate
    rivals: tuple[TypingCandidate, ...]
    grid: TypingCandidate
    separation: Separation
    clear: float
    prototype_distances: tuple[float, ...]

    @property
    def beats_grid(self) -> bool:
        """Whether fewer types tell more about the firms than the grid of level by size does with more cells."""
        return (
            self.chosen.explained > self.grid.explained
            and self.chosen.silhouette > self.grid.silhouette
            and self.chosen.types <= self.grid.types
        )


def model_card(report: TrainingReport, model: ArchetypeModel, lang: Lang) -> str:
    """The model card with the training report."""
    artefact, spec = report.artefact, model.spec
    marking = artefact.training.marking
    colon = "：" if lang == "zh" else ": "
    sections = [
        "# " + label("企业类型模型", "Archetypes of firms: model card").text(lang),
        *([f"> {marking.text(lang)}"] if marking else []),
        _facts(artefact, lang),
        _heading("用途与限度", "What it is for, and what it is not", lang),
        PURPOSE.text(lang),
        _heading("是类型，还是渐变？", "Clusters, or a gradient?", lang),
        _gradient(report).text(lang),
        _heading("各类企业（特征从 0 到 1 的平均值）", "The types (mean of each feature, 0 to 1)", lang),
        _types(model, lang),
        _portraits(model, lang),
        CLEAR.fill(share=f"{report.clear:.0%}", least=f"{spec.clear_membership:g}").text(lang),
        _heading("怎样选定", "How the choice was made", lang),
        _rule().text(lang),
        _candidates(report, lang),
        _verdict(report).text(lang),
        _heading("没有用作特征的", "What is not a feature", lang),
        "\n".join(f"- {one.what.text(lang)}{colon}{one.reason.text(lang)}" for one in spec.left_out),
    ]
    return "\n\n".join(sections) + "\n"


PURPOSE = label(
    "帮助企业主看清自己像哪一类企业、差在哪里。类型不是等级，也不是评定；"
    "填得不全、落在两类之间或与各类都不像的企业，都会如实说明。",
    "It shows an owner which kind of firm theirs resembles and where it differs. A type is neither a level nor a "
    "rating; incomplete answers, firms between two types and firms unlike any are said to be so.",
)
CLEAR = label(
    "没有参与训练的企业中 {share} 明显属于一类（归属度不低于 {least}）。归属度说的是离各类中心的相对远近，不是概率。",
    "{share} of the firms held out clearly belong to one type (membership of {least} or more). Membership is relative "
    "closeness to the centres of the types, not a probability.",
)
METHODS = {
    "k-means": label("k 均值", "k-means"),
    "Gaussian mixture": label("高斯混合", "Gaussian mixture"),
    "latent classes": label("潜类别分析（有序回答）", "latent class analysis (ordinal answers)"),
    "level by size": label("等级 × 规模网格（对照）", "grid of level by size (baseline)"),
}
HEADINGS = (
    label("方法", "Method"),
    label("类数", "Types"),
    label("稳定性（平均）", "Stability, mean"),
    label("稳定性（最差）", "Stability, worst"),
    label("轮廓系数", "Silhouette"),
    label("最小一类", "Smallest type"),
    label("解释的方差", "Variance explained"),
    label("合格", "Passes"),
)


def _heading(zh: str, en: str, lang: Lang) -> str:
    return "## " + label(zh, en).text(lang)


def _facts(artefact: Artefact, lang: Lang) -> str:
    training = artefact.training
    libraries = ", ".join(f"{name} {number}" for name, number in training.libraries.items())
    facts = (
        label("模型 `{key}`，指标 `{framework}`", "Model `{key}`, framework `{framework}`").fill(
            key=artefact.key, framework=artefact.framework
        ),
        label("训练数据：{what}，用了 {n} 家；`{data}`", "Trained on: {what}; {n} firms used; `{data}`").fill(
            what=training.description, n=f"{training.firms:,}", data=training.data
        ),
        label("日期 {date}，种子 {seed}，{libraries}", "Date {date}, seed {seed}, {libraries}").fill(
            date=training.date, seed=training.seed, libraries=libraries
        ),
        label(f"SHA-256 `{artefact.sha256}`", f"SHA-256 `{artefact.sha256}`"),
    )
    return "\n".join(f"- {fact.text(lang)}" for fact in facts)


def _types(model: ArchetypeModel, lang: Lang) -> str:
    geometry = model.geometry
    centres = geometry.centres * geometry.scale + geometry.mean
    headings = (label("类型", "Type"), label("占比", "Share"), *(feature.label for feature in model.artefact.features))
    rows = (
        (model.name(k).text(lang), f"{one.share:.0%}", *(f"{value:.2f}" for value in centres[k]))
        for k, one in enumerate(model.artefact.types)
    )
    return markdown_table((heading.text(lang) for heading in headings), rows)


def _portraits(model: ArchetypeModel, lang: Lang) -> str:
    described = [one for k in range(len(model.artefact.types)) if (one := model.described(k))]
    line = label("- **{name}**：{portrait}下一步：{step}", "- **{name}**: {portrait} Next: {step}")
    return "\n".join(
        line.fill(name=one.name, portrait=one.portrait, step=one.next_step).text(lang) for one in described
    )


def _gradient(report: TrainingReport) -> Label:
    found = report.separation
    figures = label(
        "这些类型解释差异的 {own}；取值和相关系数相同、但没有任何类别的点云，"
        "用同样方法切开解释 {cloud}（标准差 {spread}）。"
        "相邻两类中心之间的中间一半路上有两类企业的 {border}，均匀分布时是 25%。{verdict}",
        "The types explain {own} of the variance; a cloud with the same values and correlations but without any types, "
        "cut in the same way, {cloud} (standard deviation {spread}). The middle half of the way between "
        "neighbouring centres holds {border} of their firms; an even spread would leave 25% there. {verdict}",
    )
    verdict = label(
        "所以这些类型不是自然分开的群，而是从连续的渐变上切出来的几段：便于说话，边界两侧的企业其实相近。",
        "So the types are no separate clusters but stretches of a gradient: handy to speak of, while firms on either "
        "side of a border are much alike.",
    )
    if found.clusters:
        verdict = label(
            "类型之间的分隔明显超过单纯的渐变。", "The types stand apart by clearly more than a gradient would."
        )
    own, cloud, spread = (f"{value:.1%}" for value in (found.explained, found.cloud, found.cloud_spread))
    return figures.fill(own=own, cloud=cloud, spread=spread, border=f"{found.border:.0%}", verdict=verdict)


def _rule() -> Label:
    return label(
        "规则：{first} 到 {last} 类中，有分得开的，取解释得和最好者相差不到一个标准差或一成的最少类数；"
        "都只是渐变的，取全部条件都满足的最多类数。条件一，稳定：{n} 次自助抽样两两之间的调整兰德指数"
        "（在没有参与训练的企业上计算）平均不低于 {mean}、最差不低于 {worst}。条件二，分得开：轮廓系数不低于"
        "各方案中最好的 {separated}。条件三，最小一类不少于 {smallest}。其他方法用来对照。"
        "第二条是看过第一轮比较之后加的。",
        "The rule: of {first} to {last} types, where some stand apart, take the least number that explains as much as "
        "the best of them but for a standard deviation or a tenth; of a mere gradient, the largest number that meets "
        "every test. Stable: {n} bootstrap fits agree (adjusted Rand index on held-out firms) by {mean} or more on "
        "average, {worst} in the worst pair. "
        "Separated: a silhouette of {separated} or more of the best candidate's. Not small: {smallest} of the firms "
        "or more in the smallest type. The other methods are there for comparison. "
        "The test of separation was added after a first comparison had been seen.",
    ).fill(
        first=choosing.NUMBERS[0],
        last=choosing.NUMBERS[-1],
        n=choosing.BOOTSTRAPS,
        mean=f"{choosing.STABLE_MEAN:g}",
        worst=f"{choosing.STABLE_WORST:g}",
        separated=f"{choosing.SEPARATED:.0%}",
        smallest=f"{choosing.SMALLEST:.0%}",
    )


def _candidates(report: TrainingReport, lang: Lang) -> str:
    rows = []
    for one in (*report.candidates, report.grid):
        mark = (
            label("选定", "chosen") if one == report.chosen else label("是", "yes") if one.passes else label("否", "no")
        )
        stable = ["", ""] if one.stability is None else [f"{one.stability:.3f}", f"{one.worst:.3f}"]
        figures = [f"{one.silhouette:.3f}", f"{one.smallest:.1%}", f"{one.explained:.1%}"]
        rows.append([METHODS[one.method].text(lang), str(one.types), *stable, *figures, mark.text(lang)])
    return markdown_table((heading.text(lang) for heading in HEADINGS), rows)


def _verdict(report: TrainingReport) -> Label:
    chosen, grid = report.chosen, report.grid
    compared = label(
        "{types} 类解释 {explained} 的差异，等级 × 规模网格用 {cells} 格解释 {by_grid}：{better}{rivals}",
        "{types} types explain {explained} of the variance, the grid {by_grid} with {cells} cells: {better} {rivals}",
    )
    better = (
        label("聚类更好。", "the clustering is better.")
        if report.beats_grid
        else label("聚类没有胜过网格，请慎用。", "the clustering does not beat the grid; use it with care.")
    )
    names = ", ".join(f"{one.method} ({one.types})" for one in report.rivals)
    rivals = (
        label(f"另有方法类数更多或分得更开：{names}。", f"Other methods do better in number or separation: {names}.")
        if report.rivals
        else label(
            "其他方法通过同样检验的，没有一个类数更多或分得更开。",
            "No other method passes the same tests with more types or better separation.",
        )
    )
    return compared.fill(
        types=chosen.types,
        explained=f"{chosen.explained:.1%}",
        cells=grid.types,
        by_grid=f"{grid.explained:.1%}",
        better=better,
        rivals=rivals,
    )
