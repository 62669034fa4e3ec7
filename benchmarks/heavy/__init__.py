"""A repository that needs torch: installed once, tried in the sandbox, and tried again from the same environment."""
