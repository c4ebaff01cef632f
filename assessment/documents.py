"""What every frozen document shares: a base that refuses unknown keys, identifiers, and a digest."""

from __future__ import annotations

import hashlib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

IDENTIFIER = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"

Identifier = Annotated[str, Field(pattern=IDENTIFIER, max_length=60)]


class Strict(BaseModel):
    """Base of every content schema: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def digest(self) -> str:
        """Eight characters that change whenever the content does; results name them."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()[:8]
