# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# pack_container: container images as root file systems.
# shellcheck source=tests/host/pack_root_lib
. "$TESTS/host/pack_root_lib"

test_layers_of_a_layout() {
	py <<-'END'
		one = Tar().add('a', b'one').add('b', b'b').add('d/x', b'x').end()
		two = Tar().add('a', b'two').add('.wh.b').add('d/.wh..wh..opq').add('d/y', b'y').end()
		layout('oci', [one, two], config={'Env': ['PATH=/bin', 'A=b c'],
		       'Cmd': ['sh'], 'WorkingDir': '/d', 'User': '5:6', 'Labels': {'x': 'y'}})
		archived('oci', 'oci.tar')
	END
	packs oci
	same a "$(look new.img 'cat a')" two
	same left "$(look new.img 'ls -p /' | cut -d / -f 6 | grep -cx -e a -e b)" 1
	same opaque "$(look new.img 'ls -p d' | cut -d / -f 6 |
		grep -v '^\.' | tr -d '\n')" y
	look new.img 'cat gva-root.json' >conf.json
	python3 - <<-'END'
		import json
		conf = json.load(open('conf.json'))
		index = json.load(open('oci/index.json'))
		assert conf == {'Env': ['PATH=/bin', 'A=b c'], 'Cmd': ['sh'],
		                'WorkingDir': '/d', 'User': '5:6',
		                'source': index['manifests'][0]['digest']}, conf
	END
	mv new.img one.img
	packs oci.tar
	cmp one.img new.img
}

test_layers_in_either_compression() {
	py <<-'END'
		import bz2, lzma
		tar = [Tar().add('a', b'a').end()]
		layout('plain', tar, packed=lambda data: data)
		layout('xz', tar, packed=lzma.compress)
	END
	packs plain
	packs xz
	same a "$(look new.img 'cat a')" a
}

test_saved() {
	py <<-'END'
		one, two = Tar().add('a', b'1').add('b').end(), Tar().add('.wh.b').end()
		saved('saved', [one, two])
		saved('links', [one, two], links=True)
		saved('arm', [one], machine='arm64')
		saved('spoilt', [one], spoil=lambda data: data[:512] + b'2' + data[513:])
	END
	packs saved
	same a "$(look new.img 'cat a')" 1
	same names "$(look new.img 'ls -p /' | cut -d / -f 6 | grep -cx -e a -e b)" 1
	look new.img 'cat gva-root.json' | tr -d ' \n\t' | grep -qF '"Env":["A=b"]'
	mv new.img one.img
	packs saved --tag x:1
	packs links
	cmp one.img new.img
	refuses arm 'it is for linux/arm64'
	refuses spoilt 'is damaged'
	refuses saved 'no image tagged y' --tag y
}

test_platforms_and_tags() {
	py <<-'END'
		def make(where, text, **more):
		    return image(where, [Tar().add('a', text).end()], **more)
		of = lambda it, machine: {**it, 'platform': {'os': 'linux', 'architecture': machine}}
		both = lambda where: [of(make(where, b'arm', machine='arm64'), 'arm64'),
		        of(make(where, b'amd'), 'amd64'), of(make(where, b'?'), 'unknown')]
		index('both', both('both'))
		nested = blob('nested', json.dumps({'manifests': both('nested')}).encode(),
		              mediaType=OCI + 'index.v1+json')
		index('nested', [nested])
		index('arm', both('arm')[:1])
		index('lies', [make('lies', b'arm', machine='arm64')])
		index('tags', [tagged(make('tags', b'1'), 'one'), tagged(make('tags', b'2'), 'two')])
		same = make('same', b'1')
		index('same', [tagged(same, 'one'), tagged(same, 'two')])
		index('none', [])
		index('attested', both('attested')[2:])
	END
	for source in both nested; do
		packs $source
		same "$source" "$(look new.img 'cat a')" amd
	done
	refuses arm 'it is for linux/arm64, and this appliance is linux/amd64'
	refuses lies 'it is for linux/arm64'
	refuses tags 'it holds 2 images (one, two); choose one with --tag'
	packs tags --tag two
	same two "$(look new.img 'cat a')" 2
	refuses tags 'it has no image tagged three' --tag three
	packs same
	refuses none 'it has no image'
	refuses attested 'it has no image'
}

