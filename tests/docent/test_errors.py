from __future__ import annotations

from docent import errors


def _drawn(kind: type, indent: str = "") -> list[str]:
    """Names of the descendants, each behind its branch, as the drawing has them."""
    lines, children = [], kind.__subclasses__()
    for child in children:
        last = child is children[-1]
        lines.append(f"{indent}{'└' if last else '├'}── {child.__name__}")
        lines += _drawn(child, indent + ("    " if last else "│   "))
    return lines


def test_the_tree_at_the_top_of_the_file_is_the_tree() -> None:
    lines = (errors.__doc__ or "").splitlines()
    drawing = [
        line[: line.index("── ") + 3] + line.split("── ")[1].split()[0] for line in lines if "── " in line
    ]
    assert drawing == _drawn(errors.DocentError)
