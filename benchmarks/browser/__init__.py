"""How long a person waits for pages, and how a long ledger scrolls, in a real Chromium."""
