"""The full run of a repository that came out: what it needs, running it confined, going on with it, and its report.

What confines it is `papercoder.sandbox`, what installs is `papercoder.trial`, what compares is `papercoder.results`.
"""
