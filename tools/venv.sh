#!/bin/sh
# Make the virtual environment whole or not at all; as root on Debian, install what makes one where it is missing.
set -eu
python=$1
venv=$2
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "需要 Python 3.11 或更新版本 / Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "这个 Python 缺少 venv 模块 / this Python lacks its venv module (Debian: apt-get install python3-venv)" >&2
    exit 1
fi
"$python" -m venv "$venv" || {
    rm -rf "$venv"
    exit 1
}
