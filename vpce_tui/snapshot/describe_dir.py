"""What does a directory of AWS's answers say about the network, and what does it leave open?

A list with no file at all is not read, and nothing is reported of it. A list with a file is complete, however short,
unless something shows that it is not:

- A page is missing. The answers of a list are taken in the natural order of their files. The last one must not say that
  more follows, and where the files' names number the pages, no number may be left out.
- Items that are no records: they are noted, the others kept.
- Where one folder speaks of several accounts or Regions: an answer counts for those whose records are in it or whose
  name its file has. Only where some file holds records of several of them do all answers count for all. An account of
  which nothing is here but what it may share with another has no complete list.
- Answers about one resource each (`DescribeVpcAttribute`, `GetManagedPrefixListEntries`, …) that are not there for
  every such resource in the scope, or where the list of these resources is not complete itself.
- Routes of a transit gateway that were asked for by type.

Files of other services are noted and skipped; one that is not JSON is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from vpce_tui.errors import UnreadableError
from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.decoding import RecordError, is_sound, to_members, to_record
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.resource import Resource
from vpce_tui.resources import EVERY
from vpce_tui.resources.on_demand import SOME
from vpce_tui.snapshot.answers import AnswerFile, answer_files, answers, plain
from vpce_tui.snapshot.completeness import Share, coverage
from vpce_tui.snapshot.recognise import Part, parent_member, parts_of
from vpce_tui.snapshot.whose import Whose, name_scope

_PAGE: Final = 1000
_NOTES_A_FILE: Final = 5


@dataclass(slots=True)
class _Read:
    """One answer's share of a list, as records."""

    file: AnswerFile
    part: Part
    records: list[Record]
    malformed: int
    scopes: set[Scope] = field(default_factory=set)
    """Where its records belong."""


@dataclass(slots=True)
class _List:
    """All shares of one list in one scope."""

    records: list[Record] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)


def describe_events(
    root: Path | str, *, account: str | None = None, region: str | None = None
) -> Iterator[CollectEvent]:
    """Yield what the answers under a directory, or in one JSON file, say.

    `account` and `region` count where neither the path nor the records tell. All files are read before the first list
    is reported, for whose records they are shows only then.

    Raises:
        UnreadableError: Something may not be read, or no file holds an answer that is known here.
        MalformedInputError: A file is not JSON; the message names line and column.
    """
    root = Path(root).absolute()
    whose = Whose(root if root.is_dir() else root.parent, account, region)
    reads: list[_Read] = []
    files = answer_files(root)
    for file in files:
        notes: list[str] = []
        found = _read(file, notes)
        for read in found:
            whose.hear(file.folder, read.records)
        reads.extend(found)
        yield from (Noted(note) for note in notes)
    if not reads:
        what = "none of its JSON files holds an answer that is known here" if files else "it holds no `*.json` file"
        raise UnreadableError(f"nothing could be read from `{root}`: {what}", help=_HELP)
    yield from _lists(reads, whose)


_HELP = 'give a folder of files that `aws ec2 describe-…` printed, such as {"Vpcs": […]}'


def _read(file: AnswerFile, notes: list[str]) -> list[_Read]:
    """Return the records of one file; `notes` takes what a person should know."""
    found: list[_Read] = []
    members_seen: list[str] = []
    for answer in answers(file):
        members_seen.extend(answer)
        for part in parts_of(answer, file.path):
            records, problems = _records(part)
            found.append(_Read(file, part, records, len(problems)))
            notes.extend(f"`{file.name}`: {problem}" for problem in problems[:_NOTES_A_FILE])
            if len(problems) > _NOTES_A_FILE:
                notes.append(f"`{file.name}`: {len(problems) - _NOTES_A_FILE} more items are no records")
    if not found:
        keys = ", ".join(f"`{name[:60]}`" for name in list(dict.fromkeys(members_seen))[:4])
        notes.append(
            f"`{file.name}` skipped: " + (f"no known answer under {keys}" if keys else "no answer of AWS's in it")
        )
    return found


def _records(part: Part) -> tuple[list[Record], list[str]]:
    """Return the records of a part, and a phrase for each item that is none."""
    record_type: type[Record] = part.resource.record
    if isinstance(part.items, msgspec.Raw) and not part.resource.read.parent:
        try:
            found = msgspec.json.decode(part.items, type=list[record_type])  # type: ignore[valid-type]  # made at run time
            if all(map(is_sound, found)):
                return found, []
        except (ValueError, RecursionError):
            pass  # one by one, below
    items = plain(part.items)
    if isinstance(items, dict):
        items = [items]
    if not isinstance(items, list):
        return [], [f"`{part.resource.title}`: expected a list, found {type(items).__name__}"]
    return _one_by_one(items, part)


