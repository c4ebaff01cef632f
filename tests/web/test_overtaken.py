"""Two runs of one session at once, as when a visitor taps while the page is still being drawn."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import script_runner
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import SessionState

from assessment.web import overtaken
from assessment.web.overtaken import OneLock

NEXT = "$$ID-1-next"
NOTHING = frozenset[str]()


def run(state: SessionState) -> OneLock:
    return OneLock(state, lambda: None)


def pressed(state: SessionState) -> None:
    """The next run of the session begins with a button that was pressed."""
    trigger = WidgetMetadata(NEXT, lambda value, *_: bool(value), lambda value: value, "trigger_value")
    state._new_widget_state.set_widget_metadata(trigger)
    states = WidgetStates()
    states.widgets.add(id=NEXT, trigger_value=True)
    state.on_script_will_rerun(states)


def test_a_button_pressed_while_the_last_run_ends_is_heard():
    state = SessionState()
    first, second = run(state), run(state)
    pressed(state)
    first.on_script_finished(NOTHING)
    assert state[NEXT] is True
    second.on_script_finished(NOTHING)
    assert state[NEXT] is False, "the run that was not overtaken clears up"


def test_no_run_touches_the_session_while_another_one_does():
    state = SessionState()
    first, second = run(state), run(state)
    heard: list[bool] = []

    def look() -> None:
        heard.append("anything" in second)

    beside = threading.Thread(target=look)
    with first.query_params():
        beside.start()
        beside.join(0.2)
        assert not heard
    beside.join()
    assert heard == [False]


def test_sessions_do_not_wait_for_each_other():
    with run(SessionState()).query_params():
        beside = threading.Thread(target=lambda: "anything" in run(SessionState()))
        beside.start()
        beside.join(10)
        assert not beside.is_alive()


def test_the_runs_of_the_server_see_their_session_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(script_runner, "SafeSessionState", script_runner.SafeSessionState)
    overtaken.leave_alone()
    made: Callable[..., object] = script_runner.SafeSessionState
    assert made is OneLock
