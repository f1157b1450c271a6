"""The books are on the disk soon after energy begins to flow, and seldom enough for a memory card."""

from custom_components.solar_charging.managers.books_writer import BooksWriter
from custom_components.solar_charging.sessions.ledger import Ledger
from custom_components.solar_charging.sessions.session import Session
from custom_components.solar_charging.sessions.shares import Shares
from custom_components.solar_charging.sessions.tariff import Tariff

DAY_S = 86_400


class Books:
    """One charger's books, and when they were written."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.now_s = 1_800_000_000.0
        self.written_s: list[float] = []
        self.writer = BooksWriter(lambda: self.written_s.append(self.now_s))

    def plug_in(self) -> None:
        self.ledger.session = Session("garage", self.now_s)
        self.ledger.session.part("solar_only", self.now_s)

    def pass_time(self, seconds: int, power_w: float) -> None:
        for _ in range(seconds // 5):
            self.now_s += 5.0
            energy_wh = Shares(grid=power_w * 5 / 3600)
            if self.ledger.session:
                self.ledger.session.parts[-1].add(energy_wh, Tariff())
                self.ledger.totals.add(energy_wh)
            self.writer.look({"garage": self.ledger}, self.now_s)


def test_a_session_is_written_with_its_first_energy() -> None:
    books = Books()
    books.plug_in()
    books.pass_time(3600, 0.0)
    assert books.written_s == []
    books.pass_time(5, 3700.0)
    assert books.written_s == [books.now_s]


def test_the_end_of_a_session_is_written_and_nothing_after_it() -> None:
    books = Books()
    books.plug_in()
    books.pass_time(60, 3700.0)
    books.ledger.session = None
    books.pass_time(5, 0.0)
    assert books.written_s[-1] == books.now_s
    written = len(books.written_s)
    books.pass_time(3600, 0.0)
    assert len(books.written_s) == written


def test_a_day_of_charging_is_written_less_than_300_times() -> None:
    books = Books()
    books.plug_in()
    books.pass_time(DAY_S, 3700.0)
    assert DAY_S / 300 <= len(books.written_s) <= 300
    # At the 4 kB that a page of flash memory has.
    assert len(books.written_s) * 4096 < 2e6


def test_a_clock_that_was_set_back_puts_nothing_off() -> None:
    books = Books()
    books.plug_in()
    books.pass_time(60, 3700.0)
    books.now_s -= 3600.0
    books.writer.shift_timestamps(-3600.0)
    books.pass_time(300, 3700.0)
    assert len(books.written_s) == 2


def test_a_car_that_comes_and_goes_without_energy_writes_nothing() -> None:
    books = Books()
    for _ in range(100):
        books.plug_in()
        books.pass_time(5, 0.0)
        books.ledger.session = None
        books.pass_time(5, 0.0)
    assert books.written_s == []
