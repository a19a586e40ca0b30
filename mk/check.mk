# SPDX-License-Identifier: ISC
# check.mk - runs the tests. test/run says what they are; this file adds what only make knows.

JOBS ?= $(shell nproc)

# The targets that are tests of their own.
CHECKS = $(LINT_RULES) cite $(if $(wildcard mk/prove.mk),prove)

check: packages-test
	@JOBS=$(JOBS) test/run

# What takes longer: 5 minutes for each fuzz target, and the unit tests again and again, to find
# what fails only sometimes.
SOAK_ROUNDS ?= 20

soak: packages-test
	@$(MAKE) fuzz TIME=300
	@for round in $$(seq $(SOAK_ROUNDS)); do \
		echo "round $$round of $(SOAK_ROUNDS)"; \
		JOBS=$(JOBS) test/run _test || exit 1; \
	done

list-tests:
	@printf 'check %s\n' $(CHECKS)
	@printf 'unit %s\n' $(TESTS) $(FUZZ)

.PHONY: check soak list-tests
