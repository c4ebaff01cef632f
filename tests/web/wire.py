"""The network between browser and server, with the ways in which it fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any


class Network:
    """Carries TCP from a port of its own to the server's, until it is told to swallow, reset or delay.

    ``swallow`` takes packets and delivers none, in both directions, while every connection stays open; those opened
    before it never come back, as behind a router that has forgotten them, while new ones work after ``restore``.
    ``reset`` cuts every connection, and refuses new ones until ``restore``. ``delay`` holds every packet for so long.
    """

    def __init__(self, port: int):
        self._target = port
        self._loop = asyncio.new_event_loop()
        self._broken = self._swallowing = False
        self._delay = 0.0
        self._dead: set[asyncio.StreamWriter] = set()
        self._open: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._carry, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def swallow(self) -> None:
        self._do(self._set(swallowing=True))

    def reset(self) -> None:
        self._do(self._set(broken=True))

    def delay(self, seconds: float) -> None:
        self._delay = seconds

    def restore(self) -> None:
        self._delay = 0.0
        self._do(self._set())

    def close(self) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _set(self, *, swallowing: bool = False, broken: bool = False) -> None:
        self._swallowing, self._broken = swallowing, broken
        if swallowing:
            self._dead |= self._open
        if broken:
            for writer in self._open:
                writer.transport.abort()

    async def _end(self) -> None:
        self._server.close()
        await self._set(broken=True)
        mine = asyncio.current_task()
        await asyncio.gather(*(task for task in asyncio.all_tasks() if task is not mine), return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._broken:
            writer.transport.abort()
            return
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._target)
        ends = {writer, there_writer}
        self._open |= ends
        if self._swallowing:
            self._dead |= ends
        try:
            await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))
        finally:
            self._open -= ends
            for end in ends:
                end.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65_536):
                if self._delay:
                    await asyncio.sleep(self._delay)
                if sink not in self._dead:
                    sink.write(data)
                    await sink.drain()
        except OSError:
            pass
        finally:
            sink.close()
