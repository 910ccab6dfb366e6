"""A summary as plain lines, for the terminal and the text part of the mail: groups first, few NRPs of each. Pure."""

from collections.abc import Iterator

from robot.model.summary import Group, Summary

ROWS = 20  # NRPs named in all: the rest is in the workbook


def lines_of(summary: Summary) -> Iterator[str]:
    rows = ROWS
    yield from summary.facts
    for section in summary.sections:
        yield ""
        yield f"{section.title}: {section.count}"
        for group in section.groups:
            named = group.members[: min(section.few, rows)]
            rows -= len(named)
            yield f"  {len(group.members):>4}  {group.cause}{added(group)}"
            if group.todo:
                yield f"        -> {group.todo}"
            for member in named:
                note = f": {member.note}" if member.note else ""
                yield f"        {member.nrp}  {member.name}{note}"
            if rest := more(group, len(named)):
                yield f"        {rest}"


def added(group: Group) -> str:
    return f" ({group.new} {'nuevo' if group.new == 1 else 'nuevos'})" if group.new else ""


def more(group: Group, named: int) -> str:
    left = len(group.members) - named
    return f"y {left} más, en el libro de resultados" if named and left else ""
