"""``--hosts``: the same command, started once on each host; the first of them says what was found."""

from __future__ import annotations

from collections.abc import Callable


def on_hosts(hosts: str, devices: str, work: Callable[[], int]) -> int:
    """Do the work, as one of several hosts where there are; a host that only helps says nothing. The exit status."""
    if not hosts:
        return _prepared(hosts, devices, work)
    from ..system.supervision import supervised

    return supervised(lambda: _prepared(hosts, devices, work))


def _prepared(hosts: str, devices: str, work: Callable[[], int]) -> int:
    if not hosts and devices == "1":
        return work()
    from numeric.scale.devices import ShareDone, join_hosts, split_processor

    split_processor(devices)
    if hosts:
        join_hosts(hosts)
    try:
        return work()
    except ShareDone:
        return 0
