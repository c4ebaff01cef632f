"""Tables of text on these pages."""

from __future__ import annotations

from assessment.web.markup import escape


def table(heads: list[str], rows: list[list[str]], caption: str) -> str:
    """A table that scrolls sideways on a phone."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="c-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="c-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
