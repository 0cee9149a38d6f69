"""`svgguard.Svg` with the real packages that people use it with: pydantic, FastAPI, instructor."""

from __future__ import annotations

import json

import openai
import pydantic
import pytest
from loopback_server import completion, reply, serving

import svgguard

BROKEN = 'Sure!\n```svg\n<svg viewBox="0 0 9 9"><rect width=3 height="3"></svg>\n```'
GOOD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="3" height="3"/></svg>'


class Icon(pydantic.BaseModel):
    name: str
    svg: svgguard.Svg


class TestPydantic:
    def test_it_is_the_repaired_document(self) -> None:
        icon = Icon.model_validate({"name": "box", "svg": BROKEN})
        assert icon.svg.startswith("<svg") and icon.svg.result.status == "repaired"
        assert "X002" in {fault.code for fault in icon.svg.result.faults}
        assert json.loads(icon.model_dump_json())["svg"] == str(icon.svg)
        assert Icon.model_validate_json(icon.model_dump_json()).svg == icon.svg

    @pytest.mark.parametrize("value", ["", "a poem", 3, None])
    def test_what_gives_no_document_is_an_error(self, value: object) -> None:
        with pytest.raises(pydantic.ValidationError, match="svg"):
            Icon.model_validate({"name": "box", "svg": value})

    def test_its_json_schema_says_what_it_is(self) -> None:
        schema = Icon.model_json_schema()["properties"]["svg"]
        assert schema["type"] == "string" and schema["contentMediaType"] == "image/svg+xml"

    def test_a_rejection_is_a_value_error(self) -> None:
        with pytest.raises(ValueError, match="no drawable SVG"):
            svgguard.Svg("a poem")
        assert issubclass(svgguard.RejectedError, ValueError)


def test_fastapi_answers_422() -> None:
    fastapi = pytest.importorskip("fastapi")
    pytest.importorskip("httpx2")
    testclient = pytest.importorskip("fastapi.testclient")
    app = fastapi.FastAPI()

    def keep(icon: Icon) -> dict[str, str]:
        return {"svg": icon.svg}

    app.post("/icons")(keep)
    client = testclient.TestClient(app)
    kept = client.post("/icons", json={"name": "box", "svg": BROKEN})
    assert kept.status_code == 200 and svgguard.check(kept.json()["svg"]).status == "clean"
    refused = client.post("/icons", json={"name": "box", "svg": "a poem"})
    assert refused.status_code == 422 and refused.json()["detail"][0]["loc"] == ["body", "svg"]
    assert "no drawable SVG" in refused.json()["detail"][0]["msg"]
    described = client.get("/openapi.json").json()["components"]["schemas"]["Icon"]["properties"]["svg"]
    assert described["contentMediaType"] == "image/svg+xml"


def test_instructor_asks_again() -> None:
    instructor = pytest.importorskip("instructor")
    answers = [json.dumps({"name": "box", "svg": svg}) for svg in ("I would rather not.", GOOD)]
    with serving(*(reply(completion(answer)) for answer in answers)) as server:
        client = instructor.from_openai(openai.OpenAI(base_url=server.url, api_key="k"), mode=instructor.Mode.JSON)
        icon = client.chat.completions.create(
            model="m", response_model=Icon, max_retries=2, messages=[{"role": "user", "content": "a box"}]
        )
        assert icon.svg == GOOD and len(server.seen) == 2
        assert "no drawable SVG" in json.dumps(server.seen[1].body["messages"])
