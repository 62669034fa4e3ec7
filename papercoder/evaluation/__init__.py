"""How good a repository is: judges, rubrics, benchmarks, statistics; looks at runs and never steers one."""
