#!/bin/bash
# deb             make the Debian packages (in build-deb) and have lintian look at them
need build deb
deb_version=$(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build)
deb_date=$(git log -1 --format=%cD 2>/dev/null || date -R)
deb_tree=build-deb/tacet-$deb_version

say "making the packages of version $deb_version"
rm -rf build-deb
mkdir -p "$deb_tree"
tar -c --exclude='./build*' --exclude=./.git --exclude=./demo . | tar -x -C "$deb_tree"
cp -r packaging/debian "$deb_tree/debian"
cat >"$deb_tree/debian/changelog" <<EOF
tacet ($deb_version) unstable; urgency=medium

  * See CHANGELOG.md.

 -- $(sed -n 's/^Maintainer: //p' packaging/debian/control)  $deb_date
EOF
(cd "$deb_tree" && quietly deb dpkg-buildpackage -b -us -uc -j2)
rm -rf "$deb_tree"
say "asking lintian"
lintian --tag-display-limit 0 --allow-root --fail-on error build-deb/*.changes
ls -l build-deb/*.deb
