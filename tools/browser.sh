#!/bin/sh
# The browser tests drive Debian's chromium without its window, which sees the fonts of fonts.conf and no others. What is
# missing is installed as root on Debian, and named elsewhere.
set -eu
FONTCONFIG_FILE=$(cd "$(dirname "$0")" && pwd)/fonts.conf
export FONTCONFIG_FILE

missing() {
    command -v chromium-headless-shell >/dev/null || echo chromium-headless-shell
    command -v fc-list >/dev/null || echo fontconfig
    PATH=$PATH:/usr/sbin command -v haproxy >/dev/null || echo haproxy # two servers are tried behind it
    # What playwright's own Node needs and a bare Debian lacks.
    if libraries=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null); then
        case $libraries in *libatomic.so.1*) ;; *) echo libatomic1 ;; esac
    fi
    fonts=$(fc-list : file 2>/dev/null || true)
    for file in NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc; do
        case $fonts in *"/$file"*) ;; *) echo fonts-noto-cjk ;; esac
    done
    for file in DejaVuSans.ttf DejaVuSans-Bold.ttf DejaVuSansMono.ttf DejaVuSansMono-Bold.ttf; do
        case $fonts in *"/$file"*) ;; *) echo fonts-dejavu-core ;; esac
    done
}

packages=$(missing | sort -u | xargs)
[ -z "$packages" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages >/dev/null || true
    packages=$(missing | sort -u | xargs)
    [ -z "$packages" ] && exit 0
fi
echo "浏览器测试缺少 / the browser tests need: $packages (Debian: apt-get install $packages)" >&2
exit 1
