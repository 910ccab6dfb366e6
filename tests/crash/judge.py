"""What must be true at the end of a case, whatever happened in it."""

from typing import Any

from tests.crash.cast import STORIES


def complaints(story: str, answer: dict[str, Any]) -> list[str]:
    """Empty when nothing was lost and nothing was sent twice."""
    if "error" in answer:
        return [answer["error"]]
    found = [] if answer["still"] else ["did not stand still"]
    found += [f"{answer['bugs']} bugs"] if answer["bugs"] else []
    found += [f"clicked or typed after it was replaced: {answer['late']}"] if answer.get("late") else []
    for facts in answer["facts"]:
        found += _of_one(story, facts)
    return found


def _of_one(story: str, facts: dict[str, Any]) -> list[str]:
    found = [f"a secret was quarantined: {facts}"] if facts["quarantined"] else []
    commanded = bool(STORIES[story].command)
    for kind in STORIES[story].arrives:
        count = facts["arrived"].get(kind, 0)
        if count > 1 or (count < 1 and not commanded):
            found.append(f"{count} {kind} arrived")
    extra = set(facts["arrived"]) - set(STORIES[story].arrives)
    found += [f"nobody asked for {extra}"] if extra else []
    return found + (_after_cancel(facts) if story.startswith("cancel") else _in_force(facts, commanded))


def _in_force(facts: dict[str, Any], commanded: bool) -> list[str]:
    found = []
    if facts["arrived"].get("password") and facts["password"] != facts["truth"]:
        found.append(f"the vault holds {facts['password']}, the portal {facts['truth']}")
    asked_in_vain = commanded and not facts["arrived"] and facts["unresolved"]
    if asked_in_vain:
        return found + ([] if facts["reason"] == "unproven" else [f"not told to a person: {facts}"])
    if facts["phase"] != "in_force" or facts["unresolved"]:
        found.append(f"ended {facts['phase']} ({facts['reason']}) with {facts['commits']}")
    return found


def _after_cancel(facts: dict[str, Any]) -> list[str]:
    """Whoever cancelled must not find a new password asked for: the NRP is stopped, or a person is asked."""
    if facts["arrived"] or facts["unresolved"]:
        if facts["stopped"] or facts["reason"] == "unproven":
            return []
        return [f"neither stopped nor told: {facts}"]
    return [] if facts["phase"] == "in_force" else [f"nothing was sent, yet: {facts}"]
