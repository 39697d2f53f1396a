# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# rooms: what one folder may know of another (tests/lint/arrows).  Each rule is
# held against the tree, and then seen to fail.
# shellcheck source=tests/lint/sources
. "$TESTS/lint/sources"

# arrows TREE: "ROOM ROOM", a line for each arrow of the tree's table.
arrows() {
	sed 's/#.*//' "$1/tests/lint/arrows" |
		awk '{ for (i = 2; i <= NF; i++) print $1, $i }'
}

# rooms TREE: the rooms of the table.
rooms() {
	sed 's/#.*//' "$1/tests/lint/arrows" | awk 'NF { print $1 }' | sort
}

# folders TREE: those that hold C.
folders() {
	(cd "$1" && find contract host init -name '*.[ch]' 2>/dev/null) |
		sed 's|/[^/]*$||' | sort -u
}

# refused TREE: of the lines "ROOM ROOM WORD..." of stdin those that no arrow
# allows.
refused() {
	arrows "$1" >allowed
	awk 'NR == FNR { allowed[$1, $2] = 1; next }
		$1 != $2 && !(($1, $2) in allowed)' allowed -
}

# includes TREE: "ROOM ROOM FILE INCLUDES FILE" for each include of ours.
includes() {
	(cd "$1" && find contract host init -name '*.[ch]' 2>/dev/null |
		sort | xargs grep -H '^#include "') |
		sed 's|^\(.*\):#include "\(.*\)".*|\1 \2|' |
		awk '{ from = $1; to = $2
			sub("/[^/]*$", "", from); sub("/[^/]*$", "", to)
			print from, to, $1, "includes", $2 }'
}

# calls TREE OBJECTS WING: "ROOM ROOM FILE uses SYMBOL of FILE" for what the
# objects of a wing resolve in each other.
calls() {
	(cd "$1" && find contract "$3" -name '*.c' | sort) >files
	sed "s|^|$2/$3/|; s/c\$/o/" files | xargs nm -A -g 2>/dev/null |
		sed "s|^$2/$3/||" >symbols
	awk 'function room(file) { sub("/[^/]*$", "", file); return file }
		NR == FNR { missing[$1] = 1; next }
		{ file = $1; sub(":.*", "", file); sub("o$", "c", file)
			delete missing[file] }
		$(NF - 1) == "U" { from[++uses] = file; what[uses] = $NF; next }
		{ of[$NF] = file }
		END {
			for (file in missing)
				print "none any", file, "is not built"
			for (i = 1; i <= uses; i++)
				if (what[i] in of)
					print room(from[i]), room(of[what[i]]), from[i],
						"uses", what[i], "of", of[what[i]]
		}' files symbols
}

# nouns TREE: "NOUN NOUN" for each include; a source and its header are one.
nouns() {
	includes "$1" | awk '{ sub("\\.[ch]$", "", $3); sub("\\.[ch]$", "", $5) }
		$3 != $5 { print $3, $5 }'
}

# alone COMPILER... -- FILE...: the headers, each of which is to compile.
alone() {
	options=
	while [ "$1" != -- ]; do
		options="$options $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # words are words here
	printf '%s\n' "$@" | xargs -n 12 -P 2 $options -std=c11 \
		-fsyntax-only -x c
}

# plant FILE <text: a file of ./tree.
plant() {
	mkdir -p "tree/$(dirname "$1")"
	cat >"tree/$1"
}

test_each_folder_of_code_is_a_room_of_the_table() {
	same 'rooms of the table' "$(rooms "$TOP")" "$(folders "$TOP")"
	echo 'init/base contract' | plant tests/lint/arrows
	plant init/base/sys.c </dev/null
	plant init/extra/new.h </dev/null
	same 'rooms of the table' "$(rooms tree)" init/base
	same 'folders' "$(folders tree | tr '\n' ' ')" 'init/base init/extra '
}

