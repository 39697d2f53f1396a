/* SPDX-License-Identifier: MIT */
/* kvm_memory: that KVM runs nothing on this host, although /dev/kvm opens (a
 * machine within a machine), is found out by a start that fails, which takes
 * up to 25 s.  It is remembered until the host starts anew, in a file of the
 * user's: ${XDG_CACHE_HOME:-~/.cache}/gva/kvm-fails-HOST-MACHINE. */
#ifndef GVA_HOST_QEMU_KVM_MEMORY_H
#define GVA_HOST_QEMU_KVM_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* kvm_memory_read: whether it failed there before; `reason` says so, and which
 * file to remove for another try. */
bool kvm_memory_read(const char *machine, char *reason, size_t size);
/* kvm_memory_write: it failed; without a place to write to, the next run finds
 * it out again. */
void kvm_memory_write(const char *machine);

#endif
