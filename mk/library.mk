# SPDX-License-Identifier: ISC
# library.mk - builds the libraries for one target, once for all unikernels.
#
# Run by unikernel.mk in a folder of the cache that is named after everything that decides what is
# in it (compiler, flags, version, place of the sources), with MIRAGE, TARGET, LIBS and CC given.
# lib/X becomes libX.a, target/T becomes libtarget.a.

include $(MIRAGE)/mk/flags.mk
include $(MIRAGE)/mk/target/$(TARGET).mk
include $(MIRAGE)/mk/say.mk

COMPILE = $(CC) $(STANDARD) $(WARN) $(CODEGEN) $(TARGET_CFLAGS) -I$(MIRAGE) \
	-ffile-prefix-map=$(MIRAGE)=/mirage -fdebug-prefix-map=$(CURDIR)=/mirage \
	-frandom-seed=$(<:$(MIRAGE)/%=%) -MMD -MP
# Of the compiler's own version: archives hold what link-time optimisation reads.
AR_LTO := $(if $(findstring clang,$(CC)),$(patsubst clang%,llvm-ar%,$(CC)),gcc-ar)

sources = $(patsubst $(MIRAGE)/%,%,$(filter-out %_test.c %_fuzz.c %_device.c, \
	$(wildcard $(MIRAGE)/$(1)/*.c)) $(wildcard $(MIRAGE)/$(1)/*_$(ARCH).S))
objects = $(addsuffix .o,$(basename $(call sources,$(1))))

all: $(LIBS:%=lib%.a) libtarget.a
	@:

define library
lib$(1).a: $(call objects,$(2))
	$$(Q)rm -f $$@ && $$(AR_LTO) rcsD $$@ $$^
-include $(patsubst %.o,%.d,$(call objects,$(2)))
endef
$(foreach l,$(LIBS),$(eval $(call library,$(l),lib/$(l))))
$(eval $(call library,target,target/$(TARGET)))

define compile
	@mkdir -p $(@D)
	$(call say,$(1),$(<:$(MIRAGE)/%=%))
	$(Q)$(COMPILE) -c $< -o $@
endef

# Patterns with a slash: without one, make would look for the source below the object's folder.
lib/%.o: $(MIRAGE)/lib/%.c
	$(call compile,CC)
lib/%.o: $(MIRAGE)/lib/%.S
	$(call compile,AS)
target/%.o: $(MIRAGE)/target/%.c
	$(call compile,CC)
target/%.o: $(MIRAGE)/target/%.S
	$(call compile,AS)

.PHONY: all
