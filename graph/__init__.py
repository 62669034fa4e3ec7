"""Which agent after which: builder, routers, fan-out. Wiring only: no prompt text, no file access."""
