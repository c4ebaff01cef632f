"""An empty database gets the sample firms, once."""

from assessment.store.assessments import open_store
from assessment.store.samples import seed_samples
from tests.conftest import ROOT


def test_samples_go_into_an_empty_database_only(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    samples = seed_samples(ROOT, url)
    assert len(samples) == len(list((ROOT / "seeds" / "firms").glob("*.yaml")))
    assert all(name.startswith("示例") for name, _ in samples)
    assert seed_samples(ROOT, url) == []
    store = open_store(url)
    firm = store.resume(samples[0][1], "test")
    assert store.answers(firm.id)["firm_name"].value == samples[0][0]
    store.close()
