"""A run of a page that was overtaken by the next one leaves the session alone.

Streamlit starts the next run as soon as a visitor touches something, beside the one that is still ending, and gives
each a lock of its own over the one state of the session. The ended run then clears that state while the next one reads
it: a button pressed at that moment is not heard, or the next run dies, and the page stands still until it is touched
again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import ClassVar
from weakref import WeakValueDictionary

from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState


class OneLock(SafeSessionState):
    """The state of a session as one run sees it: one lock for all runs, and only the newest run clears up."""

    _newest: ClassVar[WeakValueDictionary[int, OneLock]] = WeakValueDictionary()
    """By the identity of the session's state, which each run keeps alive."""
    _taking: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, state: SessionState, yield_callback: Callable[[], None]):
        super().__init__(state, yield_callback)
        with OneLock._taking:
            before = OneLock._newest.get(id(state))
            if before is not None:
                object.__setattr__(self, "_lock", before._lock)
            OneLock._newest[id(state)] = self

    def on_script_finished(self, widget_ids_this_run: frozenset[str], *, remove_stale_widgets: bool = True) -> None:
        """Clear up after the run, unless a newer one is at work: that will do it."""
        with self._lock:
            if OneLock._newest.get(id(self._state)) is self:
                super().on_script_finished(widget_ids_this_run, remove_stale_widgets=remove_stale_widgets)


def leave_alone() -> None:
    """Let every run from now on see its session so."""
    assert hasattr(script_runner, "SafeSessionState")
    script_runner.SafeSessionState = OneLock  # type: ignore[misc]
