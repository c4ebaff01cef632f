"""Headers of an owner's workbooks: remembered, said anew, forgotten, and nobody else's."""

from assessment.store import header_shelf
from assessment.store.assessments import Store


def test_what_was_said_stands_for_its_owner_alone_and_can_be_said_anew(store: Store) -> None:
    store.remember_headers("account:a", {"在岗人数": "employees", "科室": None})
    store.remember_headers("account:b", {"在岗人数": None})
    store.remember_headers("account:a", {"科室": "city"})
    assert store.remembered_headers("account:a") == {"在岗人数": "employees", "科室": "city"}
    assert store.remembered_headers("account:b") == {"在岗人数": None}
    (newest, *_) = store.trail.lines()
    assert (newest.act, newest.details) == ("headers_named", {"headers": 1, "facts": ["city"]})
    store.forget_headers("account:a")
    assert store.remembered_headers("account:a") == {}
    assert store.remembered_headers("account:b") == {"在岗人数": None}


def test_only_so_many_are_kept_of_an_owner(store: Store, monkeypatch) -> None:
    monkeypatch.setattr(header_shelf, "MOST_HEADERS", 3)
    for number in range(5):
        store.remember_headers("account:a", {f"列{number}": None})
    assert len(store.remembered_headers("account:a")) == 3
