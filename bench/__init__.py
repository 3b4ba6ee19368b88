"""How fast Stige is, measured beside something that everybody can measure: see docs/benchmarks.md."""
