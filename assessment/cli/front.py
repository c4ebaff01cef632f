"""The sticky front of several processes: HAProxy, nginx or Caddy, as found on this machine, and what it is told.

A visitor stays with one process by a cookie; when that one is gone, another takes over. What browsers send of where
they come from is handed on, so that the pages know a visitor's own address.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assessment import settings

COOKIE = "server"
_PLACES = ("/usr/sbin", "/usr/local/sbin", "/usr/local/bin")
"""Where fronts lie beside the places that a person's shell looks in."""


@dataclass(frozen=True)
class Door:
    """What a front is to do: listen at ``at`` ("127.0.0.1:8501"), below ``base``, for processes at these ports."""

    at: str
    base: str
    ports: Sequence[int]

    @property
    def cookie_path(self) -> str:
        """Below which path the cookie holds: another system under the same name has one of its own."""
        return self.base or "/"

    @property
    def health(self) -> str:
        """Where a process says that it is well."""
        return f"{self.base}/_stcore/health"


@dataclass(frozen=True)
class Front:
    """A program of this machine that can stand in front."""

    name: str
    program: str
    _told: Callable[[Door, Path], str]
    _arguments: Callable[[Path], list[str]]

    def command(self, door: Door, folder: Path) -> list[str]:
        """Write what it is told into ``folder``, and how it is started so that it stays in the foreground."""
        file = folder / "front.conf"
        file.write_text(self._told(door, folder), encoding="utf-8")
        return [self.program, *self._arguments(file)]


def found() -> Front | None:
    """The first of them that this machine has."""
    for name, (told, arguments) in _KINDS.items():
        program = shutil.which(name) or shutil.which(name, path=os.pathsep.join(_PLACES))
        if program is not None:
            return Front(name, program, told, arguments)
    return None


def _haproxy(door: Door, _folder: Path) -> str:
    servers = "\n".join(
        f"    server {number} 127.0.0.1:{port} cookie {number} check inter 1s rise 1"
        for number, port in enumerate(door.ports, 1)
    )
    return f"""defaults
    mode http
    timeout connect 5s
    timeout client 1h
    timeout server 1h
    timeout tunnel 1h
    timeout check 30s
    option forwardfor
    option redispatch
    retries 3
    retry-on conn-failure empty-response
frontend pages
    bind {door.at}
    http-request set-var(txn.proto) req.hdr(X-Forwarded-Proto)
    default_backend servers
backend servers
    balance leastconn
    http-request disable-l7-retry unless {{ method GET HEAD }}
    cookie {COOKIE} insert indirect nocache httponly attr "SameSite=Lax"
    http-after-response replace-header Set-Cookie '^({COOKIE}=[^;]*); path=/;(.*)$' '\\1; Path={door.cookie_path};\\2'
    http-after-response replace-header Set-Cookie '^({COOKIE}=.*)$' '\\1; Secure' if {{ var(txn.proto) -m str https }}
    option httpchk
    http-check send meth GET uri {door.health} ver HTTP/1.1 hdr Host localhost
{servers}
"""


def _nginx(door: Door, folder: Path) -> str:
    shares = "\n".join(
        f"        {100 // len(door.ports)}% {number};" if number < len(door.ports) else f"        * {number};"
        for number in range(1, len(door.ports) + 1)
    )
    upstreams = "\n".join(
        f"    upstream at_{number} {{ server 127.0.0.1:{port}; "
        + " ".join(f"server 127.0.0.1:{other} backup;" for other in door.ports if other != port)
        + " }"
        for number, port in enumerate(door.ports, 1)
    )
    kept = "|".join(str(number) for number in range(1, len(door.ports) + 1))
    told = f"Path={door.cookie_path}; HttpOnly; SameSite=Lax"
    places = "\n".join(
        f"    {kind}_temp_path {folder / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""pid {folder / "nginx.pid"};
error_log stderr error;
daemon off;
worker_processes 1;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_max_body_size 0;
    proxy_max_temp_file_size 0;
{places}
    split_clients $request_id $chosen {{
{shares}
    }}
    map $cookie_{COOKIE} $at {{ ~^({kept})$ $cookie_{COOKIE}; default $chosen; }}
    map $cookie_{COOKIE} $new {{ ~^({kept})$ ""; default "{COOKIE}=$chosen; {told}$secure"; }}
    map $http_x_forwarded_proto $secure {{ https "; Secure"; default ""; }}
    map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
{upstreams}
    server {{
        listen {door.at};
        location / {{
            proxy_pass http://at_$at;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_request_buffering off;
            proxy_connect_timeout 5s;
            proxy_read_timeout 1h;
            proxy_send_timeout 1h;
            add_header Set-Cookie $new always;
        }}
    }}
}}
"""


def _caddy(door: Door, _folder: Path) -> str:
    host, _, port = door.at.rpartition(":")
    trusted = " ".join(("127.0.0.0/8", "::1", *map(str, settings.trusted_proxies())))
    return f"""{{
    admin off
    auto_https off
}}
:{port} {{
    bind {host.strip("[]")}
    reverse_proxy {" ".join(f"127.0.0.1:{port}" for port in door.ports)} {{
        trusted_proxies {trusted}
        lb_policy cookie {COOKIE}
        lb_try_duration 5s
        health_uri {door.health}
        health_interval 1s
        health_headers {{
            Host localhost
        }}
    }}
}}
"""


_KINDS: dict[str, tuple[Callable[[Door, Path], str], Callable[[Path], list[str]]]] = {
    "haproxy": (_haproxy, lambda file: ["-db", "-f", str(file)]),
    "nginx": (_nginx, lambda file: ["-p", str(file.parent), "-c", str(file), "-e", "stderr"]),
    "caddy": (_caddy, lambda file: ["run", "--adapter", "caddyfile", "--config", str(file)]),
}
