"""What firms are told of a provider's invitations: no single case can be counted."""

from __future__ import annotations

import datetime

from assessment.store.invitation_records import ProviderRecord
from assessment.work.inviting import record_words

DAY = datetime.date(2026, 11, 23)


def record(invited: int, met: int, contracted: int, declined: int = 0) -> ProviderRecord:
    return ProviderRecord(invited, met, met, contracted, 0, declined, invited - met - declined, contracted, 8.0)


def test_a_record_is_told_in_whole_steps_of_the_floor() -> None:
    words = record_words(record(31, 19, 10), DAY, floor=10)
    assert (
        words.zh
        == "经中心邀约至少 30 次（截至 2026-11-23）：见面至少 10 次，签约至少 10 次，完成不足 10 次，谢绝不足 10 次"
    )
    assert "invited by the centre at least 30 times (until 2026-11-23): met at least 10, " in words.en


def test_one_case_more_changes_nothing_until_a_step_is_full() -> None:
    assert record_words(record(12, 3, 0), DAY, floor=10) == record_words(record(13, 4, 1, 1), DAY, floor=10)
    assert record_words(record(1, 1, 1), DAY, floor=10) == record_words(record(9, 0, 0, 9), DAY, floor=10)
