"""An open page as a browser has it: the socket, the fields with what stands in them, and one run after the other.

What is sent and heard is Streamlit's own protocol (protobuf over a web socket): all fields go with every touch.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any, NamedTuple

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE = 120.0
"""Seconds until a page that does not come counts as broken."""


class Field(NamedTuple):
    """A widget of the page: its kind, the texts one can choose from, and the part that is drawn anew by a touch."""

    id: str
    kind: str
    options: tuple[str, ...]
    disabled: bool
    fragment: str


class Run(NamedTuple):
    """One run of the page as the browser saw it."""

    seconds: float
    messages: int
    octets: int


class Broken(Exception):
    """The page said that something went wrong, or did not come."""


class Tab:
    """One tab, from ``open`` to ``close``; ``fields`` are those of the last run under the keys the page gave them."""

    def __init__(self, address: str, page: str = "", query: str = "", client: str = ""):
        self._address, self._page, self._query = address, page, query
        self._client = {"X-Forwarded-For": client} if client else {}
        self._hash = ""
        self._states: dict[str, WidgetState] = {}
        self._drawn: dict[tuple[int, ...], Delta] = {}
        self._alone = False
        self._socket: ClientConnection | None = None
        self.fields: dict[str, Field] = {}
        self.waited = ""
        """What the page said of waiting during the last run."""

    @property
    def query(self) -> str:
        """The parameters in the address of the page."""
        return self._query

    async def open(self, http: httpx.AsyncClient) -> Run:
        """Fetch the document as a browser does, connect, and run the page for the first time."""
        for path in (f"/{self._page}", "/_stcore/health", "/_stcore/host-config"):
            await http.get(f"{self._address}{path}", headers=self._client)
        cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        self._socket = await connect(
            f"{self._address.replace('http', 'ws', 1)}/_stcore/stream",
            origin=Origin(self._address),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=self._client | ({"Cookie": cookie} if cookie else {}),
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
            compression=None,
        )
        return await self._run()

    async def close(self) -> None:
        """Leave the page."""
        if self._socket is not None:
            await self._socket.close()

    async def press(self, key: str) -> Run:
        """Press a button."""
        return await self._run(self.fields[key], WidgetState(id=self.fields[key].id, trigger_value=True))

    async def fill(self, key: str, value: str | bool) -> Run:
        """Choose, tick or type."""
        held = WidgetState(id=self.fields[key].id)
        if isinstance(value, bool):
            held.bool_value = value
        else:
            held.string_value = value
        self._states[held.id] = held
        return await self._run(self.fields[key])

    async def _run(self, touched: Field | None = None, pressed: WidgetState | None = None) -> Run:
        assert self._socket is not None
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_script_hash = self._hash
        asked.rerun_script.page_name = "" if self._hash else self._page
        asked.rerun_script.context_info.url = f"{self._address}/{self._page}"
        asked.rerun_script.widget_states.widgets.extend(self._states.values())
        if touched is not None:
            asked.rerun_script.fragment_id = touched.fragment
        self._alone = bool(asked.rerun_script.fragment_id)
        if pressed is not None:
            asked.rerun_script.widget_states.widgets.append(pressed)
        begun = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        messages = octets = 0
        self.waited = ""
        async with asyncio.timeout(PATIENCE):
            while True:
                heard = await self._socket.recv(decode=False)
                messages, octets = messages + 1, octets + len(heard)
                told = ForwardMsg()
                told.ParseFromString(heard)
                if self._hear(told):
                    break
        took = time.perf_counter() - begun
        self._take_in()
        return Run(took, messages, octets)

    def _hear(self, told: ForwardMsg) -> bool:
        """Take one message in; true when the page is complete."""
        kind = told.WhichOneof("type")
        if kind == "new_session":
            self._hash = told.new_session.page_script_hash
            if not self._alone:
                self._drawn = {}
        elif kind == "delta":
            self._drawn[tuple(told.metadata.delta_path)] = told.delta
            if told.delta.new_element.WhichOneof("type") == "exception":
                raise Broken(told.delta.new_element.exception.message)
            if (
                told.delta.new_element.WhichOneof("type") == "html"
                and "waits-its-turn" in told.delta.new_element.html.body
            ):
                self.waited = told.delta.new_element.html.body
        elif kind == "page_info_changed":
            self._query = told.page_info_changed.query_string
        elif kind == "navigation":
            self._hash = told.navigation.page_script_hash or self._hash
        elif kind == "script_finished":
            if told.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise Broken("compile error")
            if told.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:  # of the whole page
                self._alone = False
                return False
            return True
        return False

    def _take_in(self) -> None:
        """The fields of the page as it now is: new ones hold what it gave them, those that are gone are forgotten."""
        found: dict[str, Field] = {}
        states: dict[str, WidgetState] = {}
        for delta in self._drawn.values():
            if delta.WhichOneof("type") != "new_element":
                continue
            kind = delta.new_element.WhichOneof("type")
            if kind in ("button", *_STANDS):
                widget = getattr(delta.new_element, kind)
                options = tuple(widget.options) if kind in ("radio", "selectbox") else ()
                found[widget.id.split("-", 2)[-1]] = Field(widget.id, kind, options, widget.disabled, delta.fragment_id)
                if kind != "button":
                    held = self._states.get(widget.id)
                    states[widget.id] = _stands(kind, widget) if held is None or widget.set_value else held
        self.fields, self._states = found, states

    @property
    def texts(self) -> str:
        """All markup of the page."""
        return "\n".join(_html(one.new_element) for one in self._drawn.values() if one.HasField("new_element"))


def _html(element: Element) -> str:
    return str(element.html.body) if element.WhichOneof("type") == "html" else ""


_STANDS = ("radio", "selectbox", "checkbox", "text_input", "button_group")


def _stands(kind: str, widget: Any) -> WidgetState:
    """What a new field holds, or one that the page has set."""
    held = WidgetState(id=widget.id)
    put = widget.set_value
    if kind == "checkbox":
        held.bool_value = widget.value if put else widget.default
    elif kind == "text_input":
        text = widget.value if put else widget.default if widget.HasField("default") else None
        if text is not None:
            held.string_value = text
    elif kind == "button_group":
        held.string_array_value.data.extend(
            widget.raw_values if put else [widget.options[at].content for at in widget.default]
        )
    elif put:
        if widget.HasField("raw_value"):
            held.string_value = widget.raw_value
    elif widget.HasField("default"):
        held.string_value = widget.options[widget.default]
    return held
