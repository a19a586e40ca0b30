# SPDX-License-Identifier: ISC
# lint.mk - the rules that a program can check. Each is a script of its own in test/lint, which says
# what it looks for; test/lint_selftest.sh sees each of them find something.

JOBS ?= $(shell nproc)
# The one that takes longest is first, so that the others are done meanwhile.
LINT_RULES := lint-tidy lint-format lint-text lint-includes lint-headers lint-access lint-packages lint-symbols lint-statics

lint:
	@$(MAKE) -k -O -j$(JOBS) $(LINT_RULES)

lint-format lint-text lint-includes lint-access lint-packages: lint-%:
	@JOBS=$(JOBS) test/lint/$*

headers: lint-headers
lint-headers:
	@JOBS=$(JOBS) test/lint/headers $(STANDARD) $(WARN) -Werror -I. -Iinclude

# These two look at what gcc made of the libraries.
lint-symbols lint-statics: lint-%:
	@$(MAKE) VARIANT=gcc library-objects
	@test/lint/$* build/gcc
library-objects: $(call object,$(filter lib/%,$(SOURCES)))

# Where clang-tidy has found nothing there is a stamp, which is older than the object when the file,
# or a header that it includes, has changed since.
TIDY := $(wildcard lib/*/*.c target/*/*.c bin/*/*.c test/*.c)
lint-tidy:
	@$(MAKE) -k VARIANT=clang tidy-stamps
tidy-stamps: $(TIDY:%.c=build/lint/%.tidy)
build/lint/%.tidy: %.c $(BUILD)/%.o .clang-tidy test/lint/tidy
	@mkdir -p $(@D)
	$(call say,TIDY,$<)
	$(Q)test/lint/tidy $< $(STANDARD) $(WARN) -I. -Iinclude
	@touch $@

# Formats all files as lint-format wants them.
format:
	@test/lint/files c h | xargs clang-format-14 -i

# Every MUST of doc/rfc is cited where it is done and where it is tested.
cite:
	@test/lint/cite

.PHONY: lint headers format cite library-objects tidy-stamps $(LINT_RULES)
