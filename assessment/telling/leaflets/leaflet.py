"""A paper of its own beside the report, such as a requirement document or a check-list: a title and sections."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.telling.blocks import Section
from assessment.telling.subject import Subject


@dataclass(frozen=True)
class Leaflet:
    """A paper about the firm of a subject: its title, a few lines under it, its sections in order."""

    subject: Subject
    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
