"""What may be kept as evidence: photos and papers, told by their content, and written anew without what they hide."""

from __future__ import annotations

from assessment.evidence.cleaning import ENDINGS, MEDIA_TYPES, CleanFile, FileKind, cleaned

__all__ = ["ENDINGS", "MEDIA_TYPES", "CleanFile", "FileKind", "cleaned"]