def _one_by_one(items: list[Any], part: Part) -> tuple[list[Record], list[str]]:
    named = parent_member(part.resource)
    records: list[Record] = []
    problems: list[str] = []
    for number, item in enumerate(items, 1):
        if named and part.parent_id and isinstance(item, dict) and not item.get(named):
            item = item | {named: part.parent_id}
        try:
            records.append(to_record(item, part.resource.record))
        except RecordError as error:
            problems.append(f"item {number} of the {part.resource.title} is no record: {error}")
    return records, problems


def _lists(reads: list[_Read], whose: Whose) -> Iterator[CollectEvent]:
    lists, uncertain = _sorted_out(reads, whose)
    coverages: dict[tuple[type[Record], Scope], Coverage] = {}
    scopes = sorted({scope for _, scope in lists})
    yield from (ScopeOpened(scope) for scope in scopes)
    for scope in scopes:
        for resource in EVERY:
            found = lists.get((resource.record, scope))
            if found is None:
                continue
            parent = resource.read.parent
            parents = lists.get((parent.record_type, scope)) if parent else None
            parent_coverage = coverages.get((parent.record_type, scope)) if parent else None
            ended = coverage(resource, found.shares, parents.records if parents else (), parent_coverage)
            if ended.complete and scope in uncertain:
                ended = _SHARED_PERHAPS
            if resource.record.on_demand and ended.reason is Reason.NOT_ASKED:
                ended = SOME  # nobody expects all of them
            coverages[resource.record, scope] = ended
            yield from _events(resource, scope, found.records, ended)


def _events(resource: Resource[Any], scope: Scope, records: list[Record], ended: Coverage) -> Iterator[CollectEvent]:
    yield ReadStarted(resource.record, scope)
    for start in range(0, len(records), _PAGE):
        yield PageRead(resource.record, scope, tuple(records[start : start + _PAGE]))
    yield ReadEnded(resource.record, scope, ended)


_SHARED_PERHAPS: Final = Coverage(
    Progress.FAILED,
    Reason.NOT_ASKED,
    message="several accounts own what is here, and nothing tells whether this one was asked",
    help="put each account's answers into a folder called by its number",
)


def _sorted_out(reads: list[_Read], whose: Whose) -> tuple[dict[tuple[type[Record], Scope], _List], frozenset[Scope]]:
    """Return the lists by scope, each with its records and shares, and the scopes that perhaps nobody asked about."""
    lists: dict[tuple[type[Record], Scope], _List] = {}
    in_folder: dict[Path, set[Scope]] = {}
    for read in reads:
        folder, record_type = read.file.folder, read.part.resource.record
        if whose.is_one(folder):
            read.scopes = {whose.scope(folder)}
            lists.setdefault((record_type, whose.scope(folder)), _List()).records.extend(read.records)
        else:
            for record in read.records:
                scope = whose.scope_of(record, read.file.path)
                read.scopes.add(scope)
                lists.setdefault((record_type, scope), _List()).records.append(record)
        in_folder.setdefault(folder, set()).update(read.scopes)
    mixed = {read.file.folder for read in reads if len(read.scopes) > 1}
    for read in reads:
        share = _share(read)
        for scope in _speaks_of(read, whose, in_folder[read.file.folder], mixed=read.file.folder in mixed):
            lists.setdefault((read.part.resource.record, scope), _List()).shares.append(share)
    recorded = {scope for folder, scopes in in_folder.items() for scope in scopes if whose.is_recorded(folder, scope)}
    return lists, frozenset(scope for _, scope in lists) - recorded


def _speaks_of(read: _Read, whose: Whose, in_folder: set[Scope], *, mixed: bool) -> set[Scope]:
    """Return the scopes whose list an answer is, or is a page of."""
    if mixed or read.part.resource.read.parent is not None:
        return in_folder
    if read.scopes:
        return read.scopes
    named = whose.scope_by_name(read.file.path)
    if named is not None:
        return {named}
    return in_folder if len(in_folder) == 1 else set()


def _share(read: _Read) -> Share:
    part = read.part
    return Share(
        read.file.name,
        part.more,
        part.partial,
        read.malformed,
        part.parent_id,
        name_scope(read.file.path),
        frozenset(_answered(part, read.records)),
    )


def _answered(part: Part, records: list[Record]) -> Iterator[tuple[str, str]]:
    """Yield the resources that an answer is about, each with the attribute that it tells, where a call tells one."""
    parent = part.resource.read.parent
    if parent is None:
        return
    if any("Attribute" in variant for variant in part.resource.read.variants):
        for record in records:
            yield from ((record.record_id, member) for member in to_members(record))
        return
    if part.parent_id:
        yield (part.parent_id, "")
    elif parent.field:
        yield from ((str(getattr(record, parent.field)), "") for record in records)
