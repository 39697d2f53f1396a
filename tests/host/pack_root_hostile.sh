# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# pack_root_hostile: archives that are damaged, or made to do harm.  Each is
# packed or refused, and nothing is written outside of the image.
# shellcheck source=tests/host/pack_root_lib
. "$TESTS/host/pack_root_lib"

test_names_that_lead_out() {
	py <<-'END'
		for i, name in enumerate(('../x', 'a/../../x', '..', '/../x')):
		    Tar().add(name, b'x').save(f'out{i}')
		Tar().add('h', kind=LNK, linkname='../../etc/passwd').save('hard')
		Tar().add('.', b'x').save('root')
	END
	for i in 0 1 2 3; do
		refuses out$i 'it leads out of the tree'
	done
	refuses hard 'a hard link to ../../etc/passwd, where no file is'
	refuses root 'the root must be a folder'
}

test_links_that_lead_out() {
	mkdir outside
	py <<-'END'
		here = os.getcwd()
		tar = Tar()
		tar.add('up', kind=SYM, linkname='../../../../../outside')
		tar.add('up/one', b'1')
		tar.add('abs', kind=SYM, linkname=here + '/outside').add('abs/two', b'2')
		tar.add('/etc/three', b'3')
		tar.save('t.tar')
	END
	packs t.tar
	same outside "$(ls -A outside)" ''
	same 'clamped' "$(look new.img 'cat outside/one')" 1
	same 'from its own root' "$(look new.img "cat $PWD/outside/two")" 2
	same 'its own etc' "$(look new.img 'cat etc/three')" 3
}

test_links_to_nothing() {
	py <<-'END'
		Tar().add('h', kind=LNK, linkname='none').save('none')
		Tar().add('d', kind=DIR).add('h', kind=LNK, linkname='d').save('folder')
		loop = Tar().add('a', kind=SYM, linkname='b').add('b', kind=SYM, linkname='a')
		loop.save('alone')
		loop.add('a/x').save('loop')
		Tar().add('f').add('f/x').save('file')
	END
	refuses none 'a hard link to none, where no file is'
	refuses folder 'a hard link to d, where no file is'
	refuses loop 'lead in a circle'
	refuses file 'it lies in what is no folder'
	packs alone
}

test_names_twice() {
	py <<-'END'
		tar = Tar().add('a', b'first').add('h', kind=LNK, linkname='a')
		tar.add('a', b'second').add('d/in', b'x').add('d', b'file')
		tar.add('e', b'file').add('e', kind=DIR).add('e/in', b'in').save('t')
	END
	packs t
	same 'the last' "$(look new.img 'cat a')" second
	same 'the link' "$(look new.img 'cat h')" first
	same 'a folder, then a file' "$(look new.img 'cat d')" file
	same 'a file, then a folder' "$(look new.img 'cat e/in')" in
}

test_depth() {
	py <<-'END'
		Tar().add('a/' * 999 + 'f', b'deep').save('good')
		Tar().add('a/' * 1001 + 'f').save('bad')
		Tar().add('n' * 256).save('long')
	END
	packs good
	refuses bad 'more than 1000 folders'
	refuses long 'too long'
}

test_sizes_that_cannot_be() {
	py <<-'END'
		Tar().raw(b'octal', b'77777777777', b'x').save('octal')
		Tar().raw(b'base', b'\x80' + b'\0' * 3 + b'\x7f' + b'\xff' * 7, b'x').save('base')
		Tar().raw(b'minus', b'\xff' * 11 + b'\0', b'x').save('minus')
		for name, key, value in (('uid', 'uid', 4294967295), ('gid', 'gid', 1 << 40)):
		    Tar().add(name, **{key: value}).save(name)
		sparse = lambda size, *map: Tar().add('s', b'x' * 512, pax_headers={
		    'GNU.sparse.major': '0', 'GNU.sparse.minor': '1',
		    'GNU.sparse.name': 's', 'GNU.sparse.size': str(size),
		    'GNU.sparse.map': ','.join(map)})
		sparse(100, '0', '512').save('beyond')
		sparse(1 << 50, '0', '512').save('large')
		sparse(4096, '2048', '512', '0', '512').save('backwards')
	END
	for source in octal base minus uid gid beyond large; do
		refuses $source "$source"
	done
	packs backwards
}

