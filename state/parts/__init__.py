"""Parts of artifacts that stand in modules of their own, so that who changes an agent reads only what it uses."""
