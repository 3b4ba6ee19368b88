"""What Teams sends, as far as Stige reads it. All else in it is dropped, and nothing is believed to be there.

The SDK's own `Activity` loses `recipient.isTargeted` and is filled by a deserialiser that takes nearly anything.
"""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

FILE = "application/vnd.microsoft.teams.file.download.info"
LONGEST_ADDRESS = 4000


def clean(text: str) -> str:
    """Without what no database takes: null characters and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


Words = Annotated[str, AfterValidator(clean)]
Id = Annotated[Words, StringConstraints(max_length=500)]
Title = Annotated[Words, StringConstraints(max_length=1000)]


class Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, given: object) -> object:
        if isinstance(given, dict):
            return {key: value for key, value in given.items() if value is not None}
        return given


class Account(Part):
    """A person or a bot. `id` is Teams's own ("29:…", "28:…" for a bot), `aad_object_id` the directory's."""

    id: Id = ""
    name: Title = ""
    aad_object_id: Id = ""
    is_targeted: bool = False


class Conversation(Part):
    id: Id = Field(min_length=1)
    conversation_type: Id = ""
    tenant_id: Id = ""


class Named(Part):
    id: Id = ""
    name: Title = ""


class ChannelData(Part):
    tenant: Named = Named()
    team: Named = Named()
    channel: Named = Named()
    event_type: Id = ""


class Mention(Part):
    """An entity of the message; of the other kinds of entities only the client's is read."""

    type: Id = ""
    mentioned: Account = Account()
    text: Title = ""
    timezone: Id = ""


class Attachment(Part):
    """Of files only: `content` says where the file can be fetched."""

    content_type: Id = ""
    content: JsonValue = None

    @property
    def address(self) -> str:
        is_file = self.content_type == FILE
        return text_of(self.content, "downloadUrl")[:LONGEST_ADDRESS] if is_file else ""


class Activity(Part):
    type: Id = Field(min_length=1)
    id: Id = ""
    name: Id = ""
    action: Id = ""
    service_url: Id = Field(min_length=1)
    channel_id: Id = ""
    sender: Account = Field(Account(), alias="from")
    recipient: Account = Account()
    conversation: Conversation
    channel_data: ChannelData = ChannelData()
    text: Words = ""
    locale: Id = ""
    local_timezone: Id = ""
    reply_to_id: Id = ""
    delivery_mode: Id = ""
    entities: tuple[Mention, ...] = ()
    members_added: tuple[Account, ...] = ()
    members_removed: tuple[Account, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    value: JsonValue = None

    @property
    def files(self) -> tuple[str, ...]:
        """Where what was sent in a personal chat can be fetched; Teams hands out no files elsewhere."""
        return tuple(filter(None, (attachment.address for attachment in self.attachments))) if self.personal else ()

    @property
    def tenant(self) -> str:
        return (self.conversation.tenant_id or self.channel_data.tenant.id).lower()

    @property
    def personal(self) -> bool:
        return self.conversation.conversation_type == "personal"

    @property
    def is_invoke(self) -> bool:
        return self.type == "invoke"

    @property
    def timezone(self) -> str:
        return self.local_timezone or next((entity.timezone for entity in self.entities if entity.timezone), "")

    @property
    def key(self) -> str:
        """By which a delivery that comes twice is known. An invoke's id is unique by itself."""
        where = () if self.is_invoke else (self.conversation.id,)
        return ":".join(("teams", self.tenant, *where, self.id))


def field_of(value: JsonValue, *path: str) -> JsonValue:
    """What stands at the end of the path, None where it leads nowhere."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def text_of(value: JsonValue, *path: str) -> str:
    found = field_of(value, *path)
    return found if isinstance(found, str) else ""
