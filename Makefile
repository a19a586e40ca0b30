# SPDX-License-Identifier: ISC
# Makefile - everything is found by its place; adding a file needs no edit here.
#
#   lib/*/*.c         portable libraries       bin/mirage/*.c  the tool
#   target/unix/*.c   the unix target          bin/graph/*.c   what config.c is linked with
#   *_test.c          unit tests               *_fuzz.c        fuzz targets, replayed as tests
#   *_device.c        what config.c can name   test/*.sh       tests of what spans libraries
#
# `make help` lists what can be made. config.mk, if there is one, overrides.

-include config.mk
include mk/flags.mk
include mk/say.mk

# A variant is a compiler and its flags; build/VARIANT mirrors the tree.
VARIANT ?= gcc
CC_gcc     := gcc
CC_clang   := clang-19
CC_asan    := clang-19
CFLAGS_gcc   := -O2 -g
CFLAGS_clang := -O2 -g
CFLAGS_asan  := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
LDFLAGS_asan := -fsanitize=address,undefined

BUILD  := build/$(VARIANT)
COMPILE = $(CC_$(VARIANT)) $(STANDARD) $(WARN) -Werror $(CODEGEN) $(CFLAGS_$(VARIANT)) -I. -Iinclude -MMD -MP
LINK    = $(CC_$(VARIANT)) $(LDFLAGS_$(VARIANT))

ARCH    := $(shell uname -m)
APART   := %_test.c %_fuzz.c %_device.c target/unix/start.c
SOURCES := $(filter-out $(APART),$(wildcard lib/*/*.c target/unix/*.c)) \
	$(wildcard lib/*/*_$(ARCH).S)
TESTS   := $(wildcard lib/*/*_test.c target/*/*_test.c bin/*/*_test.c)
FUZZ    := $(wildcard lib/*/*_fuzz.c bin/*/*_fuzz.c)
DEVICES := $(wildcard lib/*/*_device.c target/*/*_device.c)
GRAPH   := $(filter-out $(APART),$(wildcard bin/graph/*.c))
CRUNCH  := $(filter-out $(APART),$(wildcard bin/crunch/*.c))
TOOL    := $(filter-out $(APART),$(wildcard bin/mirage/*.c))

object = $(patsubst %.S,$(BUILD)/%.o,$(patsubst %.c,$(BUILD)/%.o,$(1)))

MAKEFLAGS += --no-builtin-rules --no-print-directory

all: tool

help:
	@echo 'make demo               build and serve the web site of app/website'
	@echo 'make check              run every test; make soak runs what takes longer'
	@echo 'make                    build the tool, build/gcc/bin/mirage/mirage'
	@echo 'make install PREFIX=/usr/local DESTDIR=, make uninstall'
	@echo 'make bench ROWS=pattern measure; fuzz TIME=60 TARGETS=pattern; prove; lint; headers; cite; clean'

tool: $(BUILD)/bin/mirage/mirage $(BUILD)/libmirage-graph.a $(BUILD)/bin/crunch/mirage-crunch

# What a config.c is linked with: the graph, every device, and the libraries that both use.
$(BUILD)/libmirage-graph.a: $(call object,$(GRAPH) $(DEVICES) $(SOURCES))
	@rm -f $@; ar rcsD $@ $^

$(BUILD)/bin/mirage/mirage: $(call object,$(TOOL)) $(BUILD)/libmirage-graph.a
	$(call say,LINK,$@)
	$(Q)$(LINK) $^ -o $@

$(BUILD)/bin/crunch/mirage-crunch: $(call object,$(CRUNCH)) $(BUILD)/libmirage-graph.a
	$(call say,LINK,$@)
	$(Q)$(LINK) $^ -o $@

unit-tests: $(TESTS:%.c=$(BUILD)/%) $(FUZZ:%.c=$(BUILD)/%)

$(BUILD)/%_test: $(BUILD)/%_test.o $(BUILD)/libmirage-graph.a
	$(call say,LINK,$@)
	$(Q)$(LINK) $^ -o $@
$(BUILD)/%_fuzz: $(BUILD)/%_fuzz.o $(BUILD)/test/replay.o $(BUILD)/libmirage-graph.a
	$(call say,LINK,$@)
	$(Q)$(LINK) $^ -o $@

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(COMPILE) -c $< -o $@
$(BUILD)/%.o: %.S
	@mkdir -p $(@D)
	$(call say,AS,$<)
	$(Q)$(COMPILE) -c $< -o $@

# --- The main job ---------------------------------------------------------------------------------

demo:
	@test/install_packages build
	@$(MAKE) -j$(shell nproc) tool
	@mk/demo $(CURDIR)/$(BUILD)/bin/mirage/mirage

# --- Installing -----------------------------------------------------------------------------------

PREFIX ?= /usr/local
SHARE   = $(DESTDIR)$(PREFIX)/share/mirage
# What a user's Makefile reads; test/ holds test.h and replay.c for `make check` there.
SHARED := lib sig target include mk bin/mirage/new test/test.h test/replay.c VERSION
INSTALLED_SOURCES = $(shell git ls-files --cached --others --exclude-standard -- \
	$(SHARED) 2>/dev/null \
	|| find $(SHARED) -type f)

install: tool
	@install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/mirage $(SHARE)
	@install -m 755 $(BUILD)/bin/mirage/mirage $(DESTDIR)$(PREFIX)/bin/mirage
	@install -m 755 $(BUILD)/bin/crunch/mirage-crunch $(DESTDIR)$(PREFIX)/lib/mirage/mirage-crunch
	@install -m 644 $(BUILD)/libmirage-graph.a $(DESTDIR)$(PREFIX)/lib/mirage/libmirage-graph.a
	@for f in $(filter-out $(foreach d,lib target,$(d)/%_test.c $(d)/%_test.h $(d)/%_fuzz.c),$(INSTALLED_SOURCES)); do \
		install -D -m $$(test -x $$f && echo 755 || echo 644) $$f $(SHARE)/$$f || exit 1; done
	@install -D -m 644 share/completion/mirage.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/mirage
	@install -D -m 644 share/completion/_mirage \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_mirage
	@for m in doc/man/*.[15]; do \
		install -D -m 644 $$m $(DESTDIR)$(PREFIX)/share/man/man$${m##*.}/$${m##*/} || exit 1; done
	@echo 'installed $(DESTDIR)$(PREFIX)/bin/mirage'

uninstall:
	rm -rf $(SHARE) $(DESTDIR)$(PREFIX)/lib/mirage
	rm -f $(DESTDIR)$(PREFIX)/bin/mirage \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/mirage \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_mirage \
		$(patsubst doc/man/%,$(DESTDIR)$(PREFIX)/share/man/man1/%,$(wildcard doc/man/*.1)) \
		$(patsubst doc/man/%,$(DESTDIR)$(PREFIX)/share/man/man5/%,$(wildcard doc/man/*.5))

# --- The rest by concern --------------------------------------------------------------------------

-include mk/packages.mk mk/check.mk mk/lint.mk mk/fuzz.mk mk/prove.mk mk/bench.mk

clean:
	rm -rf build

.PHONY: all help tool unit-tests demo install uninstall clean
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
