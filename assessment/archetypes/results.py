"""Where firms belong: their type, how surely, what sets them apart, as arrays for many and as sentences for one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.archetypes.artefact import PLACE, Artefact, read_artefact
from assessment.archetypes.drift import FULLY_KNOWN
from assessment.archetypes.features import Features, feature_table
from assessment.archetypes.geometry import Floats, Geometry
from assessment.archetypes.nearest import UNPLACED, Assigned, assigned
from assessment.content.archetypes import Archetype, ArchetypesFile, load_archetypes
from assessment.documents import Strict
from assessment.knowledge import Knowledge
from assessment.language import Label, label, listed, percent
from assessment.problems import refuse
from assessment.scoring import Scores

EDITIONS = Path("models") / "editions"
"""Where the model and the reference of earlier editions are kept."""
NO_MODEL = "—"
LIKENESS = (
    (0.9, label("很接近这一类", "very much like this type")),
    (0.6, label("比较接近这一类", "rather like this type")),
    (0.0, label("有些接近这一类", "somewhat like this type")),
)
"""Memberships in words: they are relative closeness to types of modelled firms, and 100% would sound like a proof."""
TRAITS = 3
APART_FIRM, APART_TYPE = 0.75, 0.25
"""How many standard deviations (within types, over all firms) a feature must differ to be called a trait."""

MODELLED, REAL = label("模拟企业", "modelled firms"), label("企业", "firms")
TYPICAL = label(
    "这类企业的{feature}{than}：{value}，全部{whom}平均 {reference}。",
    "{feature} {than}: {value}, against {reference} over all {whom}.",
)
DIFFERS = label(
    "{feature}{than}：您 {value}，同类平均 {reference}。",
    "{feature} {than}: {value} in your firm, {reference} in its type.",
)


class Trait(Strict):
    """A feature in which one thing differs from another, from 0 to 1, and the sentence that says so."""

    feature: str
    value: float
    reference: float
    sentence: Label


class ArchetypeResult(Strict):
    """The type of one firm as pages, reports and JSON show it; ``archetype`` is None when too little is known."""

    archetype: str | None
    name: Label
    portrait: Label | None
    next_step: Label | None
    membership: float | None
    memberships: dict[str, float]
    known: float
    certain: bool
    outlier: bool
    notes: tuple[Label, ...]
    differs_from_type: tuple[Trait, ...]
    typical_of_type: tuple[Trait, ...]
    modelled: bool
    marking: Label | None
    model: str

    @property
    def likeness(self) -> Label | None:
        """How like its type the firm is, in words that claim no more than is known; None without a type."""
        if self.membership is None:
            return None
        like = next(words for least, words in LIKENESS if self.membership >= least)
        if self.certain or self.known > FULLY_KNOWN:
            return like
        return label("按已填的回答，{like}", "by the answers so far, {like}").fill(like=like)


@dataclass(frozen=True)
class ArchetypeModel:
    """A trained model with the names and portraits of its types."""

    spec: ArchetypesFile
    artefact: Artefact

    @cached_property
    def geometry(self) -> Geometry:
        """The parameters as arrays."""
        return self.artefact.geometry

    def identifier(self, code: int) -> str:
        """The archetype of a type, or ``type_3`` for one that no archetype was matched to."""
        return self.artefact.types[code].archetype or f"type_{code + 1}"

    def described(self, code: int) -> Archetype | None:
        """Name and portrait of a type, None for one that was matched to no archetype."""
        return next((a for a in self.spec.archetypes if a.id == self.artefact.types[code].archetype), None)

    def name(self, code: int) -> Label:
        """The name of a type."""
        described = self.described(code)
        return described.name if described else label(f"类型 {code + 1}（未命名）", f"Type {code + 1} (not named yet)")

    def typical(self, code: int) -> tuple[Trait, ...]:
        """What sets a type apart from the average firm, most first."""
        centre, mean = self.geometry.centres[code], self.geometry.mean
        own = centre * self.geometry.scale + mean
        whom = MODELLED if self.artefact.training.modelled else REAL
        return tuple(
            _trait(
                self.spec,
                i,
                own[i],
                mean[i],
                TYPICAL,
                ("高于平均", "above average") if centre[i] > 0 else ("低于平均", "below average"),
                whom,
            )
            for i in _largest(centre, APART_TYPE)
        )


@dataclass(frozen=True)
class Placements:
    """The types of n firms as arrays (see ``Assigned``); ``of`` says in words where one firm belongs."""

    model: ArchetypeModel
    features: Features
    assigned: Assigned

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def codes(self) -> NDArray[np.intp]:
        """The type (n,), -1 where too little is known."""
        return self.assigned.codes

    @property
    def memberships(self) -> Floats:
        """Soft memberships (n, types), adding up to 1."""
        return self.assigned.memberships

    @property
    def known(self) -> Floats:
        """The share (n,) of what a type rests on that is known."""
        return self.assigned.known

    @property
    def outliers(self) -> NDArray[np.bool_]:
        """Firms (n,) unlike every type."""
        return self.assigned.outliers

    @cached_property
    def ends(self) -> NDArray[np.intp]:
        """The types (2, n) under the worst and under the best completion of what is open."""
        geometry = self.model.geometry
        partial = (self.features.low != self.features.high).any(axis=1)
        ends = np.stack([self.codes, self.codes])
        for end, features in zip(ends, (self.features.low, self.features.high), strict=True):
            end[partial] = geometry.closeness(features[partial]).argmax(axis=1)
        return ends

    @cached_property
    def certain(self) -> NDArray[np.bool_]:
        """Firms (n,) that clearly belong to one type, whatever the missing answers are."""
        clear = self.memberships.max(axis=1) >= self.model.spec.clear_membership
        return clear & (self.ends == self.codes).all(axis=0) & (self.codes != UNPLACED)

    def of(self, row: int) -> ArchetypeResult:
        """The result of one firm."""
        model, code = self.model, int(self.codes[row])
        training = model.artefact.training
        shares = {model.identifier(k): _told(share) for k, share in enumerate(self.memberships[row])}
        placed = code != UNPLACED
        described = model.described(code) if placed else None
        return ArchetypeResult(
            archetype=model.identifier(code) if placed else None,
            name=model.name(code) if placed else label("暂时归不了类", "No type yet"),
            portrait=described.portrait if described else None,
            next_step=described.next_step if described else None,
            membership=_told(self.memberships[row, code]) if placed else None,
            memberships=shares if placed else {},
            known=_told(self.known[row]),
            certain=bool(self.certain[row]),
            outlier=bool(self.outliers[row]),
            notes=tuple(self._notes(row, code)),
            differs_from_type=self._differs(row, code) if placed else (),
            typical_of_type=model.typical(code) if placed else (),
            modelled=training.modelled,
            marking=training.marking,
            model=model.artefact.key,
        )

    def _notes(self, row: int, code: int) -> list[Label]:
        model = self.model
        if code == UNPLACED:
            return [
                label(
                    "用来归类的特征只知道 {known}，还不够；补上设备、场景和管理的回答就能归类。",
                    "Only {known} of what a type rests on is known. Answer the questions on machines, scenes and "
                    "management to see yours.",
                ).fill(known=percent(self.known[row], 0))
            ]
        notes = []
        others = sorted({int(end) for end in self.ends[:, row]} - {code})
        if others:
            names = listed((model.name(k) for k in others), "、", " / ")
            notes.append(
                label(
                    "还有回答没有填，补齐后也可能属于：{names}。",
                    "Some answers are missing; with them it may also be: {names}.",
                ).fill(names=names)
            )
        order = np.argsort(-self.memberships[row])
        if self.memberships[row, order[0]] < model.spec.clear_membership:
            first, second = (model.name(int(k)) for k in order[:2])
            notes.append(
                label("介于“{a}”和“{b}”之间，更接近前者。", "Between '{a}' and '{b}', closer to the former.").fill(
                    a=first, b=second
                )
            )
        if self.outliers[row]:
            notes.append(
                label(
                    "和各类企业都不太像，一百家里不到一家；请以各项得分为准，类型仅供参考。",
                    "Unlike every type, as fewer than one firm in a hundred is. Go by the scores, not the type.",
                )
            )
        return notes

    def _differs(self, row: int, code: int) -> tuple[Trait, ...]:
        geometry, spec = self.model.geometry, self.model.spec
        z = geometry.standardised(self.features.middle[row])
        apart = (z - geometry.centres[code]) / np.sqrt(geometry.within)
        apart = np.where(self.features.known[row] > FULLY_KNOWN, apart, 0.0)
        centre = geometry.centres[code] * geometry.scale + geometry.mean
        return tuple(
            _trait(
                spec,
                i,
                self.features.middle[row, i],
                centre[i],
                DIFFERS,
                ("高于同类", "above your type") if apart[i] > 0 else ("低于同类", "below your type"),
            )
            for i in _largest(apart, APART_FIRM)
        )


def untrained(edition: str) -> ArchetypeResult:
    """What a firm is told of its type under an edition (id@version) on which no types were trained."""
    note = label(
        "{edition} 这一版指标还没有训练企业类型，所以不归类；等级、得分和方案照常。",
        "No types have been trained on {edition} yet, so none is named; level, points and plan are as usual.",
    ).fill(edition=edition)
    return ArchetypeResult(
        archetype=None,
        name=label("暂时没有企业类型", "No types yet"),
        portrait=None,
        next_step=None,
        membership=None,
        memberships={},
        known=0.0,
        certain=False,
        outlier=False,
        notes=(note,),
        differs_from_type=(),
        typical_of_type=(),
        modelled=False,
        marking=None,
        model=NO_MODEL,
    )


def load_models(root: Path) -> dict[str, ArchetypeModel]:
    """The model of every edition on which types were trained, by the edition's key (id@version).

    That of ``root`` itself is the newest; each folder below ``models/editions`` keeps that of an earlier one, laid out
    as ``root`` is. Raises ``InputRefused`` for a faulty one.
    """
    kept = sorted(path for path in (root / EDITIONS).glob("*") if path.is_dir())
    return {model.spec.framework: model for model in map(load_model, [*kept, root])}


def load_model(root: Path) -> ArchetypeModel:
    """The model of ``root/models`` with the names of ``root/seeds``; raises ``InputRefused`` with the reason."""
    spec, _ = load_archetypes(root)
    artefact = read_artefact(root / PLACE, spec.framework, spec.features)
    known = {archetype.id for archetype in spec.archetypes}
    for one in artefact.types:
        if one.archetype is not None and one.archetype not in known:
            raise refuse(
                "seeds/archetypes.yaml archetypes",
                label(f"缺少模型用到的类型“{one.archetype}”", f"the model's archetype '{one.archetype}' is missing"),
                label("请恢复它的名称和画像，或重新训练。", "Restore its name and portrait, or train again."),
            )
    return ArchetypeModel(spec, artefact)


def place(model: ArchetypeModel, features: Features) -> Placements:
    """Place n firms by their features; what is open weighs nothing."""
    return Placements(model, features, assigned(model.geometry, features, model.spec.enough_known))


def assign(
    model: ArchetypeModel, table: AnswerTable, scores: Scores, knowledge: Knowledge | None = None
) -> list[ArchetypeResult]:
    """The type of every firm of a table, with sentences; see ``place`` for arrays only."""
    placements = place(model, feature_table(model.spec, table, scores, knowledge))
    return [placements.of(row) for row in range(len(placements))]


def _told(value: float) -> float:
    """A figure as results tell it: beyond six decimals one firm alone and one in a table may differ by rounding."""
    return round(float(value), 6)


def _largest(apart: Floats, least: float) -> list[int]:
    order = np.argsort(-np.abs(apart), kind="stable")[:TRAITS]
    return [int(i) for i in order if abs(apart[i]) >= least]


def _trait(
    spec: ArchetypesFile,
    i: int,
    value: float,
    reference: float,
    sentence: Label,
    than: tuple[str, str],
    whom: Label = REAL,
) -> Trait:
    feature = spec.features[i]
    name = Label(zh=f"“{feature.label.zh}”", en=feature.label.en[0].upper() + feature.label.en[1:])
    return Trait(
        feature=feature.id,
        value=_told(value),
        reference=_told(reference),
        sentence=sentence.fill(
            feature=name, than=label(*than), value=percent(value), reference=percent(reference), whom=whom
        ),
    )
