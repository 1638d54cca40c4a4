from customer_segmentation.fit.registry import rejection


def test_challengers():
    admissible = {"challenger_is_admissible": True, "champion_is_admissible": True}
    unstable = {"challenger_is_admissible": False, "champion_is_admissible": True}
    both_unstable = {"challenger_is_admissible": False, "champion_is_admissible": False}
    assert rejection("drift", 0.46, 0.5, **admissible, why_inadmissible="") is None
    assert "0.9" in rejection("drift", 0.44, 0.5, **admissible, why_inadmissible="")
    assert "too small" in rejection("drift", 0.6, 0.5, **unstable, why_inadmissible="too small")
    assert rejection("drift", 0.6, 0.5, **both_unstable, why_inadmissible="too small") is None
    assert rejection("configuration_changed", 0.1, 0.5, **unstable, why_inadmissible="x") is None
    assert rejection("drift", 0.1, None, **unstable, why_inadmissible="x") is None