# At every place: within headers and bytes, and between members.
test_cut_archives() {
	py <<-'END'
		whole = Tar().add('a', b'a' * 700).add('zeros', bytes(2048)).add('z', b'z').end()
		for cut in (1, 511, 512, 513, 1100, 1536, 2048, 4096, 4500, 4608, 5000, 5120):
		    save(f'{cut}.tar', whole[:cut])
		    save(f'{cut}.tar.gz', gzip.compress(whole[:cut]))
		save('one-block', whole[:-512])
		save('trailing', whole + b'what is behind it')
	END
	for source in *.tar *.tar.gz; do
		refuses "$source" ''
	done
	refuses 4096.tar 'it is cut off'
	refuses 4096.tar.gz 'it is cut off'
	packs one-block
	packs trailing
}

# The last byte that matters is a checksum, behind the end of the tar.
test_damaged_compression() {
	head -c 300000 /dev/urandom >f
	tar -cf t.tar f
	gzip -k t.tar
	bzip2 -k t.tar
	xz -k t.tar
	zstd -q --check t.tar
	lz4 -q t.tar t.tar.lz4
	for form in gz bz2 xz zst lz4; do
		head -c -9 t.tar.$form >cut.$form
		refuses cut.$form "read cut.$form"
		python3 - t.tar.$form flipped.$form <<-'END'
			import sys
			data = bytearray(open(sys.argv[1], 'rb').read())
			data[150000] ^= 1
			open(sys.argv[2], 'wb').write(data)
		END
		refuses flipped.$form "read flipped.$form"
	done
	cat t.tar.gz t.tar.gz >twice.gz
	packs twice.gz
	printf '\0\0\0' >>t.tar.gz
	packs t.tar.gz
}

test_no_archives() {
	: >empty
	yes rubbish | head -c 20000 >garbage
	head -c 20000 /dev/zero >zeros
	mkfifo fifo
	refuses empty 'read empty'
	refuses garbage 'read garbage'
	refuses fifo 'it is no folder and no file'
	refuses /dev/zero 'it is no folder and no file'
	refuses none 'No such file or directory'
}

test_attributes_that_cannot_be() {
	py <<-'END'
		for name, header in (('long', 'user.' + 'n' * 256), ('empty', 'user.'),
		                     ('acl', 'system.posix_acl_access')):
		    Tar().add(name, pax_headers={'SCHILY.xattr.' + header: 'value'}).save(name)
		Tar().add('much', pax_headers={'SCHILY.xattr.user.x': 'v' * 70000}).save('much')
	END
	for source in long empty acl much; do
		refuses $source "$source has extended attributes that can't be"
	done
}

test_a_root_with_its_own_conf() {
	py <<-'END'
		Tar().add('./gva-root.json', b'{}').save('t.tar')
		os.mkdir('folder')
		save('folder/gva-root.json', b'{}')
	END
	refuses t.tar "which is the appliance's own"
	refuses folder "which is the appliance's own"
}

test_signal_while_packing() {
	py <<-'END'
		tar = Tar()
		for i in range(20000):
		    tar.add(f'{i}', b'x')
		tar.save('t.tar')
	END
	mkfifo stdin
	"$GVA" pack --root - -o new.img <stdin 2>errors &
	packing=$!
	exec 3>stdin
	cat t.tar >&3 # all but what a pipe holds has been read
	kill -TERM $packing
	exec 3>&-
	status=0
	wait $packing || status=$?
	same 'exit status' "$status" 143
	same 'what is there' "$(there)" 'errors program.py stdin t.tar '
}
