# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# pack_root: what becomes a root file system, and how it looks there.
# shellcheck source=tests/host/pack_root_lib
. "$TESTS/host/pack_root_lib"

# ten_files: t.tar, of ten files with bytes of their own.
ten_files() {
	py <<-'END'
		random.seed(1)
		tar = Tar()
		for i in range(10):
		    tar.add(f'd/f{i}', random.randbytes(random.randrange(99999)))
		tar.save('t.tar')
	END
}

test_every_compression_is_the_same_root() {
	ten_files
	gzip -k t.tar
	bzip2 -k t.tar
	xz -k t.tar
	zstd -q t.tar
	lz4 -q t.tar t.tar.lz4
	mkdir plain
	tar -xf t.tar -C plain
	for packed in t.tar t.tar.gz t.tar.bz2 t.tar.xz t.tar.zst t.tar.lz4; do
		packs $packed
		rm -rf back
		mkdir back
		look new.img 'rdump /d back'
		diff -r plain back || fail "$packed differs"
		same "source of $packed" "$(look new.img 'cat gva-root.json' |
			sed -n 's/.*"source":.*"sha256:\(.*\)".*/\1/p')" \
			"$(sha256sum <$packed | cut -d ' ' -f 1)"
	done
}

test_stdin() {
	ten_files
	packs t.tar
	mv new.img one.img
	gzip t.tar
	gunzip -c t.tar.gz | "$GVA" pack --root - -o new.img
	cmp one.img new.img
	same 'what is there' "$(there)" \
		'errors fsck.log new.img one.img output program.py t.tar.gz '
}

test_same_source_same_bytes() {
	ten_files
	packs t.tar
	mv new.img one.img
	mkdir -p else/where
	cp t.tar else/where/other.tar
	sleep 1.1 # clocks of whole seconds
	packs else/where/other.tar
	cmp one.img new.img
	SOURCE_DATE_EPOCH=5 "$GVA" pack --root t.tar -o early.img
	! cmp -s one.img early.img || fail 'the date is not in it'
}

test_source_date_epoch() {
	py <<-'END'
		for name, time in (('a', 2000000000), ('b', 1900000000)):
		    Tar().add('f', b'x', mtime=time).add('old', mtime=7).save(name)
	END
	for source in a b; do
		SOURCE_DATE_EPOCH=1000000000 packs $source
		same mtime "$(look new.img 'stat f' | sed -n \
			's/.*mtime: \(0x[0-9a-f]*\):.*/\1/p')" 0x3b9aca00
		same 'older' "$(look new.img 'stat old' | sed -n \
			's/.*mtime: \(0x[0-9a-f]*\):.*/\1/p')" 0x00000007
	done
}

test_owners_modes_times() {
	py <<-'END'
		tar = Tar()
		tar.add('./', kind=DIR, mode=0o711, uid=3, gid=4)
		tar.add('su', b'x', mode=0o4755, uid=1234567, gid=7654321)
		tar.add('d', kind=DIR, mode=0o2770, uid=5, gid=6)
		tar.add('sticky', kind=DIR, mode=0o1777)
		tar.add('none', mode=0)
		tar.add('ns', pax_headers={'mtime': '981173106.123456789'})
		tar.add('before', pax_headers={'mtime': '-5.25'})
		tar.add('late', pax_headers={'mtime': '99999999999999'})
		tar.add('l', kind=SYM, linkname='su', uid=8, gid=9, mode=0o777)
		tar.save('t.tar')
	END
	packs t.tar
	look new.img 'ls -p /' | awk -F / '$6 ~ /^(\.|[a-z]+)$/ {
		print $6, $3, $4, $5 }' | LC_ALL=C sort >got
	cat >wanted <<-'END'
		. 040711 3 4
		before 100644 0 0
		d 042770 5 6
		l 120777 8 9
		late 100644 0 0
		none 100000 0 0
		ns 100644 0 0
		sticky 041777 0 0
		su 104755 1234567 7654321
	END
	diff wanted got
	look new.img 'stat ns' | grep -q 'mtime: 0x3a7b8372:1d6f3454' ||
		fail "mtime: $(look new.img 'stat ns')"
	# A second less, and three quarters; two bits are for far years.
	look new.img 'stat before' | grep -q 'mtime: 0xfffffffa:b2d05e00' ||
		fail "mtime: $(look new.img 'stat before')"
	look new.img 'stat late' | grep -q 'mtime: 0x7fffffff:00000003' ||
		fail "mtime: $(look new.img 'stat late')"
}

