# SPDX-License-Identifier: ISC
# unix.mk - images that are ordinary processes: a static position-independent executable with musl.
#
# CC=clang-19 works as well; it links with lld, whose package has the compiler's version.
#
# SANITIZE=address,undefined builds with the C library of the host and the compiler's sanitizers
# instead, for finding bugs: larger, slower, and not the thing to ship.

SUFFIX          :=
TARGET_PACKAGES := gcc make binutils libc6-dev musl-dev

ARCH   := $(shell uname -m)
MUSL   ?= /usr/lib/$(ARCH)-linux-musl
GCC_AT  = $(shell $(CC) -print-file-name=$(1))

ifeq ($(SANITIZE),)
# Checks in trap mode: what would be undefined ends the unikernel instead (ARCHITECTURE.md,
# "Memory safety", 4). gcc makes code of them when it links, so it is told then as well, and it
# checks no overflow where that wraps, which -fno-strict-overflow says of CODEGEN.
TRAP := -fsanitize=bounds,signed-integer-overflow,shift,integer-divide-by-zero,unreachable,return \
	-fsanitize-undefined-trap-on-error $(if $(findstring clang,$(CC)),,-fno-wrapv)
TARGET_CFLAGS := -O2 -g -flto -fPIE $(TRAP) \
	-nostdinc -isystem /usr/include/$(ARCH)-linux-musl -isystem $(call GCC_AT,include)
TARGET_LDFLAGS := -O2 -g $(TRAP) $(if $(findstring clang,$(CC)),-flto -fuse-ld=lld,-flto=auto) -static-pie -nostdlib -Wl,--gc-sections \
	-Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code
TARGET_FIRST := $(MUSL)/rcrt1.o $(MUSL)/crti.o $(call GCC_AT,crtbeginS.o)
TARGET_LAST  := -L$(MUSL) -Wl,--start-group -lc -lgcc -Wl,--end-group \
	$(call GCC_AT,crtendS.o) $(MUSL)/crtn.o
else
TARGET_CFLAGS  := -O1 -g -fsanitize=$(SANITIZE) -fno-sanitize-recover=all
TARGET_LDFLAGS := -g -fsanitize=$(SANITIZE)
TARGET_FIRST   :=
TARGET_LAST    :=
endif

# How `make` says the image is run.
RUN_WITH := 
