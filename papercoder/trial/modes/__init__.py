"""The ways to start a program: read from its code and configuration, each started in smoke mode, and judged."""
