"""The verification of a columnar index: the checksums of the segments of its newest sound generation."""

from pathlib import Path

from index.check import Fault
from index.columnar.opened import distrust, opened
from index.columnar.whoosh_codec import ColumnarSegment
from index.verify import Pause
from index.whoosh_directory import TrackedStorage, contents_of


def verify_index(location: str, pause: Pause) -> tuple[Fault, ...] | None:
    """See `index.verify.verify`."""
    storage = TrackedStorage(location)
    faults: list[Fault] = []
    for segment in contents_of(location).segments:
        if not isinstance(segment, ColumnarSegment):
            continue
        container = opened(storage, segment.file_name()).container
        for section in container.names():
            if pause():
                return None
            if not container.is_sound(section):
                what = f"bytes of {section} are not those written"
                lost = f"{segment.doc_count():,} documents; the generation before is served instead, if it is sound"
                faults.append(Fault(file=segment.file_name(), what=what, lost=lost))
                distrust(Path(location) / segment.file_name())
                break
    return tuple(faults)
