# Keyframe: what there is to run. `make` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help

CONFIGURATION ?= Debug
DOTNET ?= dotnet
OPERATOR := $(DOTNET) run --project src/Keyframe.Operator --configuration $(CONFIGURATION) --
DEMO := $(DOTNET) run --project tests/Keyframe.Demo --configuration $(CONFIGURATION) --

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.PHONY: help
help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build everything
	$(DOTNET) build Operator.sln --configuration $(CONFIGURATION)

.PHONY: test
test: build control-plane ## Run all tests, against a real API server (see docs/testing.md)
	$(DOTNET) test --solution Operator.sln --configuration $(CONFIGURATION) --no-build --max-parallel-test-modules 1

.PHONY: unit
unit: build ## Run only the tests that need no API server
	@for project in Api Core Registries Runtime Operator Generator Benchmarks; do \
		$(DOTNET) test --project tests/Keyframe.$$project.Tests --configuration $(CONFIGURATION) --no-build || exit 1; \
	done

.PHONY: control-plane
control-plane: ## Get the API server for tests and demo ready ahead of time (minutes, the first time)
	@$(DEMO) control-plane

.PHONY: demo
demo: ## Show what Keyframe does, on a real API server (KEEP=1 stays up and prints the kubeconfig)
	@$(DEMO) demo $(if $(KEEP),--keep)

.PHONY: bench
bench: ## Measure the operator against its floor, into artifacts/bench.json (QUICK=1: under three minutes; ARGS="--help")
	@$(DOTNET) build tests/Keyframe.Benchmarks --configuration Release --verbosity quiet --nologo
	@$(DOTNET) tests/Keyframe.Benchmarks/bin/Release/net10.0/keyframe-bench.dll $(if $(QUICK),--quick) $(ARGS)

.PHONY: run
run: ## Run the operator in the foreground against KUBECONFIG or the current context
	@$(OPERATOR) --log-format=text \
		--health-probe-bind-address=127.0.0.1:8081 --metrics-bind-address=127.0.0.1:8080 $(ARGS)

.PHONY: generate
generate: ## Write crds/, config/crd/ and docs/reference/ from the API types and the table of settings
	@$(DOTNET) run --project src/Keyframe.Generator --configuration $(CONFIGURATION) -- generate --output .
	@$(OPERATOR) settings > docs/reference/settings.md

.PHONY: verify
verify: ## Fail if generated files, formatting or kustomize bases are not in order
	@$(DOTNET) run --project src/Keyframe.Generator --configuration $(CONFIGURATION) -- generate --output . --verify
	@diff -u docs/reference/settings.md <($(OPERATOR) settings) || { echo "Run: make generate"; exit 1; }
	@$(DOTNET) format whitespace Operator.sln --verify-no-changes
	@for base in config/default config/samples/support-bot config/samples/prompt-registry; do kubectl kustomize $$base > /dev/null || exit 1; done
	@echo "In order."

.PHONY: fmt
fmt: ## Format the code
	@$(DOTNET) format Operator.sln

.PHONY: clean
clean: ## Remove build output (the control plane's cache stays: see docs/testing.md)
	@find . -type d \( -name bin -o -name obj \) -not -path './.git/*' -prune -exec rm -rf {} +
	@rm -rf artifacts TestResults
