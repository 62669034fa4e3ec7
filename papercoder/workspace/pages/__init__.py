"""The Markdown pages of the generated repository: README, TRACE and docs/."""
