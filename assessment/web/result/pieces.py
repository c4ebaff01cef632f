"""Small pieces of markup that several parts of the result share. Texts given to them are escaped already."""

from __future__ import annotations

import streamlit as st

from assessment.web.markup import block


def heading(part: str, title: str, lead: str = "") -> None:
    """The heading of a part, which the table of contents leads to, and what the part answers."""
    block(f'<h2 id="part-{part}" class="part">{title}</h2>' + (f'<p class="quiet">{lead}</p>' if lead else ""))


def meter(low: float, high: float, whole: float, kind: str = "") -> str:
    """A bar: what is certain filled, what is still possible hatched. The figure beside it says the same in text."""
    first, second = (100 * min(1.0, max(0.0, value / whole)) if whole else 0.0 for value in (low, high))
    maybe = f'<i class="maybe" style="left:{first:.2f}%;width:{second - first:.2f}%"></i>' if second > first else ""
    return f'<span class="meter {kind}" aria-hidden="true"><i style="width:{first:.2f}%"></i>{maybe}</span>'


def folded(summary: str, body: str, kind: str = "", *, opened: bool = False) -> str:
    """Something to tap open; the page need not be run again for it."""
    state = " open" if opened else ""
    return f'<details class="fold {kind}"{state}><summary>{summary}</summary><div class="inside">{body}</div></details>'


def lettering() -> dict[str, str]:
    """The text style of a chart: the face of the page, by its names.

    Widths are measured on a canvas, which does not know ``inherit`` and would measure another face than is drawn.
    """
    return {"fontFamily": st.get_option("theme.font")}


def bullets(texts: list[str], kind: str = "") -> str:
    """A list, nothing when it is empty."""
    return f'<ul class="{kind}">{"".join(f"<li>{text}</li>" for text in texts)}</ul>' if texts else ""