# One byte of each blob in turn; then each of them is missing.
test_blobs_that_are_damaged() {
	py <<-'END'
		layout('oci', [Tar().add('a', b'a' * 999).end()])
	END
	ls oci/blobs/sha256 >blobs
	same blobs "$(wc -l <blobs)" 3
	while read -r blob; do
		cp -R oci bad
		python3 - "bad/blobs/sha256/$blob" <<-'END'
			import sys
			data = bytearray(open(sys.argv[1], 'rb').read())
			data[len(data) // 2] ^= 1
			open(sys.argv[1], 'wb').write(data)
		END
		refuses bad ''
		(cd bad && tar -cf ../bad.tar .)
		refuses bad.tar ''
		rm "bad/blobs/sha256/$blob"
		refuses bad 'No such file'
		mkfifo "bad/blobs/sha256/$blob"
		refuses bad 'it is no regular file'
		rm "bad/blobs/sha256/$blob"
		(cd bad && tar -cf ../bad.tar .)
		refuses bad.tar "it lacks blobs/sha256/$blob"
		rm -r bad
	done <blobs
}

test_what_is_no_image() {
	py <<-'END'
		good = image('oci', [Tar().add('a').end()])
		index('oci', [{**good, 'digest': 'sha512:' + 'a' * 128}])
		index('short', [{**good, 'digest': 'sha256:abc'}])
		index('no-list', {})
		save('no-json/oci-layout', b'{}')
		save('no-json/index.json', b'{"manifests": [')
		save('no-index/oci-layout', b'{}')
		save('no-index/manifest.json', b'[{"Config": "/etc/hostname", "Layers": []}]')
		def manifest(where, config, layers):
		    said = blob(where, json.dumps(config).encode())
		    index(where, [blob(where, json.dumps({'config': said,
		          'layers': layers}).encode(), mediaType=OCI + 'manifest.v1+json')])
		layer = blob('encrypted', b'x', mediaType=OCI + 'layer.v1.tar+gzip+encrypted')
		manifest('encrypted', {}, [layer])
		manifest('no-layers', {}, [])
		layer = blob('env', Tar().end(), mediaType=OCI + 'layer.v1.tar')
		manifest('env', {'config': {'Env': [{'A': 'b'}]}}, [layer])
		layer = blob('large', Tar().end(), mediaType=OCI + 'layer.v1.tar')
		manifest('large', {'config': {'Cmd': ['x' * 200000]}}, [layer])
	END
	refuses oci 'is not by SHA-256'
	refuses short 'has no digest'
	refuses no-list 'its index has no manifests'
	refuses no-json 'index.json is no JSON'
	refuses no-index 'index.json: No such file'
	refuses encrypted 'is encrypted'
	refuses no-layers 'its image has no layers'
	refuses env 'how to run it'
	refuses large 'how to run it'
}

# Each names the next a thousand times: all of that would take for ever.
test_indexes_that_do_not_end() {
	py <<-'END'
		next = image('oci', [Tar().add('a').end()])
		for i in range(3):
		    next = blob('oci', json.dumps({'n': i, 'manifests': [next] * 1000}).encode(),
		                mediaType=OCI + 'index.v1+json')
		index('oci', [next])
		for i in range(3):
		    next = blob('oci', json.dumps({'m': i, 'manifests': [next]}).encode(),
		                mediaType=OCI + 'index.v1+json')
		index('deep', [next])
		os.rename('oci/blobs', 'deep/blobs')
		os.symlink('../deep/blobs', 'oci/blobs')
	END
	refuses oci 'do not end'
	refuses deep 'do not end'
}
