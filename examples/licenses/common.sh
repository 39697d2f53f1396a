# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# common: what the scripts of this job share.
set -eu

# texts: the names of the texts; a link stands for a text that is there too.
texts() {
	for path in "$GVA_DATA"/*; do
		[ -L "$path" ] || [ ! -f "$path" ] || echo "${path##*/}"
	done
}

# words <TEXT: its words, one a line, in lower case.
words() {
	tr '[:upper:]' '[:lower:]' | tr -cs '[:lower:]' '\n' | grep -x '[a-z][a-z]*'
}
