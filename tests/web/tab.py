"""A browser's tab without the browser: what it sends and hears over the web socket of the pages."""

from __future__ import annotations

from http.cookies import Morsel
from typing import Any

import pytest
from google.protobuf import text_format
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.web.conftest import SIGNED_IN, AppServer


class Tab:
    """One open page, while the block lasts; ``session`` is the name under which Streamlit knows it."""

    def __init__(self, server: AppServer, *, staff: bool = False, cookie: Morsel[str] | None = None, **headers: str):
        host, cookie = f"127.0.0.1:{server.port}", SIGNED_IN[server.url] if staff else cookie
        sent = {} if cookie is None else {"Cookie": f"{cookie.key}={cookie.value}"}
        self._connecting = connect(
            f"ws://{host}{server.base}/_stcore/stream",
            origin=Origin(headers.pop("Origin", f"http://{host}")),
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=sent | headers,
            max_size=None,
            open_timeout=20,
        )
        self.session = ""

    def __enter__(self) -> Tab:
        self._socket = self._connecting.__enter__()
        return self

    def __exit__(self, *fault: Any) -> None:
        self._connecting.__exit__(*fault)

    def open(self, page: str = "", query: str = "", press: str = "") -> str:
        """Open a page, or press a button on it; all that was drawn, as text without marks."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        if press:
            asked.rerun_script.widget_states.widgets.add(id=press, trigger_value=True)
        self.send(asked.SerializeToString())
        drawn: list[str] = []
        while True:
            told = ForwardMsg()
            told.ParseFromString(bytes(self._socket.recv(60)))
            kind = told.WhichOneof("type")
            if kind == "new_session":
                self.session = told.new_session.initialize.session_id
            elif kind == "delta":
                drawn.append(text_format.MessageToString(told.delta, as_utf8=True))
            elif kind == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return "\n".join(drawn).replace("\\", "")

    def send(self, message: bytes) -> None:
        """Send whatever."""
        self._socket.send(message)

    def closed_with(self) -> int:
        """Wait for the server to end the connection; the code it gives."""
        with pytest.raises(ConnectionClosed):
            list(self._socket)
        assert self._socket.close_code is not None
        return self._socket.close_code
