"""The toolbox: everything that touches the world: papers, models, workspace, sandbox, runs, the command line."""
