/* SPDX-License-Identifier: MIT */
/* commit: the order in which PID 1 makes a script's record durable
 * (init/out/commit.c), with cuts of the power between any two steps.
 *
 * The disk is ext4 as far as it matters here.  What changes folders (markers,
 * renames, removals) becomes durable in order: at a cut any number of the
 * first of them is there, as jbd2 commits them one after the other.  What is
 * in a file that was not synced is there or is not, whatever else is.
 *
 * Not in here: a script that never begins, whose record takes the same way
 * without a marker; the plan, which is synced before all of this; and what a
 * script may do to its own file, but that it puts itself back into script-bin
 * and is cut off (init/resume.c).
 *
 * tests/crash/model.sh runs it, and its mutants, which leave out a step each
 * and must be caught:
 *	NO_DATA_SYNC    no sync between the record and its rename
 *	NO_RENAME_SYNC  an end is told before the sync behind its rename
 *	NO_MARKER_SYNC  a script runs before the sync behind its marker
 *	NO_FINAL_SYNC   the status block says so before the last sync
 *	NO_NEW          a marker has its name from the start, not only when its
 *	                script was taken
 *	TRUST_PLACE     a script that lies in script-bin is taken for one that
 *	                was not begun, whatever its marker says
 *	UNORDERED       a disk that keeps any of the changes, in no order: not
 *	                a fault of PID 1, but what its order rests on */

#define SCRIPTS 2
#define CUTS 3
#define ATTEMPTS 2
#define CHANGES 13

#define BIN 0 /* in script-bin */
#define RUN 1 /* in script-run */
#define GONE 2

/* A change of folders: what it does, and to which script. */
#define NEW 0  /* a marker, `.new` behind its name */
#define TAKE 1
#define MARK 2 /* which is taken off */
#define COMMIT 3
#define DROP 4
#define BACK 5

/* What a script has in folders: as PID 1 sees it, and behind that of all
 * scripts as the disk has it. */
#define SEEN 0
#define DISK SCRIPTS
byte place[2 * SCRIPTS];
/* The last attempt whose marker counts: it has its name and is whole; and the
 * last one of which there is a marker that does not. */
byte markers[2 * SCRIPTS], traces[2 * SCRIPTS];
bool record[2 * SCRIPTS];
/* Those that may not be on the disk yet, in their order. */
byte what[CHANGES], script[CHANGES], try[CHANGES], pendings;

/* What the files of a record hold, and whether the disk may differ. */
bool whole[SCRIPTS], dirty[SCRIPTS];
/* Whether the last marker may not be whole on the disk. */
bool unsealed[SCRIPTS];
bool ended;     /* the status block */

/* What happened, which no cut takes back. */
byte runs[SCRIPTS];
bool told[SCRIPTS];
bool back[SCRIPTS]; /* it has put itself into script-bin */
byte cuts;

inline apply(at, w, k) {
	if
	:: w == NEW -> traces[at] = k
	:: w == MARK -> markers[at] = k
	:: w == TAKE -> place[at] = RUN
	:: w == COMMIT -> record[at] = true
	:: w == DROP -> place[at] = GONE
	:: w == BACK -> place[at] = BIN
	fi
}

/* A change is seen at once, and is on the disk at any time from now on. */
inline change_folders(w, i, k) {
	apply(SEEN + i, w, k);
	assert(pendings < CHANGES);
	what[pendings] = w;
	script[pendings] = i;
	try[pendings] = k;
	pendings++
}

inline write_files(i, complete) {
	whole[i] = complete;
	dirty[i] = true
}

inline write_marker(i, k) {
#ifdef NO_NEW
	change_folders(MARK, i, k);
#else
	change_folders(NEW, i, k);
#endif
	unsealed[i] = true
}

/* syncfs(2) */
inline sync_all() {
	n = 0;
	do
	:: n < pendings ->
		apply(DISK + script[n], what[n], try[n]);
		n++
	:: else -> break
	od;
	pendings = 0;
	n = 0;
	do
	:: n < SCRIPTS -> dirty[n] = false; unsealed[n] = false; n++
	:: else -> break
	od;
	n = 0
}

/* The end of the script before is told, behind a sync. */
inline tell(i) {
	if
	:: i > 0 && untold[i - 1] -> told[i - 1] = true; untold[i - 1] = false
	:: else
	fi
}

/* What every disk must be like on which a cut can be survived. */
inline check_disk() {
	n = 0;
	do
	:: n < SCRIPTS ->
		assert(!record[DISK + n] || whole[n]);      /* complete */
		assert(!told[n] || record[DISK + n]);       /* not lost */
		assert(runs[n] <= markers[DISK + n]);       /* counted */
		assert(place[DISK + n] != GONE || record[DISK + n]);
		assert(place[DISK + n] != RUN ||
		       traces[DISK + n] + markers[DISK + n] > 0);
		assert(!ended || record[DISK + n]);         /* no lie */
		/* What counts was taken: it lies in script-bin of itself. */
		assert(place[DISK + n] != BIN || !markers[DISK + n] || back[n]);
		n++
	:: else -> break
	od;
	n = 0
}

