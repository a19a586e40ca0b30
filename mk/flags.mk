# SPDX-License-Identifier: ISC
# flags.mk - how this project's C is compiled, in the repository and in a user's folder alike.

STANDARD := -std=c2x

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wcast-align \
	-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wundef -Wvla -Wswitch-enum \
	-Wpointer-arith -Wdouble-promotion -Wnull-dereference -Wimplicit-fallthrough \
	-Werror=incompatible-pointer-types

# No file of ours relies on undefined overflow, on null checks being dropped, or on what an
# automatic variable holds before it is set. A large frame touches each of its pages, so that none
# steps over the guard below a fiber's stack.
CODEGEN := -fno-common -ffunction-sections -fdata-sections -fvisibility=hidden \
	-fstack-protector-strong -fno-strict-overflow -fno-delete-null-pointer-checks \
	-fstack-clash-protection -ftrivial-auto-var-init=zero -fno-omit-frame-pointer
