"""The Infonavit robot. Floors, top to bottom: cli/assembly/console/report, engine and outside, rules, model."""
