"""What every test shares: how hypothesis measures time, and that programs which tests start hear Ctrl-C."""

import signal

from hypothesis import HealthCheck, settings

# A machine that runs other work beside the tests makes single examples slow; what is checked stays the same, and
# pytest-timeout still ends a test that hangs.
settings.register_profile("papercoder", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("papercoder")

# A shell that runs the tests in the background has them, and all programs that they start, ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