test_no_arrows_make_a_circle() {
	arrows "$TOP" >edges
	tsort edges >order || fail 'there is a circle'
	printf '%s\n' 'a b' 'b c' 'c a' | plant tests/lint/arrows
	arrows tree >edges
	! tsort edges >order 2>said || fail 'a circle is not seen'
}

test_includes_follow_the_arrows() {
	includes "$TOP" >all
	check 'there are includes' [ -s all ]
	same 'against the arrows' "$(refused "$TOP" <all)" ''
	printf '%s\n' 'init/base contract' 'init/job init/base' |
		plant tests/lint/arrows
	printf '%s\n' '#include <stdio.h>' '#include "init/job/queue.h"' \
		'#include "init/base/sys.h"' | plant init/base/sys.c
	echo '#include "init/base/sys.h"' | plant init/job/queue.h
	same 'planted' "$(includes tree | refused tree)" \
		'init/base init/job init/base/sys.c includes init/job/queue.h'
}

# Two circles stand: an edge of each is left out.
test_no_files_make_a_circle() {
	nouns "$TOP" >all
	check 'there are includes' [ -s all ]
	grep -vx -e 'host/image/folder host/image/fs' \
		-e 'host/results/extraction host/results/results' all >edges
	tsort edges >order || fail 'there is a circle'
	echo '#include "init/base/clock.h"' | plant init/base/sys.c
	plant init/base/sys.h </dev/null
	plant init/base/clock.h </dev/null
	nouns tree >edges
	tsort edges >order || fail 'a circle is seen where there is none'
	echo '#include "init/base/sys.h"' | plant init/base/clock.c
	nouns tree >edges
	! tsort edges >order 2>said || fail 'a circle is not seen'
}

test_calls_follow_the_arrows() {
	for wing in init host; do
		calls "$TOP" "$BUILD/objects" "$wing" >all
		check 'there are calls' [ -s all ]
		same "against the arrows, in $wing" "$(refused "$TOP" <all)" ''
	done
	printf '%s\n' 'init/base contract' 'init/job init/base' |
		plant tests/lint/arrows
	echo 'int up(void); int low(void); int low(void) { return up(); }' |
		plant init/base/low.c
	echo 'int low(void); int up(void); int up(void) { return low(); }' |
		plant init/job/up.c
	plant contract/none.c </dev/null
	for file in init/base/low init/job/up; do
		mkdir -p "objects/init/${file%/*}"
		$(setting CC) -c "tree/$file.c" -o "objects/init/$file.o"
	done
	calls tree "$PWD/objects" init | refused tree >seen
	same 'planted, and one that is not built' "$(cat seen)" \
"none any contract/none.c is not built
init/base init/job init/base/low.c uses up of init/job/up.c"
}

test_each_header_compiles_alone() {
	cd "$TOP" || exit
	# shellcheck disable=SC2046 # words are words here
	alone $(setting CC) $(setting CPPFLAGS) -- \
		$(sources | grep -e '^contract/.*\.h$' -e '^host/.*\.h$')
	# shellcheck disable=SC2046 # words are words here
	alone $(setting MUSL_CC) $(setting CPPFLAGS) -idirafter "$BUILD/uapi" \
		-- $(sources | grep '^init/.*\.h$')
	cd "$OLDPWD" || exit
	echo 'size_t size(void);' | plant bad.h
	! alone "$(setting CC)" -- tree/bad.h 2>said || fail 'it is not seen'
}

# The page shows the table as it is.
test_the_table_stands_in_architecture() {
	sed -n 's/^    \([a-z]*\(\/[a-z]*\)\{0,1\} .*contract.*\|host .*\)$/\1/p' \
		"$TOP/ARCHITECTURE.md" | tr -s ' ' | sort >told
	sed 's/#.*//' "$TOP/tests/lint/arrows" | tr -s '\t' ' ' |
		awk 'NF > 1 { $1 = $1; print }' | sort >held
	same 'arrows of the page' "$(cat told)" "$(cat held)"
}
