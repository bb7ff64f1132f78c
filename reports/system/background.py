"""A second thread for work that releases Python's lock, such as compiling."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def one_worker() -> Iterator[ThreadPoolExecutor]:
    """Yield a pool of one thread; an exception does not wait for what the thread is at.

    >>> with one_worker() as worker:
    ...     worker.submit(sum, [1, 2]).result()
    3
    """
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
