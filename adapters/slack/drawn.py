"""How an answer is drawn for the way in which it was asked. Pure, but for the words, which may look up names."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.slack.forms import FormRenderer
from adapters.slack.inbound import Origin, Submitted, Typed
from adapters.slack.parts import Json, Words
from adapters.slack.render import Renderer
from bot.messages.shown import FieldErrors, Form, Line, Response
from bot.people.identity import Reader
from bot.words import say


@dataclass(frozen=True, slots=True)
class Answer:
    response: Response
    reader: Reader


@dataclass(frozen=True, slots=True)
class Drawn:
    """`message` can always be said; before it comes a form to open (`view`) or what takes a modal's place."""

    message: Json
    view: Json | None = None
    reply: Json | None = None


Draw = Callable[[Answer], Drawn]
TOO_LATE = Line((say("slack.form_expired"),))


def beside_a_trigger(words: Words, origin: Origin) -> Draw:
    """To a command or a button: with its trigger a form can be opened."""

    def draw(answer: Answer) -> Drawn:
        message = _message(words, answer)
        if not isinstance(answer.response, Form):
            return Drawn(message)
        return Drawn(message, FormRenderer(words, answer.reader).form(answer.response, origin.channel))

    return draw


def to_words(words: Words, typed: Typed) -> Draw:
    """To what was said without a trigger: a button gives one."""

    def draw(answer: Answer) -> Drawn:
        if not isinstance(answer.response, Form):
            return Drawn(_message(words, answer))
        renderer = Renderer(words, answer.reader)
        return Drawn(renderer.line_button(say("slack.open_form"), say("slack.open_form_button"), typed.line))

    return draw


def in_a_modal(words: Words, sent: Submitted) -> Draw:
    """To a form that was sent: in its place, where it surely is seen."""

    def draw(answer: Answer) -> Drawn:
        return Drawn(_message(words, answer), reply=_reply(words, sent, answer))

    return draw


def _reply(words: Words, sent: Submitted, answer: Answer) -> Json:
    renderer, response = FormRenderer(words, answer.reader), answer.response
    if isinstance(response, Form):
        return {"response_action": "update", "view": renderer.form(response, sent.origin.channel)}
    if isinstance(response, FieldErrors) and (errors := renderer.errors(response, sent.blocks)):
        return {"response_action": "errors", "errors": errors}
    return {"response_action": "update", "view": renderer.done(sent.title, _message(words, answer))}


def _message(words: Words, answer: Answer) -> Json:
    """Of a form: that it came too late, which is said only if it did."""
    response = TOO_LATE if isinstance(answer.response, Form) else answer.response
    return Renderer(words, answer.reader).answer(response)
