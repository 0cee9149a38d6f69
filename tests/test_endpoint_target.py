"""Which endpoint is asked, and with which parameters: presets, the environment, and what the caller says."""

from __future__ import annotations

import pytest

from svgguard.endpoint import (
    EndpointError,
    Preset,
    parameters,
    presets,
    target,
)

pytestmark = pytest.mark.usefixtures("hermetic")


class TestTarget:
    def test_nothing_is_set(self) -> None:
        with pytest.raises(EndpointError, match="SVGGUARD_BASE_URL") as caught:
            target(model="m", environ={})
        assert [fault.name for fault in caught.value.faults] == ["not-configured"]

    def test_no_model(self) -> None:
        assert target(endpoint="ollama", environ={}).model is None

    def test_a_query_in_the_address_is_refused(self) -> None:
        with pytest.raises(EndpointError, match="query") as caught:
            target(base_url="http://x.test/v1?key=very-secret", environ={})
        assert "very-secret" not in str(caught.value)

    def test_an_unknown_preset(self) -> None:
        with pytest.raises(EndpointError, match=r"lmstudio.*openrouter|openrouter.*lmstudio|vllm"):
            target(endpoint="vlm", model="m", environ={})

    @pytest.mark.parametrize("url", ["localhost:8000", "http://", "http://x:port/v1", "http://[::1/v1", "ftp://x/v1"])
    def test_no_http(self, url: str) -> None:
        with pytest.raises(EndpointError, match="not an http address"):
            target(base_url=url, model="m", environ={})

    def test_a_remote_preset_needs_its_key(self) -> None:
        with pytest.raises(EndpointError, match="GEMINI_API_KEY"):
            target(endpoint="gemini", model="m", environ={})
        assert target(endpoint="gemini", model="m", environ={"GEMINI_API_KEY": "abcdefgh"}).api_key == "abcdefgh"

    def test_arguments_before_environment_before_openai(self) -> None:
        openai = {"OPENAI_BASE_URL": "http://o.test/v1", "OPENAI_API_KEY": "openai-key"}
        ours = {"SVGGUARD_BASE_URL": "http://s.test/v1", "SVGGUARD_MODEL": "s", "SVGGUARD_API_KEY": "svgguard-key"}
        first = target(model="m", environ=openai)
        assert (first.address, first.api_key) == ("http://o.test/v1", "openai-key")
        second = target(environ=openai | ours)
        assert (second.address, second.model, second.api_key) == ("http://s.test/v1", "s", "svgguard-key")
        third = target(base_url="http://a.test/v1", model="a", api_key="arg-key", environ=openai | ours)
        assert (third.address, third.model, third.api_key) == ("http://a.test/v1", "a", "arg-key")

    def test_openai_s_key_goes_nowhere_else(self) -> None:
        assert (
            target(base_url="http://a.test/v1", model="m", environ={"OPENAI_API_KEY": "openai-key"}).api_key == "EMPTY"
        )

    def test_presets_are_known_by_their_address(self) -> None:
        assert target(base_url="http://127.0.0.1:11434/v1/", model="m", environ={}).preset.name == "ollama"
        assert target(base_url="http://localhost:8000/v1", model="m", environ={}).preset.name == "default"

    def test_a_client_knows_its_own_address(self) -> None:
        with pytest.raises(TypeError, match="base_url"):
            target(client=lambda _: "", base_url="http://x.test", environ={})
        with pytest.raises(TypeError, match="int"):
            target(client=5, environ={})


def test_every_preset_can_be_used() -> None:
    for name, preset in presets().items():
        assert name == "default" or preset.base_url.startswith("http")
        sent = parameters(preset, stream=True, extra={}, chosen={"max_tokens": 9})
        assert (sent["temperature"], sent["top_p"], sent["max_tokens"]) == (1.0, 0.95, 9)
        assert ("top_k" in sent) == ("top_k" in preset.sampling)
        assert set(preset.thinking_off) <= sent.keys() and preset.thinking_off, name


def test_what_the_caller_says_wins() -> None:
    sent = parameters(
        Preset("x", sampling={"top_k": "k", "max_tokens": "length"}, thinking_off={"reasoning_effort": "none"}),
        stream=False,
        extra={"reasoning_effort": "low", "min_p": 0.1},
        chosen={"temperature": 0.2, "max_tokens": 5, "seed": None},
    )
    assert sent == {"temperature": 0.2, "top_p": 0.95, "k": 64, "length": 5, "reasoning_effort": "low", "min_p": 0.1}
