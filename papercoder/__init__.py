"""The toolbox: everything that touches the world (papers, models, the workspace, the sandbox, runs, the command line)."""