/* The power fails: what was pending is there up to any point, and what was
 * dirty is there or is not.  A marker that is not whole is a trace. */
inline fail_power() {
	cuts++;
	n = 0;
	do
	:: n < SCRIPTS ->
		if
		:: unsealed[n] -> unsealed[n] = false
		:: true
		fi;
		n++
	:: else -> break
	od;
	n = 0;
	do
	:: n < pendings ->
		what[n] = (what[n] == MARK && unsealed[script[n]] -> NEW : what[n]);
		if
		:: apply(DISK + script[n], what[n], try[n])
#ifdef UNORDERED
		:: skip
#else
		:: break
#endif
		fi;
		n++
	:: else -> break
	od;
	pendings = 0;
	n = 0;
	do
	:: n < SCRIPTS ->
		if
		:: dirty[n] -> whole[n] = false
		:: true
		fi;
		dirty[n] = false;
		unsealed[n] = false;
		n++
	:: else -> break
	od;
	check_disk();
	n = 0;
	do
	:: n < SCRIPTS ->
		place[SEEN + n] = place[DISK + n];
		markers[SEEN + n] = markers[DISK + n];
		traces[SEEN + n] = traces[DISK + n];
		record[SEEN + n] = record[DISK + n];
		n++
	:: else -> break
	od;
	n = 0
}

/* Between any two steps. */
#define OR_CUT \
	if \
	:: cuts < CUTS -> goto cut \
	:: true \
	fi

active proctype pid1() {
	byte n, i, attempt;
	bool untold[SCRIPTS];

	goto boot;
cut:
	atomic { fail_power() };
boot:
	atomic {
		i = 0;
		do
		:: i < SCRIPTS -> untold[i] = false; i++
		:: else -> break
		od;
		i = 0;
		attempt = 0
	}
	/* A record is there, but its script was not removed; no marker counts,
	 * so that a script was taken but not begun; or one does, and its script
	 * has put itself back, which takes nothing of its attempts. */
	do
	:: i < SCRIPTS ->
		if
		:: place[SEEN + i] == RUN && record[SEEN + i] ->
			atomic { change_folders(DROP, i, 0) };
			OR_CUT
		:: place[SEEN + i] == RUN && !record[SEEN + i] &&
		   markers[SEEN + i] == 0 ->
			atomic { change_folders(BACK, i, 0) };
			OR_CUT
#ifndef TRUST_PLACE
		:: place[SEEN + i] == BIN && markers[SEEN + i] > 0 ->
			atomic { change_folders(TAKE, i, 0) };
			OR_CUT
#endif
		:: else
		fi;
		i++
	:: else -> break
	od;

	i = 0;
	do
	:: i < SCRIPTS ->
		if
		:: record[SEEN + i] -> i++; goto next
		:: else
		fi;
		/* The one that was running is tried again or given up, else it
		 * is the first attempt, whatever trace a cut has left of one. */
#ifdef TRUST_PLACE
		attempt = (place[SEEN + i] == RUN -> markers[SEEN + i] + 1 : 1);
#else
		attempt = markers[SEEN + i] + 1;
#endif
		if
		:: attempt > ATTEMPTS -> goto record_it
		:: else
		fi;
		atomic { write_marker(i, attempt) };
		OR_CUT;
		atomic { write_files(i, false) };
		OR_CUT;
		if
		:: place[SEEN + i] == BIN -> atomic { change_folders(TAKE, i, 0) }
		:: else
		fi;
		OR_CUT;
#ifndef NO_NEW
		atomic { change_folders(MARK, i, attempt) };
		OR_CUT;
#endif
#ifndef NO_MARKER_SYNC
		atomic { sync_all() };
		OR_CUT;
		tell(i);
		OR_CUT;
#endif
		atomic {
			assert(!told[i]);
			assert(i == 0 || record[SEEN + i - 1]);
			assert(runs[i] < attempt);
			runs[i]++
		};
		OR_CUT;
		if
		:: cuts < CUTS ->
			atomic {
				change_folders(BACK, i, 0);
				back[i] = true
			};
			goto cut
		:: true
		fi;
#ifdef NO_MARKER_SYNC
		atomic { sync_all() };
		tell(i);
		OR_CUT;
#endif
record_it:
		atomic { write_files(i, true) };
		OR_CUT;
#ifndef NO_DATA_SYNC
		atomic { sync_all() };
		OR_CUT;
#endif
		atomic {
			assert(!record[SEEN + i]); /* one a script */
			change_folders(COMMIT, i, 0);
			untold[i] = true
		};
#ifdef NO_RENAME_SYNC
		told[i] = true;
#endif
		OR_CUT;
		atomic { change_folders(DROP, i, 0) };
		OR_CUT;
		i++;
next:		skip
	:: else -> break
	od;

#ifndef NO_FINAL_SYNC
	atomic { sync_all() };
	OR_CUT;
	tell(i);
#endif
	OR_CUT;
	/* Direct, and behind the file system. */
	ended = true;
	OR_CUT;
	atomic {
		sync_all(); /* as unmounting does */
		check_disk();
		i = 0;
		do
		:: i < SCRIPTS -> assert(record[DISK + i]); i++
		:: else -> break
		od
	}
}
