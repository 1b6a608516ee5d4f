import json
from pathlib import Path

from k8s.devstack.baseline import baseline_route
from k8s.devstack.scores import Labelled


def test_shared_n_grams_choose_the_department(tmp_path: Path):
    rows = [
        {"code": code, "name_uz": uz, "description_uz": uz, "name_ru": ru, "description_ru": ru}
        for code, uz, ru in (("water", "ichimlik suvi", "вода"), ("roads", "yo‘llar", "дороги"))
    ]
    departments = tmp_path / "departments.json"
    departments.write_text(json.dumps(rows))
    text = Labelled(text="нет воды", language="ru", script="cyrl", department="water")

    (routing,) = baseline_route([text], departments=departments)

    assert routing.is_right
    assert routing.ranked == ("water", "roads")
