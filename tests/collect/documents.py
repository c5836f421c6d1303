"""Random EC2 answers, usual and odd: what could a parser meet?

Documents follow an output shape, with what the wire may hold beside the usual: members missing, unknown, repeated,
empty or in another order; entities, CDATA, comments and line ends in text; a namespace at an odd place.
"""

from __future__ import annotations

from random import Random

from botocore.model import ListShape, Shape, StructureShape

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
TEXTS = (
    "",
    "plain",
    " spaces around ",
    "a &lt;b&gt; &amp; &quot;c&quot; &#233;&#x1F600;",
    "line\r\nfeed\rreturn\ttab",
    "&#13;kept return",
    "<![CDATA[<raw> & ]]>",
    "before<!-- a comment -->after",
    "before<?pi data?>after",
    "日本語 \u202e reversed",
    "<inner>element</inner>",
)
NUMBERS = ("0", "-1", "443", " 7 ", "9223372036854775807")
BOOLEANS = ("true", "false", "TRUE", "", " true")
TIMESTAMPS = (
    "2024-05-17T08:30:00.000Z",
    "2024-05-17T08:30:00Z",
    "2024-05-17T08:30:00.123456+02:00",
    "2024-05-17",
    "1715934600",
    "not a time",
    "",
)


class Author:
    """Writes documents; `oddity` is the share of members where something odd is done."""

    def __init__(self, random: Random, oddity: float) -> None:
        self.random = random
        self.oddity = oddity

    def document(self, operation: str, shape: StructureShape) -> bytes:
        head = self.random.choice(['<?xml version="1.0" encoding="UTF-8"?>\n', "", " \n"])
        namespace = self.random.choice(
            [f' xmlns="{NAMESPACE}"', "", ' xmlns="http://ec2.amazonaws.com/doc/2013-10-15/"']
        )
        request_id = self.random.choice(["<requestId>r-1</requestId>", "", "<requestId/>"])
        inside = self.structure(shape, 0)
        return f"{head}<{operation}Response{namespace}>{request_id}{inside}</{operation}Response>".encode()

    def odd(self) -> bool:
        return self.random.random() < self.oddity

    def structure(self, shape: StructureShape, depth: int) -> str:
        names = [name for name in shape.members if self.random.random() < (0.9 if depth == 0 else 0.5)]
        self.random.shuffle(names)
        parts = []
        for name in names:
            member = shape.members[name]
            tag = member.serialization.get("name", name)
            parts.append(self.element(tag, member, depth))
            if self.odd():
                parts.append(self.oddment(tag, member, depth))
        return "".join(parts)

    def oddment(self, tag: str, shape: Shape, depth: int) -> str:
        return self.random.choice(
            [
                self.element(tag, shape, depth),
                "<unknownMember>1</unknownMember>",
                "<unknownMember><item><deep/></item></unknownMember>",
                f'<{tag} xmlns="urn:other">1</{tag}>',
                f'<o:{tag} xmlns:o="urn:other">1</o:{tag}>',
                "<!-- between -->",
                "stray text",
            ]
        )

    def element(self, tag: str, shape: Shape, depth: int) -> str:
        if self.odd() and self.random.random() < 0.3:
            return f"<{tag}/>"
        return f"<{tag}>{self.inside(shape, depth)}</{tag}>"

    def inside(self, shape: Shape, depth: int) -> str:
        if isinstance(shape, StructureShape):
            return "\n  " * self.odd() + self.structure(shape, depth + 1)
        if isinstance(shape, ListShape):
            tag = self.random.choice(["item", "item", "member"])
            count = self.random.choice([0, 1, 1, 2, 3]) if depth < 3 else self.random.choice([0, 1])
            return "".join(self.element(tag, shape.member, depth + 1) for _ in range(count))
        return self.scalar(shape.type_name)

    def scalar(self, kind: str) -> str:
        if kind in ("integer", "long"):
            return "" if self.odd() and self.random.random() < 0.05 else self.random.choice(NUMBERS)
        if kind in ("float", "double"):
            return self.random.choice(["0.5", "-2", "1e3"])
        if kind == "boolean":
            return self.random.choice(BOOLEANS)
        if kind == "timestamp":
            return self.random.choice(TIMESTAMPS)
        if kind == "blob":
            return "bWFkZSB1cA=="
        return self.random.choice(TEXTS if self.odd() else ("plain", "vpc-1", "eu-west-1a"))
