"""How does an answer's JSON become records, or dictionaries where there are no records for it?

msgspec makes both, in C. Records are made at once where the answer lists one of our types; if a single item does not
fit its type (a member that no field is for, no id), the page becomes dictionaries, and `model.decoding` reads each item
as leniently as it reads any other. Values that many records have in common are kept once (`model.sharing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, Final

import msgspec
from botocore.model import StructureShape

from vpce_tui.collect.characters import UnusualError
from vpce_tui.collect.runs import REQUEST_ID
from vpce_tui.model.record import Record
from vpce_tui.model.resource import Resource
from vpce_tui.model.sharing import Sharing

RecordLists = Mapping[str, tuple[str, type[Record]]]
"""By the name of an output shape: the member that lists records, and their type."""

NO_LISTS: Final[RecordLists] = {}


def record_lists(resources: Iterable[Resource[Any]]) -> RecordLists:
    """Return which of EC2's answers list records that are whole as they are, with no member to be put into them."""
    return {
        f"{resource.read.operation}Result": (resource.read.result_key, resource.record)
        for resource in resources
        if resource.read.service == "ec2"
        and resource.read.result_key
        and "." not in resource.read.result_key
        and not (resource.read.parent and resource.read.parent.field)
    }


class AnswerDecoder:
    """Decodes the answers of one operation."""

    def __init__(self, shape: StructureShape, lists: RecordLists = NO_LISTS) -> None:
        self._key, record = lists.get(shape.name, ("", Record))
        self._plain = msgspec.json.Decoder(dict[str, Any])
        self._typed: msgspec.json.Decoder[Any] | None = None
        self._sharing = Sharing()
        if self._key:
            self._identity = attrgetter(record.identity[0])
            self._typed = msgspec.json.Decoder(_answer_type(shape, self._key, record))

    def decoded(self, text: str) -> dict[str, Any]:
        """Return an answer as botocore would, but for the list of records if the answer has one of ours.

        Raises:
            UnusualError: It is no JSON: there was something in the XML that no text may hold.
        """
        try:
            parsed = self._with_records(text)
            if parsed is None:
                parsed = self._plain.decode(text)
        except msgspec.DecodeError as error:
            raise UnusualError(str(error)) from None
        if REQUEST_ID in parsed:
            parsed["ResponseMetadata"] = {"RequestId": parsed.pop(REQUEST_ID)}
        return parsed

    def _with_records(self, text: str) -> dict[str, Any] | None:
        """Return the answer with its records, None where one of them needs a closer look."""
        if self._typed is None:
            return None
        try:
            answer = self._typed.decode(text)
        except msgspec.ValidationError:
            return None
        parsed = {
            field.encode_name: value
            for field in msgspec.structs.fields(answer)
            if (value := getattr(answer, field.name)) is not msgspec.UNSET
        }
        records = parsed.get(self._key, [])
        if not all(map(self._identity, records)):
            return None
        self._sharing.share(records)
        return parsed


def _answer_type(shape: StructureShape, key: str, record: type[Record]) -> type[msgspec.Struct]:
    """Return a type with the shape's members, of which `key` lists records and all others are what they are."""
    fields: list[tuple[str, Any, Any]] = [
        (name, list[record] if name == key else Any, msgspec.UNSET)  # type: ignore[valid-type]  # known when it runs
        for name in shape.members
    ]
    fields.append(("request_id", Any, msgspec.field(default=msgspec.UNSET, name=REQUEST_ID)))
    return msgspec.defstruct("Answer", fields)
