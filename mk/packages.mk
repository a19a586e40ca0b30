# SPDX-License-Identifier: ISC
# packages.mk - installs what is missing of the groups of packages in doc/dependencies.md.

packages-build:
	@test/install_packages build
packages-test:
	@test/install_packages build test
packages-bench:
	@test/install_packages build bench unpack

.PHONY: packages-build packages-test packages-bench
