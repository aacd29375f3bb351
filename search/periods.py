"""When articles were published, in whole days: a date as precise as its source, in the reader's time zone.

A day, month or year stands as it is and never moves with a time zone; only what is known to the minute has its day
decided by one.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from index.schema import EPOCH, PRECISIONS, UNDATED

Days = NDArray[np.int64]
EPOCH_DAY = EPOCH.date()
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Periods:
    """The first and the last day of each article's period, in days since 1970; both 0 where it has none.

    precision: place in PRECISIONS
    """

    dated: NDArray[np.bool_]
    first: Days
    last: Days
    precision: NDArray[np.uint8]

    def within(self, low: date | None, high: date | None) -> NDArray[np.bool_]:
        """Which articles' whole period lies between two days, both included, either open."""
        inside = self.dated.copy()
        if low is not None:
            inside &= self.first >= day_number(low)
        if high is not None:
            inside &= self.last <= day_number(high)
        return inside

    @property
    def years(self) -> Days:
        """The year of each period's beginning; 1970 where there is none."""
        return self.first.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970


def day_number(day: date) -> int:
    """Days since 1970.

    >>> day_number(date(1970, 1, 2)), day_number(date(1969, 12, 31))
    (1, -1)
    """
    return (day - EPOCH_DAY).days


def end_of_tomorrow(now: datetime | None) -> int | None:
    """Where the day after `now` (UTC) ends, in seconds since 1970; None where no moment is given.

    Tomorrow counts, for it has begun in some time zone. What is dated later is taken for a slip.

    >>> end_of_tomorrow(datetime(1970, 1, 1, 13, tzinfo=UTC)) == 2 * SECONDS_A_DAY
    True
    """
    return None if now is None else (day_number(now.astimezone(UTC).date()) + 2) * SECONDS_A_DAY


def day_of(number: int) -> date:
    """The day of that number."""
    return EPOCH_DAY + timedelta(days=number)


def local_periods(published: NDArray[np.int64], precision: NDArray[np.uint8], timezone: str) -> Periods:
    """The periods of moments (seconds since 1970 in UTC, UNDATED for none), to the minute ones by `timezone`."""
    dated = published != UNDATED
    moments = np.where(dated, published, 0)
    local = moments + np.where(precision == PRECISIONS.index("minute"), _offsets(moments, timezone), 0)
    first = local // SECONDS_A_DAY
    last = first.copy()
    for unit, name in (("M8[M]", "month"), ("M8[Y]", "year")):
        coarse = precision == PRECISIONS.index(name)
        whole = first[coarse].astype("M8[D]").astype(unit)
        first[coarse] = whole.astype("M8[D]").astype(np.int64)
        last[coarse] = (whole + 1).astype("M8[D]").astype(np.int64) - 1
    return Periods(dated, first, last, precision)


def _offsets(moments: NDArray[np.int64], timezone: str) -> NDArray[np.int64]:
    """The offset of local time from UTC at each moment, in seconds."""
    zone = ZoneInfo(timezone)
    if timezone == "UTC" or not len(moments):
        return np.zeros_like(moments)
    days, which = np.unique(moments // SECONDS_A_DAY, return_inverse=True)
    begins = np.array([_offset(int(day) * SECONDS_A_DAY, zone) for day in days], np.int64)
    ends = np.array([_offset((int(day) + 1) * SECONDS_A_DAY, zone) for day in days], np.int64)
    offsets = begins[which]
    # A clock is changed a few days a year; on those each moment is asked for.
    for place in np.flatnonzero((begins != ends)[which]):
        offsets[place] = _offset(int(moments[place]), zone)
    return offsets


def _offset(moment: int, zone: ZoneInfo) -> int:
    try:
        local = datetime.fromtimestamp(0, UTC) + timedelta(seconds=moment)
        offset = local.astimezone(zone).utcoffset()
    except OverflowError:  # the first or last day that a calendar holds
        return 0
    return int(offset.total_seconds()) if offset else 0
