"""`/answer/{token}`: a page on which somebody on no chat answers a message (S21).

Programs that check mails open every link, so opening one does nothing; a button is a form that is sent. The token in
the address is all that it takes, and no cookie is looked at: there is nothing that another site could use.
"""

from collections.abc import Iterator
from typing import Protocol

from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from adapters.links import PATH, Link, Links
from bot.cases.verbs import Press, Verb
from bot.desk.linked import BY_LINK, Guest, LinkDesk
from bot.messages.shown import Button, Card, FieldErrors, FieldKind, Form, FormField, Line, Values
from bot.people.identity import Reader
from bot.words import Param, Say, say

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
STYLE = (
    "body{font:1.1em/1.4 sans-serif;max-width:40em;margin:1em auto;padding:0 1em;overflow-wrap:anywhere}"
    "h1{font-size:1.3em}button,select,textarea,input{font:inherit;box-sizing:border-box;max-width:100%}"
    "select,textarea{width:100%}form{margin:.6em 0}button{padding:.6em 1em;min-width:9em}"
)
NOBODY = Reader(None, "", "UTC")
MOST_BYTES = 64_000
BESIDE = ("press", "filled", "seen")  # fields of the page's own


class Words(Protocol):
    def sentence(self, say: Say, reader: Reader) -> str: ...

    def param(self, value: Param, reader: Reader) -> str: ...


def answering(desk: LinkDesk, links: Links, words: Words) -> Route:
    return Route(PATH + "/{token}", Answering(desk, links, words).answer, methods=["GET", "POST"])


