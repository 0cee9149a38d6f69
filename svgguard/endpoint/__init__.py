"""The endpoint: asks an OpenAI-compatible server, and turns whatever it does into a `Reply` or an endpoint fault.

    target ─▶ Request ─ client, watched ─▶ Outcome (Reply and/or Fault) ─ follow_up ─▶ the next Request, or none

Only `client`, `connection`, `detection` and `recognition` do I/O; the rest are data (`presets`, `models`) and pure
functions.
"""

from __future__ import annotations

from svgguard.endpoint.client import AsyncSend as AsyncSend
from svgguard.endpoint.client import Send as Send
from svgguard.endpoint.client import async_sender as async_sender
from svgguard.endpoint.client import sender as sender
from svgguard.endpoint.detection import About as About
from svgguard.endpoint.detection import Served as Served
from svgguard.endpoint.detection import about as about
from svgguard.endpoint.detection import detect as detect
from svgguard.endpoint.detection import kind_of as kind_of
from svgguard.endpoint.detection import served as served
from svgguard.endpoint.faults import EndpointError as EndpointError
from svgguard.endpoint.faults import endpoint_fault as endpoint_fault
from svgguard.endpoint.hangup import hanging_up as hanging_up
from svgguard.endpoint.joining import joined as joined
from svgguard.endpoint.joining import seam as seam
from svgguard.endpoint.models import Model as Model
from svgguard.endpoint.models import model_named as model_named
from svgguard.endpoint.models import models as models
from svgguard.endpoint.outcome import Outcome as Outcome
from svgguard.endpoint.outcome import Remedy as Remedy
from svgguard.endpoint.outcome import follow_up as follow_up
from svgguard.endpoint.presets import Continuation as Continuation
from svgguard.endpoint.presets import Preset as Preset
from svgguard.endpoint.presets import presets as presets
from svgguard.endpoint.reading import StopSignal as StopSignal
from svgguard.endpoint.reading import Watch as Watch
from svgguard.endpoint.recognition import recognised as recognised
from svgguard.endpoint.request import Message as Message
from svgguard.endpoint.request import Request as Request
from svgguard.endpoint.request import acceptable as acceptable
from svgguard.endpoint.request import parameters as parameters
from svgguard.endpoint.request import remember as remember
from svgguard.endpoint.target import AnswerLimits as AnswerLimits
from svgguard.endpoint.target import Target as Target
from svgguard.endpoint.target import target as target
from svgguard.endpoint.thinking import switched as switched
from svgguard.endpoint.thinking import thinks as thinks

__all__ = [
    "About",
    "AsyncSend",
    "Continuation",
    "EndpointError",
    "Limits",
    "Message",
    "Model",
    "Outcome",
    "Preset",
    "Remedy",
    "Request",
    "Send",
    "Served",
    "StopSignal",
    "Target",
    "Watch",
    "about",
    "acceptable",
    "async_sender",
    "detect",
    "endpoint_fault",
    "follow_up",
    "hanging_up",
    "joined",
    "kind_of",
    "model_named",
    "models",
    "parameters",
    "presets",
    "recognised",
    "remember",
    "seam",
    "sender",
    "served",
    "switched",
    "target",
    "thinks",
]
