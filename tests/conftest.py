"""What every test shares: how hypothesis measures time."""

from hypothesis import HealthCheck, settings

# A machine that runs other work beside the tests makes single examples slow; what is checked stays the same, and
# pytest-timeout still ends a test that hangs.
settings.register_profile("papercoder", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("papercoder")
