# SPDX-License-Identifier: ISC
# prove.mk - `make prove` proves that lib/base's octet handling has no run-time error and keeps the
# contracts (ACSL comments) of its headers: Frama-C's WP makes the goals, Z3 proves them.
#
# The last line is "proved goals: N / N"; anything less than all, or than PROVE_GOALS_MIN, fails.
# test/prove_mutations.sh sets PROVE_ROOT, the tree that is looked at, and PROVE_ONLY, functions.

PROVE_ROOT  ?= .
PROVE_BUILD ?= build/prove
PROVE_ONLY  ?=

# Seconds a goal; those that hold take less than one.
PROVE_TIMEOUT ?= 10

# A contract that is lost takes its goals with it, and would not be missed otherwise.
PROVE_GOALS_MIN ?= 969

# -CC keeps the contracts that macros carry. C23's attributes are news to this Frama-C, and say
# nothing that a proof could use. A view casts octets to a struct of octets, hence Typed+Cast.
# Goals that were proved before are found in the cache by what they say.
PROVE_CPP = gcc -E -CC -I$(PROVE_ROOT) -I$(PROVE_ROOT)/test/prove/include \
	-I$$(frama-c -print-share-path)/libc -nostdinc -D__FC_MACHDEP_X86_64 %i \
	| sed -E 's/\[\[[a-z_:, 0-9()]+\]\]//g' >%o
PROVE = frama-c -c11 -wp -wp-rte -wp-model Typed+Cast -wp-prover z3 -wp-timeout $(PROVE_TIMEOUT) -wp-par 2 \
	-wp-cache update -wp-cache-dir $(PROVE_BUILD)/cache $(addprefix -wp-fct ,$(PROVE_ONLY)) \
	-cpp-frama-c-compliant -cpp-command="$(PROVE_CPP)" $(PROVE_ROOT)/test/prove/base.c

# Why3 would keep this in the home directory.
PROVE_CONFIG := $(abspath $(PROVE_BUILD))/why3.conf

prove: $(PROVE_CONFIG)
	@WHY3CONFIG=$< $(PROVE) >$(PROVE_BUILD)/log 2>&1 || { tail -n 20 $(PROVE_BUILD)/log; exit 1; }
	@grep -E '^\[wp\] \[Z3.* Goal .* : (Unknown|Timeout|Failed)' $(PROVE_BUILD)/log || true
	@awk '/Proved goals:/ { proved = $$4; all = $$6 } \
		END { print "proved goals: " proved + 0 " / " all + 0; \
			exit !(all > 0 && proved == all && proved >= $(PROVE_GOALS_MIN)) }' $(PROVE_BUILD)/log

$(PROVE_CONFIG):
	@mkdir -p $(@D)/cache
	@WHY3CONFIG=$@ why3 config detect >$(@D)/why3.log 2>&1 || { cat $(@D)/why3.log; exit 1; }

.PHONY: prove
