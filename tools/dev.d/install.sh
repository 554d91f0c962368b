#!/bin/bash
# install [PREFIX]  build optimised and install (PREFIX /usr/local; DESTDIR is honoured)
need build docs
configure build-release --buildtype=release -Dwerror=false --prefix="$(realpath -m "${1:-/usr/local}")" -Ddocs=enabled -Dtests=false
compile build-release
meson install -C build-release --no-rebuild
if [ -z "${DESTDIR:-}" ] && [ "$(id -u)" -eq 0 ]; then
    ldconfig
fi
