"""Two builds of thoroughly dirty tables; ``make fuzz`` goes on for as long as one likes."""

import hypothesis
import pytest
from attack.dirt import Shop, shops
from attack.fuzz import SETTINGS, attack
from project import Project


@pytest.fixture(scope="module")
def attacked(tmp_path_factory) -> Project:
    return Project(tmp_path_factory.mktemp("attack"))


# What fails is cut down by make fuzz.
@hypothesis.settings(SETTINGS, max_examples=2, derandomize=True, phases=[hypothesis.Phase.generate])
@hypothesis.given(shop=shops())
def test_dirt_breaks_nothing(attacked, shop: Shop):
    assert not (found := attack(attacked, shop)), "\n".join(found)
