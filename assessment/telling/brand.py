"""Under whose name a report is handed over: the consultant's profile, and the act of signing."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from assessment.content.wording import wrong
from assessment.documents import Strict
from assessment.language import label, visible
from assessment.telling import theme
from assessment.telling.logo import Logo

NAME_LENGTH, LINE_LENGTH = 40, 60
"""Characters: a name or a telephone number, and everything else that stands on a line of its own."""


def _one_line(text: object) -> object:
    return visible(text) if isinstance(text, str) else text


def _readable(color: str) -> str:
    if theme.contrast(color, theme.PAPER) < theme.LEAST_CONTRAST:
        darker = theme.darkened(color)
        raise wrong(
            f"白字在这个颜色上看不清，请换深一点的，例如 {darker}",
            f"white text cannot be read on this colour; take a darker one, such as {darker}",
        )
    return color


Given = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH), BeforeValidator(_one_line)]
Name = Annotated[str, StringConstraints(max_length=NAME_LENGTH), BeforeValidator(_one_line)]
Line = Annotated[str, StringConstraints(max_length=LINE_LENGTH), BeforeValidator(_one_line)]
Color = Annotated[str, StringConstraints(pattern="^#[0-9A-Fa-f]{6}$"), AfterValidator(_readable)]


class Brand(Strict):
    """A consultant as a report names them. Texts are shown as they were typed, without signs that nobody sees."""

    name: Given
    organisation: Line = ""
    title: Name = ""
    phone: Name = ""
    registration: Line = Field("", description="the number or kind of a licence, as the consultant gives it")
    color: Color = Field(theme.LEVELS[4], description="ground of the cover, under white text")
    logo: Logo | None = None

    @property
    def short(self) -> str:
        """Who is named where there is room for one: the organisation, else the person."""
        return self.organisation or self.name

    @property
    def contact(self) -> str:
        """The person with title, telephone and registration."""
        return " · ".join(part for part in (self.name, self.title, self.phone, self.registration) if part)

    @property
    def whole(self) -> str:
        """Everybody and how to reach them, as it stands on the cover."""
        return " · ".join(part for part in (self.organisation, self.contact) if part)


class Signed(Strict):
    """That a consultant signed: where, and on which day."""

    place: Given
    day: datetime.date


DRAFT = label("草稿，未签署", "Draft, not signed")
"""What stands across every page until a consultant has signed."""
