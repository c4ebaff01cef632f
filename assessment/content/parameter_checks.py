"""What must hold of an edition's open points: a default among the choices, replacements of what is there."""

from __future__ import annotations

from assessment.content.faults import FaultList, Where
from assessment.content.frameworks import FrameworkFile, Parameter

Path = tuple[str | int, ...]


def check_parameters(faults: FaultList, spec: FrameworkFile) -> None:
    """Note every fault of ``parameters``."""
    for name, parameter in spec.parameters.items():
        path: Path = ("parameters", name)
        if parameter.default not in parameter.choices:
            faults.add(
                (*path, "default"),
                f"默认读法“{parameter.default}”不在 choices 里",
                f"the default '{parameter.default}' is not among the choices",
                f"请从这些里选：{'、'.join(parameter.choices)}。",
                f"Choose among: {', '.join(parameter.choices)}.",
            )
        elif parameter.choices[parameter.default].nodes or parameter.choices[parameter.default].items:
            faults.add(
                (*path, "choices", parameter.default),
                "默认读法不应替换任何内容，文件本身就是默认读法",
                "the default replaces something, but the file itself is the default reading",
                "请把替换写进 nodes 和 items，这里只留 note。",
                "Put the replacement into 'nodes' and 'items' and leave only the note here.",
            )
        _check_replacements(faults, spec, parameter, path)


def _check_replacements(faults: FaultList, spec: FrameworkFile, parameter: Parameter, path: Path) -> None:
    known = {"nodes": {node.id for node in spec.nodes}, "items": {item.id for item in spec.items}}
    for choice_id, choice in parameter.choices.items():
        for key in ("nodes", "items"):
            for j, replaced in enumerate(getattr(choice, key)):
                if replaced.id not in known[key]:
                    faults.add(
                        (*path, "choices", choice_id, key, j, "id"),
                        f"{key} 里没有“{replaced.id}”，无可替换",
                        f"'{key}' has no '{replaced.id}' to replace",
                        "请用要替换的那一项的 id。",
                        "Use the id of what is to be replaced.",
                    )


def where_chosen(spec: FrameworkFile, parameter_id: str, choice_id: str, where: Where) -> Where:
    """Where a fault of the framework under one choice stands: in the choice, when it is in what that replaced."""
    choice = spec.parameters[parameter_id].choices[choice_id]
    moved: dict[Path, Path] = {}
    for key in ("nodes", "items"):
        order = [entry.id for entry in getattr(spec, key)]
        for j, replaced in enumerate(getattr(choice, key)):
            moved[key, order.index(replaced.id)] = ("parameters", parameter_id, "choices", choice_id, key, j)

    def found(path: Path) -> str:
        return where((*moved[path[:2]], *path[2:]) if path[:2] in moved else path)

    return found
