"""Two builds of thoroughly dirty tables; ``make fuzz`` goes on for as long as one likes."""

import pytest
from attack.fuzz import attack
from project import Project


@pytest.fixture(scope="module")
def attacked(tmp_path_factory) -> Project:
    return Project(tmp_path_factory.mktemp("attack"))


@pytest.mark.parametrize("seed", [1, 2])
def test_dirt_breaks_nothing(attacked, seed):
    corruptions, found = attack(attacked, seed)
    assert corruptions > 500
    assert not found, "\n".join(found)
