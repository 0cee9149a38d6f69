"""Questions: what is said to a model, as data, and how its answers to them are read. No I/O, and no judgement.

files ─▶ messages (the first question, the whole asked again) · listing (the parts it needs) ─▶ Question
         patch (one faulty element) · continuing (what broke off) ─▶ Question, and the edit or text its answer makes
answer ─▶ echo ─▶ where it repeats a question
"""

from __future__ import annotations

from svgguard.ask.asking import next_question as next_question
from svgguard.ask.continuing import continuation as continuation
from svgguard.ask.continuing import continued as continued
from svgguard.ask.echo import echoes as echoes
from svgguard.ask.files import Prompt as Prompt
from svgguard.ask.files import prompt_file as prompt_file
from svgguard.ask.listing import list_question as list_question
from svgguard.ask.listing import read_list as read_list
from svgguard.ask.listing import told as told
from svgguard.ask.messages import correction as correction
from svgguard.ask.messages import digest as digest
from svgguard.ask.messages import first_question as first_question
from svgguard.ask.messages import without_control_tokens as without_control_tokens
from svgguard.ask.messages import worth_asking as worth_asking
from svgguard.ask.patch import corrected as corrected
from svgguard.ask.patch import patch as patch
from svgguard.ask.question import Question as Question
from svgguard.ask.question import Step as Step

__all__ = [
    "Prompt",
    "Question",
    "Step",
    "continuation",
    "continued",
    "corrected",
    "correction",
    "digest",
    "echoes",
    "first_question",
    "list_question",
    "next_question",
    "patch",
    "prompt_file",
    "read_list",
    "told",
    "without_control_tokens",
    "worth_asking",
]