class Answering:
    def __init__(self, desk: LinkDesk, links: Links, words: Words) -> None:
        self._desk, self._links, self._words = desk, links, words

    async def answer(self, request: Request) -> Response:
        """Alike for a link of nobody's, one too old, and one of a case that its person may not read (R5)."""
        link = self._links.read(str(request.path_params["token"]))
        if link is None:
            return self._nowhere()
        if request.method != "POST":
            return await run_in_threadpool(self._looked, link)
        if int(request.headers.get("content-length") or MOST_BYTES + 1) > MOST_BYTES:
            return self._page(NOBODY, (), 413)
        return await run_in_threadpool(self._pressed, link, await request.form(max_fields=50, max_files=0))

    def _looked(self, link: Link) -> Response:
        guest = self._desk.shown(link.person, link.case_id)
        return self._page(guest.reader, self._card(guest)) if guest else self._nowhere()

    def _pressed(self, link: Link, sent: FormData) -> Response:
        press = Press.unpacked(str(sent.get("press", "")))
        whole = press is not None and press.verb is Verb.SHOW
        guest = self._desk.shown(link.person, link.case_id, whole=whole)
        if guest is None or press is None or press.case_id != link.case_id or press.verb not in (*BY_LINK, Verb.SHOW):
            return self._nowhere()
        if whole:
            return self._page(guest.reader, self._card(guest))
        form, seen = self._desk.asked(guest, press), str(sent.get("seen", ""))
        if form and not sent.get("filled"):
            return self._page(guest.reader, self._form(form, guest.reader, seen))
        values: Values = {
            name: tuple(str(value) for value in sent.getlist(name)) for name in sent if name not in BESIDE
        }
        told = self._desk.answered(guest, press, values, link.message, seen)
        if isinstance(told, FieldErrors):
            faults = dict(told.by_field)
            return self._page(guest.reader, self._form(form, guest.reader, seen, faults, values) if form else (), 422)
        return self._page(guest.reader, self._after(link, guest, told))

    def _after(self, link: Link, guest: Guest, told: Line) -> Iterator[Markup]:
        yield from (_paragraph(self._words.sentence(line, guest.reader)) for line in told.says)
        yield Markup("<hr>")
        if now := self._desk.shown(link.person, link.case_id):
            yield from self._card(now)

    # what a page is made of

    def _card(self, guest: Guest) -> Iterator[Markup]:
        card, reader = guest.card, guest.reader
        yield Markup("<h1>{}</h1>").format(self._words.sentence(card.headline, reader))
        yield from (_paragraph(self._words.sentence(line, reader)) for line in card.lead)
        for row in (*card.rows, *card.body):
            name, value = self._words.sentence(row.label, reader), self._words.param(row.value, reader)
            yield Markup("<p><strong>{}:</strong> {}</p>").format(name, _lines(value))
        yield from (_paragraph(self._words.sentence(line, reader)) for line in card.notes)
        shown = (button for button in card.buttons if button.press.verb in BY_LINK or _opens(card, button))
        yield from (self._button(button, reader, guest.case.seq) for button in shown)

    def _button(self, button: Button, reader: Reader, seen: int) -> Markup:
        label = self._words.sentence(button.label, reader)
        return Markup(
            '<form method="post"><input type="hidden" name="seen" value="{}">'
            '<input type="hidden" name="press" value="{}"><button>{}</button></form>'
        ).format(seen, button.press.packed(), label)

    def _form(
        self,
        form: Form,
        reader: Reader,
        seen: str,
        faults: dict[str, Say] | None = None,
        given: Values | None = None,
    ) -> Iterator[Markup]:
        yield Markup("<h1>{}</h1>").format(self._words.sentence(form.title, reader))
        yield from (_paragraph(self._words.sentence(line, reader)) for line in form.intro)
        form = form.worded(lambda value: self._words.param(value, reader))
        yield Markup('<form method="post"><input type="hidden" name="filled" value="yes">')
        yield Markup('<input type="hidden" name="seen" value="{}">').format(seen)
        yield Markup('<input type="hidden" name="press" value="{}">').format(form.press.packed())
        for field in form.fields:
            if fault := (faults or {}).get(field.name):
                yield Markup("<p><em>{}</em></p>").format(self._words.sentence(fault, reader))
            yield self._field(field, (given or {}).get(field.name, field.value), reader)
        yield Markup("<button>{}</button></form>").format(self._words.sentence(form.submit, reader))

    def _field(self, field: FormField, given: tuple[str, ...], reader: Reader) -> Markup:
        label = self._words.sentence(field.label, reader)
        if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.PERSON):
            several = Markup(" multiple") if field.kind is FieldKind.CHOICES else Markup("")
            options = [("", "")] * (field.kind is not FieldKind.CHOICES)
            options += [(option.value, self._words.param(option.label, reader)) for option in field.options]
            chosen = Markup("").join(
                Markup('<option value="{}"{}>{}</option>').format(
                    value, Markup(" selected") if value in given else "", shown
                )
                for value, shown in options
            )
            inner = Markup('<select name="{}"{}>{}</select>').format(field.name, several, chosen)
        else:
            value = given[0] if given else ""
            inner = Markup('<textarea name="{}" rows="4" cols="50" maxlength="{}">{}</textarea>').format(
                field.name, field.max_length, value
            )
        return Markup("<p><label>{}<br>{}</label></p>").format(label, inner)

    def _nowhere(self) -> Response:
        return self._page(NOBODY, (_paragraph(self._words.sentence(say("link.nowhere"), NOBODY)),), 404)

    def _page(self, reader: Reader, parts: Iterator[Markup] | tuple[Markup, ...], status: int = 200) -> Response:
        body = Markup("").join(parts)
        page = Markup(
            '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>Stige</title>'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            "<style>{}</style></head><body>{}</body></html>"
        ).format(reader.language, Markup(STYLE), body)  # noqa: S704  a constant of ours
        return HTMLResponse(str(page), status, HEADERS)


def _opens(card: Card, button: Button) -> bool:
    """A private case is shown only when somebody asks for it."""
    return button.press.verb is Verb.SHOW and not card.body


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(_lines(text))


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.splitlines())
