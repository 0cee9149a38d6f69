"""Profiles are data: kinds of endpoints and models, a user's own file, and telling a server's kind."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from loopback_server import Answer, Seen, reply, serving, streamed

from svgguard import EndpointError, generate
from svgguard.data import data
from svgguard.endpoint import (
    About,
    Request,
    Served,
    about,
    detect,
    kind_of,
    model_named,
    models,
    parameters,
    presets,
    served,
    target,
)
from svgguard.endpoint.models import BITS, fitting, form_of, suited, uses
from svgguard.endpoint.presets import Continuation, Preset, own_file
from svgguard.endpoint.thinking import switched, switches, thinks


@pytest.fixture(autouse=True)
def no_settings(hermetic: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


KINDS = list(tomllib.loads(data("endpoints.toml").read_text(encoding="utf-8")))


class TestKinds:
    @pytest.mark.parametrize("kind", KINDS)
    def test_thinking_can_be_switched_there_and_back(self, kind: str) -> None:
        preset = presets()[kind]
        off = Request((), parameters(preset, stream=True, extra={}, chosen={}), "m")
        assert thinks(off, preset) is False
        on = switched(off, preset, on=True)
        if not preset.thinking_on:
            assert on is None
            return
        assert on is not None and thinks(on, preset) is True and switched(on, preset, on=True) is None
        assert on.parameters == parameters(preset, stream=True, extra={}, chosen={}, thinking=True)
        assert switched(on, preset, on=False) == off

    def test_what_was_refused_is_not_switched_on_again(self) -> None:
        preset = presets()["default"]
        request = Request((), parameters(preset, stream=True, extra={}, chosen={}), "m").without(["reasoning_effort"])
        on = switched(request, preset, on=True)
        assert on is not None and "reasoning_effort" not in on.parameters
        assert on.parameters["chat_template_kwargs"] == {"enable_thinking": True}

    def test_what_else_stands_in_the_switch_is_kept(self) -> None:
        preset = presets()["vllm"]
        given = {"chat_template_kwargs": {"enable_thinking": False, "language": "en"}}
        on = switched(Request((), given, "m"), preset, on=True)
        assert on is not None and on.parameters["chat_template_kwargs"] == {"enable_thinking": True, "language": "en"}

    def test_a_server_s_own_default_counts_where_nothing_is_said(self) -> None:
        request = Request((), {}, "m")
        said = {kind: thinks(request, presets()[kind]) for kind in ("vllm", "ollama", "default")}
        assert said == {"vllm": False, "ollama": True, "default": None}

    def test_the_names_of_all_switches(self) -> None:
        assert switches() == {"reasoning_effort", "chat_template_kwargs", "reasoning", "extra_body"}

    def test_how_answers_are_gone_on_with(self) -> None:
        found = {kind: preset.continuation for kind, preset in presets().items() if preset.continuation}
        assert found.keys() == {"vllm", "sglang", "llama.cpp"}
        assert found["vllm"].parameters == {"continue_final_message": True, "add_generation_prompt": False}
        assert found["llama.cpp"] == Continuation({}, echo=True, thinking=False)

    def test_a_server_is_known_by_its_addresses(self) -> None:
        found = {
            url: target(base_url=url, model="m", environ={}).preset.name
            for url in (
                "http://127.0.0.1:9931/v1",
                "http://model-runner.docker.internal/engines/v1",
                "http://localhost:11434/v1",
                "http://localhost:8000/v1",
                "http://localhost:8080/v1",
            )
        }
        assert list(found.values()) == ["llama.cpp", "docker", "ollama", "default", "default"]

    def test_a_default_that_harms_drawings_is_overruled(self) -> None:
        sent = parameters(presets()["llama-cpp-python"], stream=False, extra={}, chosen={})
        assert sent["repeat_penalty"] == 1.0
        chosen = {"repetition_penalty": 1.2}
        assert parameters(presets()["llama.cpp"], stream=False, extra={}, chosen=chosen)["repeat_penalty"] == 1.2


class TestOwnFile:
    def write(self, path: Path, text: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def test_it_adds_and_changes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        own = self.write(
            tmp_path / "own.toml",
            '[ours]\nbase_url = "http://gpu.test/v1"\nkey = "OUR_KEY"\ntransient = [418]\n'
            "[vllm]\nthinking_off = { reasoning_effort = 'none' }\n",
        )
        monkeypatch.setenv("SVGGUARD_ENDPOINTS", str(own))
        ours = presets()["ours"]
        assert ours.base_url == "http://gpu.test/v1" and 418 in ours.transient
        assert target(base_url="http://gpu.test/v1", environ={"OUR_KEY": "abcdefgh"}).preset is ours
        assert presets()["vllm"].thinking_off == {"reasoning_effort": "none"}
        assert presets()["vllm"].grammar == "structured_outputs.grammar", "the rest stays"

    @pytest.mark.skipif("sys.platform in ('win32', 'darwin')")
    def test_it_is_found_in_the_folder_for_configuration(self, tmp_path: Path) -> None:
        self.write(tmp_path / "svgguard" / "endpoints.toml", '[mine]\nbase_url = "http://mine.test/v1"\n')
        assert presets()["mine"].base_url == "http://mine.test/v1"

    def test_the_variable_says_where_else(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert own_file().parts[-2:] == ("svgguard", "endpoints.toml")
        monkeypatch.setenv("SVGGUARD_ENDPOINTS", str(tmp_path / "x"))
        assert own_file() == tmp_path / "x"

    @pytest.mark.parametrize("text", ["[broken", '[x]\nspeed = "fast"\n', "x = 3\n", "[x]\ndetect = { smell = [] }\n"])
    def test_one_that_cannot_be_read_is_said(self, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        own = self.write(tmp_path / "own.toml", text)
        monkeypatch.setenv("SVGGUARD_ENDPOINTS", str(own))
        with pytest.raises(EndpointError, match=r"own\.toml"):
            target(endpoint="vllm", environ={})

    def test_one_that_is_not_there_is_said_when_it_was_named(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SVGGUARD_ENDPOINTS", str(tmp_path / "none.toml"))
        with pytest.raises(EndpointError, match=r"none\.toml"):
            presets()


def listing(owner: str | None = None, **more: Any) -> dict[str, Any]:
    entry = {"id": "m", "object": "model", **({} if owner is None else {"owned_by": owner}), **more}
    return {"object": "list", "data": [entry]}


class TestDetection:
    @pytest.mark.parametrize(
        ("body", "server", "kind"),
        [
            (listing("vllm", max_model_len=4096), "uvicorn", "vllm"),
            (listing("sglang"), "uvicorn", "sglang"),
            (listing("llamacpp", meta={"n_ctx_train": 131072}), "llama.cpp", "llama.cpp"),
            (listing("me"), "uvicorn", "llama-cpp-python"),
            (listing("library"), "", "ollama"),
            (listing("organization_owner"), "", "lmstudio"),
            (listing("docker"), "", "docker"),
            (listing("google"), "", "gemini"),
            (listing(canonical_slug="google/gemma-4-31b-it"), "cloudflare", "openrouter"),
            (listing(), "BaseHTTP/0.6 Python/3.12", "mlx-lm"),
            (listing("somebody"), "uvicorn", None),
            (listing("somebody"), "BaseHTTP/0.6 Python/3.12", None),
            ({}, "", None),
            (None, "", None),
            ([1, {"id": 3}], "", None),
        ],
    )
    def test_by_the_list_of_models(self, body: object, server: str, kind: str | None) -> None:
        assert kind_of(body, server) == kind

    def test_by_asking(self) -> None:
        with serving(reply(listing("vllm"))) as server:
            assert detect(server.url) == "vllm"
        assert [seen.path for seen in server.seen] == ["/v1/models"]

    @pytest.mark.parametrize(
        ("path", "page", "kind"),
        [
            ("/", Answer(kind="text/plain", body=b"Ollama is running"), "ollama"),
            ("/info", reply({"model_id": "m", "max_total_tokens": 4096}), "tgi"),
            ("/version", reply({"version": "0.26.1"}), "vllm"),
            ("/openapi.json", reply({"paths": {"/load_model": {}}}), "transformers"),
            ("/nowhere", reply({}), None),
        ],
    )
    def test_by_a_page(self, path: str, page: Answer, kind: str | None) -> None:
        def answer(seen: Seen) -> Answer:
            return page if seen.path == path else reply({"error": "not found"}, 404)

        with serving(answer) as server:
            assert detect(server.url) == kind

    def test_nobody_answers(self) -> None:
        with serving(Answer(cut="hangup")) as server:
            assert detect(server.url) is None
            told = about(target(base_url=server.url))
        assert told.problem is not None and told.problem.name == "connection-failed" and told.models == ()
        assert {seen.path for seen in server.seen} == {"/v1/models"}, "no other page is asked for"

    def test_the_caller_s_headers_go_along(self) -> None:
        def answer(seen: Seen) -> Answer:
            return reply(listing("vllm")) if seen.path == "/v1/models" else streamed()

        with serving(answer) as server:
            assert generate("a dot", base_url=server.url, headers={"X-Team": "blue"}).ok
            about(target(base_url=server.url), headers={"X-Team": "blue"})
        assert [seen.headers.get("x-team") for seen in server.seen] == ["blue"] * 3

    def test_all_that_is_told(self) -> None:
        with serving(reply(listing("vllm", max_model_len=4096))) as server:
            assert about(target(base_url=server.url)) == About((Served("m", "vllm", 4096),), "vllm")
        with serving(reply({"error": "bad key sk-very-secret"}, 401)) as server:
            told = about(target(base_url=server.url, api_key="sk-very-secret"))
        assert told.problem is not None and told.problem.name == "bad-credentials"
        assert "sk-very-secret" not in told.problem.message
        assert about(target(client=lambda _: "")) == About()

    def test_it_is_never_asked_for_unless_wanted(self) -> None:
        with serving(streamed()) as server:
            generate("a dot", base_url=server.url, model="m")
        assert [seen.path for seen in server.seen] == ["/v1/chat/completions"]

    @pytest.mark.parametrize(
        ("entry", "context"),
        [
            ({"max_model_len": 4096}, 4096),
            ({"context_length": 262144}, 262144),
            ({"meta": {"n_ctx": 8192, "n_ctx_train": 131072}}, 8192),
            ({"meta": {"n_ctx_train": 131072}}, None),
            ({"max_model_len": True}, None),
            ({}, None),
        ],
    )
    def test_the_context_where_a_server_says_it(self, entry: dict[str, Any], context: int | None) -> None:
        (model,) = served({"data": [{"id": "m", **entry}]})
        assert model.context == context


class TestModels:
    def test_the_family(self) -> None:
        assert [model.size for model in models().values()] == ["e2b", "e4b", "12b", "26b", "31b"]
        for model in models().values():
            assert model.sampling == {"temperature": 1.0, "top_p": 0.95, "top_k": 64}
            assert model.context in (131_072, 262_144) and model.active <= model.parameters and model.hint
            assert model.ids.keys() <= {*presets(), "hub"}

    @pytest.mark.parametrize("name", list(models()))
    def test_each_is_known_by_every_name_it_has(self, name: str) -> None:
        model = models()[name]
        for known in model.ids.values():
            assert model_named(known) is model and model_named(known.upper()) is model
        assert model_named(name) is model

    @pytest.mark.parametrize(
        ("name", "size"),
        [
            ("google/gemma-4-E2B-it", "e2b"),
            ("gemma4:e2b", "e2b"),
            ("gemma-4-e2b-it-q4_k_m.gguf", "e2b"),
            ("/models/gemma-4-E4B-it-Q8_0.gguf", "e4b"),
            ("gemma4", "e4b"),
            ("gemma4:latest", "e4b"),
            ("gemma_4_12B_it", "12b"),
            ("gemma4:12b-mlx", "12b"),
            ("unsloth/gemma-4-26b-a4b-it@iq3_xxs", "26b"),
            ("gemma-4-26b-a4b-it-maas", "26b"),
            ("models/gemma-4-31b-it", "31b"),
            ("google/gemma-4-31b-it:free", "31b"),
            ("gemma4:31b-cloud", "31b"),
        ],
    )
    def test_names_met_in_the_wild(self, name: str, size: str) -> None:
        model = model_named(name)
        assert model is not None and model.size == size

    @pytest.mark.parametrize("name", ["", "gemma-3-4b-it", "gemma-40b", "qwen3-31b", "gemma-4-99b", "tiny", "e2b"])
    def test_others_are_not_taken_for_one(self, name: str) -> None:
        assert model_named(name) is None

    def test_memory_measured_and_estimated(self) -> None:
        e4b, moe, dense = (models()[f"gemma-4-{size}"] for size in ("e4b", "26b-a4b", "31b"))
        assert (e4b.memory(), moe.memory()) == (14.9, 48.1)
        assert not e4b.estimated() and e4b.estimated("q8_0") and dense.estimated()
        assert dense.memory() == pytest.approx(31e9 * 2 / 2**30)
        assert moe.memory("q4_k_m") == pytest.approx(48.1 * 4.85 / 16)
        # All parameters decide the memory, so that the measured ones agree with the same arithmetic.
        for model in (e4b, moe):
            assert model.memory() == pytest.approx(model.parameters * 1e9 * 2 / 2**30, rel=0.005)
        with pytest.raises(KeyError):
            e4b.memory("q0")

    def test_which_fits(self) -> None:
        assert fitting(4) == ()
        assert [model.size for model in fitting(24)] == ["e4b", "e2b"]
        assert [model.size for model in fitting(24, "q4_k_m")][:2] == ["31b", "26b"]

    def test_which_suits(self) -> None:
        assert set(uses()) == {"phone", "consumer-gpu", "many-users", "quality"}
        assert [model.size for model in suited("phone")] == ["e2b", "e4b"]
        assert [model.size for model in suited("many-users")] == ["26b"]
        assert "--enable-expert-parallel" in suited("many-users")[0].hint and suited("nothing") == ()

    def test_the_form_of_the_weights(self) -> None:
        assert form_of("gemma-4-e2b-it-q4_k_m.gguf") == "q4_k_m" and form_of("gemma4:26b-a4b-it-q8_0") == "q8_0"
        assert form_of("gemma4:e4b-it-qat") == "qat" and form_of("mlx-community/gemma-4-e2b-it-4bit") == "4bit"
        assert form_of("google/gemma-4-31B-it") is None and all(bits > 0 for bits in BITS.values())

    def test_unknown_models_and_endpoints_work(self) -> None:
        with serving(streamed()) as server:
            result = generate("a dot", base_url=server.url, model="tiny-unheard-of")
        assert result.ok and "temperature" not in server.seen[0].body
        assert target(base_url=server.url, model="m").preset.name == "default"
        assert Preset("bare").thinking_off == {}
