# SPDX-License-Identifier: ISC
# bench.mk - `make bench ROWS=pattern` measures, see bench/run.

bench: tool $(BUILD)/bench/fiber_bench
	@bench/run '$(ROWS)'

$(BUILD)/bench/%: $(BUILD)/bench/%.o $(BUILD)/libmirage-graph.a
	$(call say,LINK,$@)
	$(Q)$(LINK) $^ -o $@

.PHONY: bench
