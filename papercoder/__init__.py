"""The toolbox: everything that touches the world: papers, models, workspace, sandbox, runs, the command line."""

from papercoder.surroundings import find_packages

find_packages()  # the one effect of importing: a wheel's `state` must be found by whatever of ours is imported next
