"""How much of a run goes on at once."""

import asyncio
from weakref import WeakKeyDictionary, WeakValueDictionary

__all__ = ["run_slot"]

_Slots = WeakValueDictionary[tuple[str, int], asyncio.Semaphore]
_slots: WeakKeyDictionary[asyncio.AbstractEventLoop, _Slots] = WeakKeyDictionary()


def run_slot(folder: str, n: int) -> asyncio.Semaphore:
    """Return the semaphore of the run in `folder`, for `n` at once.

    It lives as long as someone works or waits under it, so a server keeps nothing of a run that ended, and a run that
    is resumed with another `max_parallel` gets that many.
    """
    slots = _slots.setdefault(asyncio.get_running_loop(), WeakValueDictionary())
    return slots.setdefault((folder, n), asyncio.Semaphore(n))
