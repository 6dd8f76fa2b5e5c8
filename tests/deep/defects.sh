#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plants each defect of defects.txt: a test must see it. With words, only those that have one of them.
set -eu
cd "$(dirname "$0")/../.."
exec python3 tests/deep/defects.py . build-deep-defects "$@"