test_links() {
	py <<-'END'
		tar = Tar()
		tar.add('usr/lib/libc', b'libc').add('h', kind=LNK, linkname='usr/lib/libc')
		tar.add('lib', kind=SYM, linkname='usr/lib').add('lib/libm', b'libm')
		tar.add('t', kind=LNK, linkname='./lib')
		tar.add('long', kind=SYM, linkname='x' * 4000)
		tar.add('lib/again', kind=LNK, linkname='lib/libm')
		tar.save('t.tar')
	END
	packs t.tar
	same 'through the link' "$(look new.img 'cat usr/lib/libm')" libm
	same 'hard links' "$(look new.img 'stat h' | grep -o 'Links: .')" 'Links: 2'
	same 'one inode' "$(look new.img 'ls -p usr/lib' | sort -t / -k 6 |
		awk -F / '$6 ~ /again|libm/ { print $2 }' | uniq | wc -l)" 1
	same 'a link to a link' "$(look new.img 'stat t' |
		grep -o -e 'symlink' -e 'Links: .' | tr '\n' ' ')" 'symlink Links: 2 '
	same 'a long one' "$(look new.img 'stat long' | grep -o 'Size: .*' | head -n 1)" \
		'Size: 4000'
}

test_extended_attributes() {
	py <<-'END'
		x = lambda name, value: {'SCHILY.xattr.' + name: value}
		tar = Tar()
		tar.add('user', pax_headers=x('user.some', 'value'))
		tar.add('empty', pax_headers=x('user.empty', ''))
		tar.add('label', pax_headers=x('security.selinux', 'label'))
		tar.add('overlay', pax_headers=x('trusted.overlay.redirect', '/etc'))
		tar.add('link', kind=SYM, linkname='user', pax_headers=x('user.of', 'link'))
		tar.add('full', pax_headers=x('user.' + 'n' * 250, 'v' * 3000))
		tar.save('t.tar')
		# Bytes that python has no header for.
		data = bytes.fromhex('0100000200040000000000000000000000000000')
		line = b'SCHILY.xattr.security.capability=' + data + b'\n'
		line = b'%d ' % (len(line) + 3) + line
		cap = Tar().raw(b'p', b'%011o' % len(line), line, b'x').raw(b'ping')
		cap.save('cap.tar')
	END
	packs t.tar
	same user "$(look new.img 'ea_get -V user user.some')" value
	look new.img 'ea_list empty' | grep -qF 'user.empty (0)' || fail 'no empty'
	look new.img 'ea_list full' | grep -qF '(3000)' || fail 'no full one'
	for name in label overlay link; do
		same "$name" "$(look new.img "ea_list $name")" ''
	done
	packs cap.tar
	look new.img 'ea_list ping' | grep -q \
		'security.capability (20) = 01 00 00 02 00 04 00 00 00 ' ||
		fail "$(look new.img 'ea_list ping')"
}

# The kernel asks the ACL only where the group has a right in the mode, which
# is the mask then.
test_acls_and_their_mask() {
	py <<-'END'
		acl = lambda text: {'SCHILY.acl.access': text}
		tar = Tar()
		tar.add('n', mode=0o660, pax_headers=acl('user::rw-,user:joe:rw-:1000,'
		        'group::---,mask::rw-,other::---'))
		tar.add('names', mode=0o660, pax_headers=acl('user::rw-,user:joe:rw-,'
		        'group::---,mask::rw-,other::---'))
		tar.add('d', kind=DIR, pax_headers={'SCHILY.acl.default': 'user::rwx,'
		        'group:5:r-x,group::r-x,mask::r-x,other::---'})
		tar.save('t.tar')
	END
	packs t.tar
	look new.img 'stat n' | grep -q 'Mode:  0660' || fail 'no mask'
	# Owner, user 1000, group, mask, other, as ext4 has them.
	look new.img 'ea_list n' | grep -qF 'system.posix_acl_access (28) = 01 00 00 00 01 00 06 00 02 00 06 00 e8 03 00 00 04 00 00 00 10 00 06 00 20 00 00 00' ||
		fail "$(look new.img 'ea_list n')"
	look new.img 'stat names' | grep -q 'Mode:  0600' || fail 'more rights'
	same 'by name' "$(look new.img 'ea_list names')" ''
	look new.img 'ea_list d' | grep -q 'system.posix_acl_default' ||
		fail 'no default'
}

test_sparse_files_stay_sparse() {
	truncate -s 300M sparse
	printf end | dd of=sparse bs=1 seek=150M conv=notrunc status=none
	truncate -s 40M hole
	for form in gnu posix; do
		tar --sparse --format=$form -cf $form.tar sparse hole
		packs $form.tar
		[ "$(wc -c <new.img)" -lt 2000000 ] || fail "$form: holes take room"
		look new.img 'dump sparse back'
		cmp back sparse
		same "$form: hole" "$(look new.img 'stat hole' |
			grep -o -e 'Size: ....*' -e 'Blockcount: .*' |
			tr '\n' ' ')" 'Size: 41943040 Blockcount: 0 '
	done
}

