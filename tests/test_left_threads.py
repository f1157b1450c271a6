"""The tests' own footing: on a busy machine no test is blamed for threads that Home Assistant left asleep."""

from threading import Barrier
from time import sleep

from homeassistant.util.executor import InterruptibleThreadPoolExecutor
from homeassistant.util.thread import async_raise

THREADS = 4


def test_no_thread_is_left_where_some_were_ended_before_they_woke_the_next() -> None:
    executor = InterruptibleThreadPoolExecutor(max_workers=THREADS)
    meeting = Barrier(THREADS + 1)
    for _ in range(THREADS):
        executor.submit(meeting.wait)
    meeting.wait()
    sleep(0.1)  # until they wait for more to do
    threads = set(executor._threads)
    # As Home Assistant does to threads that had no turn for a while.
    for thread in list(threads)[1:]:
        async_raise(thread.ident or 0, SystemExit)
    executor.shutdown()
    assert not [thread for thread in threads if thread.is_alive()]
