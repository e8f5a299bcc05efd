# make demo | test | kernel-test | survival | build | release | install | format | format-check | bench | fuzz
# make test FILTER=TLSTests; make fuzz SECONDS=600; make kernel-test TESTS="clock-1970 clock-steps": only those

PREFIX ?= /usr
DESTDIR ?=
BINARY ?= .build/release/locker-agent
INSTALL ?= install
TREE = $(DESTDIR)$(PREFIX)

# The Swift runtime goes into the file (a board has none) and the symbols stay out of it. Nobody loads plug-ins into the
# program, so it exports nothing: 2 MB less of it stay resident.
RELEASE = -c release --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker -s -Xlinker --no-export-dynamic
SWIFT_FILES = $(wildcard Package.swift Sources Tests Benchmarks FuzzTesting)

.PHONY: build demo test kernel-test survival release install format format-check bench fuzz dependencies test-dependencies

build: dependencies
	swift build

demo: dependencies
	swift build --product locker-agent
	.build/debug/locker-agent demo

# All at once, a thousand tests would spend their time limits waiting for two cores.
test: export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 24
test: test-dependencies
	swift test --disable-xctest $(if $(FILTER),--filter "$(FILTER)")

kernel-test: test-dependencies
	Tests/KernelTests/run $(TESTS)

# KILLS=500 CUTS=100 SEED=1: so many kills and power cuts, and where their chance begins.
survival: test-dependencies
	Tests/Survival/run $(if $(KILLS),--kills $(KILLS)) $(if $(CUTS),--cuts $(CUTS)) $(if $(SEED),--seed $(SEED))

release: dependencies
	swift build $(RELEASE) --product locker-agent
	touch .build/release/locker-agent

# make bench SECTIONS="decoders rounds": only those
bench: release
	swift build $(RELEASE) --product Benchmarks
	.build/release/Benchmarks $(SECTIONS)

fuzz: dependencies
	FuzzTesting/run $(SECONDS)

format:
	swift format --in-place --parallel --recursive --configuration .swift-format $(SWIFT_FILES)

format-check:
	swift format lint --strict --parallel --recursive --configuration .swift-format $(SWIFT_FILES)

# Built when missing or older than its sources: after `make release`, `sudo make install` needs no Swift.
.build/release/locker-agent: Package.swift $(shell find Sources -type f)
	$(MAKE) release

# All of it below PREFIX. Nothing in /etc, which is the site's; nothing in /lib, a symbolic link that an unpacked
# DESTDIR would replace by a folder.
install: $(BINARY)
	$(INSTALL) -D -m 0755 $(BINARY) $(TREE)/bin/locker-agent
	$(INSTALL) -D -m 0644 systemd/locker-agent.service $(TREE)/lib/systemd/system/locker-agent.service
	sed -i 's|=/usr/bin/locker-agent|=$(PREFIX)/bin/locker-agent|' $(TREE)/lib/systemd/system/locker-agent.service
	$(INSTALL) -D -m 0644 systemd/locker-agent.sysusers $(TREE)/lib/sysusers.d/locker-agent.conf
	$(INSTALL) -D -m 0644 systemd/locker-agent.tmpfiles $(TREE)/lib/tmpfiles.d/locker-agent.conf
	$(INSTALL) -D -m 0644 udev/60-locker-agent.rules $(TREE)/lib/udev/rules.d/60-locker-agent.rules
	$(INSTALL) -D -m 0644 docs/config.yaml.example $(TREE)/share/doc/locker-agent/config.yaml.example
	$(INSTALL) -D -m 0644 docs/install.md $(TREE)/share/doc/locker-agent/install.md
	$(INSTALL) -D -m 0644 docs/technician.md $(TREE)/share/doc/locker-agent/technician.md

dependencies:
	@.ci/dependencies

test-dependencies:
	@.ci/dependencies test