test_names_are_bytes() {
	py <<-'END'
		nfd, latin = 'e\u0301', b'caf\xe9'.decode('utf-8', 'surrogateescape')
		for form in ('PAX', 'GNU'):
		    tar = Tar(getattr(tarfile, form + '_FORMAT'))
		    tar.add(nfd, b'1').add(latin, b'2').add('\u00e9', b'3')
		    tar.add('\U0001f600/' * 9 + 'x', b'4').add('n' * 255, b'5')
		    tar.add(('p' * 200 + '/') * 19 + 'end', b'6')
		    tar.add('s', kind=SYM, linkname=latin).add('h', kind=LNK, linkname=nfd)
		    tar.save(form)
	END
	for LC in C C.UTF-8; do
		for form in PAX GNU; do
			LC_ALL=$LC packs $form
			look new.img 'ls -p /' >got
			for name in 'caf\0351' 'e\0314\0201' '\0303\0251' \
					'\0360\0237\0230\0200' 'n*'; do
				[ "$name" != 'n*' ] ||
					name=$(printf 'n%.0s' $(seq 255))
				LC_ALL=C grep -qaF "/$(printf %b "$name")/" got ||
					fail "$form, $LC: no $name"
			done
			same 'the path' "$(look new.img "cat $(printf \
				"$(printf 'p%.0s' $(seq 200))/%.0s" \
				$(seq 19))end")" 6
		done
	done
}

# Against python's own reading.
test_twenty_thousand_entries() {
	py <<-'END'
		random.seed(2)
		tar, names = Tar(tarfile.GNU_FORMAT), set()
		for i in range(20000):
		    name = f'{random.randrange(9)}/{random.randrange(99)}/n{i}'
		    names.add(name)
		    tar.add(name, str(i).encode() * random.randrange(3),
		            mode=random.randrange(0o10000), uid=i, gid=i % 7)
		tar.save('t.tar')
	END
	packs t.tar
	mkdir back
	look new.img 'rdump / back' >/dev/null
	python3 - <<-'END'
		import os, tarfile
		seen = 0
		with tarfile.open('t.tar') as tar:
		    for each in tar:
		        found = 'back/' + each.name
		        data = tar.extractfile(each).read()
		        os.chmod(found, 0o600) if os.getuid() else None
		        assert open(found, 'rb').read() == data, each.name
		        seen += 1
		below = sum(len(files) for _, _, files in os.walk('back'))
		assert seen == 20000 and below == seen + 1, (seen, below)
	END
	look new.img 'ls -p 3/14' | awk -F / '$6 ~ /^n/ { print $6, $3 + 0, $4, $5 }' |
		sort >got
	[ -s got ] || fail 'an empty folder'
	python3 - >wanted <<-'END'
		import tarfile
		for each in tarfile.open('t.tar'):
		    if each.name.startswith('3/14/'):
		        print(each.name[5:], f'10{each.mode:04o}', each.uid, each.gid)
	END
	sort wanted | diff - got
}

test_folder() {
	mkdir -p src/d
	printf one >src/d/f
	ln src/d/f src/h
	ln -s d src/l
	mkfifo src/p
	chmod 4711 src/d/f
	setfattr -n user.some -v value src/d/f 2>/dev/null || touch no-xattrs
	packs src
	grep -q 'src/p: a fifo is left out' errors || fail "$(cat errors)"
	same owner "$(look new.img 'ls -p d' | awk -F / '$6 == "f" {
		print $3, $4, $5 }')" '104711 0 0'
	same links "$(look new.img 'stat h' | grep -o 'Links: .')" 'Links: 2'
	[ -e no-xattrs ] || same attribute \
		"$(look new.img 'ea_get -V h user.some')" value
	same conf "$(look new.img 'cat gva-root.json' | tr -d ' \n')" '{}'
}

test_devices_are_left_out() {
	py <<-'END'
		tar = Tar()
		for kind, name in ((FIFO, 'p'), (CHR, 'dev/null'), (BLK, 'dev/sda')):
		    tar.add(name, kind=kind)
		tar.add('f').save('t.tar')
	END
	packs t.tar
	grep -q '3 fifos, sockets and devices are left out' errors ||
		fail "$(cat errors)"
	same 'what is there' "$(look new.img 'ls -p /' | cut -d / -f 6 |
		grep -c -x -e p -e f)" 1
}

test_size() {
	ten_files
	packs t.tar --size 64M
	same size "$(wc -c <new.img)" $((64 << 20))
	refuses t.tar 'more than --size' --size 64K
}
