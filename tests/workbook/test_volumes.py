"""The volume prices of an offer in one cell: read as people write them, written so that they are read again."""

import pytest

from assessment.answers import AnswerRefused
from assessment.content.providers import VolumePrice
from assessment.workbook.pool.volumes import read_volumes, volumes_text

KNOWN = {"轻量进销存": "light_erp", "light_erp": "light_erp", "customer_system": "customer_system"}


def price(measure: str, units: int, each: float) -> VolumePrice:
    return VolumePrice(measure=measure, units=units, price=each)


@pytest.mark.parametrize(
    "text",
    ["轻量进销存：5 起 3.2万元、10起 2.8", "light_erp: 5+ 3.2, 10+ 2.8", "轻量进销存:10 2.8万，5家起 3.2 万元；"],
)
def test_prices_are_read_as_people_write_them(text):
    assert read_volumes(text, KNOWN.get) == (price("light_erp", 5, 3.2), price("light_erp", 10, 2.8))


def test_what_is_written_is_read_again():
    volumes = (price("customer_system", 2, 1.5), price("light_erp", 3, 7.0), price("light_erp", 8, 6.25))
    assert read_volumes(volumes_text(volumes), KNOWN.get) == volumes
    assert volumes_text(()) == "" and read_volumes("", KNOWN.get) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("便宜", "看不懂这个批量价"),
        ("轻量进销存：很多 3.2", "看不懂这个批量价"),
        ("轻量进销存：0 起 3.2", "看不懂这个批量价"),
        ("飞机：5 起 3.2", "没有这个事项"),
        ("轻量进销存：5 起 3.2、5 起 2", "同一个数量写了两次"),
    ],
)
def test_what_cannot_be_read_is_named(text, words):
    with pytest.raises(AnswerRefused) as refused:
        read_volumes(text, KNOWN.get)
    assert words in refused.value.message.zh
