# SPDX-License-Identifier: ISC
# fuzz.mk - runs the fuzz targets x_fuzz.c with libFuzzer, a process each, on ASan and UBSan.
#
#   make fuzz TIME=60 TARGETS=http     those whose path holds "http", 60 seconds each
#   make fuzz-merge                    adds to test/corpus what was found and covers more than it
#
# Seeds are test/corpus/x; what is found goes to build/fuzz/x, and what crashes to build/fuzz/x.crash.
# An input that took more than 10 s or 1 GiB counts as a crash.

TIME    ?= 60
TARGETS ?=
FUZZED  := $(strip $(if $(TARGETS),$(foreach f,$(FUZZ),$(if $(findstring $(TARGETS),$(f)),$(f))),$(FUZZ)))
FUZZERS := $(FUZZED:%_fuzz.c=build/fuzzer/%_fuzzer)

CC_fuzzer      := clang-19
CFLAGS_fuzzer  := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LDFLAGS_fuzzer := -fsanitize=fuzzer,address,undefined

fuzz: packages-test
	@$(if $(FUZZED),,echo 'no fuzz target is called $(TARGETS)'; exit 1)
	@$(MAKE) -j$(JOBS) VARIANT=fuzzer fuzzers
	@$(MAKE) -k -j$(JOBS) $(FUZZED:%_fuzz.c=fuzz-run/%)

fuzzers: $(FUZZERS)
$(BUILD)/%_fuzzer: $(BUILD)/%_fuzz.o $(BUILD)/libmirage-graph.a
	$(call say,LINK,$@)
	$(Q)$(LINK) $^ -o $@

fuzz_name = $(notdir $*)
fuzz_log  = build/fuzz/$(fuzz_name).log
fuzz-run/%:
	@mkdir -p build/fuzz/$(fuzz_name) build/fuzz/$(fuzz_name).crash test/corpus/$(fuzz_name)
	@if build/fuzzer/$*_fuzzer -max_total_time=$(TIME) -timeout=10 -rss_limit_mb=1024 \
			-artifact_prefix=build/fuzz/$(fuzz_name).crash/ -print_final_stats=1 \
			build/fuzz/$(fuzz_name) test/corpus/$(fuzz_name) >$(fuzz_log) 2>&1; then \
		printf 'ok    %12s inputs %6s new  %s\n' \
			$$(sed -n 's/^stat::\(number_of_executed_units\|new_units_added\): *//p' $(fuzz_log)) $*; \
	else \
		tail -n 40 $(fuzz_log); \
		printf 'FAIL  %s: run it alone on the input with\n    build/fuzzer/%s_fuzzer %s\n' $* $* \
			"$$(sed -n 's/.*Test unit written to //p' $(fuzz_log))"; \
		exit 1; \
	fi

fuzz-merge:
	@$(MAKE) -j$(JOBS) VARIANT=fuzzer fuzzers
	@$(MAKE) -k -j$(JOBS) $(FUZZED:%_fuzz.c=fuzz-merge/%)
fuzz-merge/%:
	@mkdir -p build/fuzz/$(fuzz_name) test/corpus/$(fuzz_name)
	@build/fuzzer/$*_fuzzer -merge=1 test/corpus/$(fuzz_name) build/fuzz/$(fuzz_name) >$(fuzz_log) 2>&1 \
		|| { tail -n 40 $(fuzz_log); exit 1; }
	@echo '$(fuzz_name): $(words $(wildcard test/corpus/$(fuzz_name)/*)) files before,' \
		"$$(ls test/corpus/$(fuzz_name) | wc -l) after"

.PHONY: fuzz fuzzers fuzz-merge
