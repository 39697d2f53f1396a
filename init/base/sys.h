/* SPDX-License-Identifier: MIT */
/* Room: PID 1 itself: its calls, time, console, watchdog, and how it ends.
 *
 * sys: the few system calls that need a loop or have no wrapper in musl.
 * All give 0 or a count, or -errno. */
#ifndef GVA_INIT_BASE_SYS_H
#define GVA_INIT_BASE_SYS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* sys_write_all: every byte, over short writes and EINTR. */
int sys_write_all(int fd, const void *bytes, size_t length);
/* sys_pwrite_all: the same at an offset. */
int sys_pwrite_all(int fd, const void *bytes, size_t length, uint64_t offset);
/* sys_read_all: until `size` bytes or the end of the file; the count. */
int sys_read_all(int fd, void *ret_bytes, size_t size, size_t *ret_length);
/* sys_pread_all: exactly `length` bytes at `offset`, else -EIO. */
int sys_pread_all(int fd, void *ret_bytes, size_t length, uint64_t offset);
/* sys_read_path: a whole small file below `dir`, such as one of /proc or
 * /sys; -EFBIG when it has more than `size` bytes. */
int sys_read_path(int dir, const char *path, char *ret_bytes, size_t size,
		  size_t *ret_length);
/* sys_write_path: one write(2) into an existing file, as sysctls want it. */
int sys_write_path(const char *path, const char *string);
/* sys_open_beneath: opens below `dir` without following any symbolic link
 * and without leaving the mount (openat2(2), Linux 5.6). */
int sys_open_beneath(int dir, const char *path, int flags);
/* sys_open_within: opens a path as if `dir` were the root: links and ".." that
 * lead out of it lead into it (openat2(2), Linux 5.6). */
int sys_open_within(int dir, const char *path, int flags);
/* sys_open_file: a regular file below `dir`, as sys_open_beneath() does, and
 * without waiting for anything; with O_CREAT it is made with `mode`.
 * -EMEDIUMTYPE: there is something else, such as a fifo or a link. */
int sys_open_file(int dir, const char *path, int flags, mode_t mode);
/* sys_make_dir: mkdirat(2) that is content with what is there. */
int sys_make_dir(int dir, const char *path);
/* sys_write_file: the whole file, made or emptied before, never through a
 * link; not durable yet.  -errno. */
int sys_write_file(int dir, const char *path, const char *bytes,
		   size_t length);
/* sys_read_file: what sys_open_file() opens, and of it `size` bytes at most. */
int sys_read_file(int dir, const char *path, char *ret_bytes, size_t size,
		  size_t *ret_length);
/* sys_rename_new: rename within `dir`; -EEXIST when `to` is there
 * (renameat2(2), Linux 3.15). */
int sys_rename_new(int dir, const char *from, const char *to);

#endif
