"""The annotated example of the configuration file, made from the types.

What a key means stands as a docstring behind it, once; here it becomes the comment above the key.
"""

from __future__ import annotations

import ast
import inspect
import json
from itertools import pairwise
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel

from scrubber.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

_PREFACE = """\
# Every key of scrubber's configuration.  All tables may be left out, and so may most keys.
#
# A line that begins with "# " is text.  A key behind "#" alone is off: take the "#" away, and
# write your own value for the example.  A key without "#" shows its default.
#
# Relative paths begin where this file lies.  Check it:  scrubber config check FILE
"""


def example() -> str:
    """Return an example that names every table and every key, with its meaning."""
    texts = _docstrings(Config)
    tables = [
        "\n".join(_table(name, field, texts[name])) for name, field in Config.model_fields.items()
    ]
    return "\n".join([_PREFACE, *tables])


def _table(name: str, field: FieldInfo, text: str) -> Iterator[str]:
    """Yield the lines of a table; one that is not there by default is off as a whole."""
    model = _model(field)
    off = "" if isinstance(field.default, BaseModel) else "#"
    header = f"[{name}]" if model in (field.annotation, *_optional(field)) else f"[[{name}]]"
    yield from _comment(text)
    yield f"{off}{header}"
    texts = _docstrings(model)
    for key, value in model.model_fields.items():
        yield ""
        yield from _comment(f"{texts[key]}\nExpected: {value.description}.")
        if value.is_required() or value.default in (None, "", ()):
            yield f"#{(value.examples or [])[0]}"
        else:
            yield f"{off}{key} = {_toml(value.default)}"
    yield ""


def _comment(text: str) -> Iterator[str]:
    for line in text.replace("``", "").splitlines():
        yield f"# {line}".rstrip()


def _model(field: FieldInfo) -> type[BaseModel]:
    """Return the model of a table, be it there once, perhaps, or as often as you like."""
    kinds = (field.annotation, *get_args(field.annotation))
    [model] = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return model


def _optional(field: FieldInfo) -> tuple[object, ...]:
    """Return the members of a union with None; a tuple of tables is none."""
    members = get_args(field.annotation)
    return members if type(None) in members else ()


def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Return what stands behind each field of a model (PEP 257, attribute docstrings).

    Raises LookupError where a field has none.
    """
    [class_] = ast.parse(inspect.getsource(model)).body
    body = class_.body if isinstance(class_, ast.ClassDef) else []
    texts: dict[str, str] = {}
    for field, behind in pairwise(body):
        match field, behind:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                texts[name] = inspect.cleandoc(text).rstrip()
    missing = [name for name in model.model_fields if name not in texts]
    if missing:
        raise LookupError(f"{model.__name__}: no docstring behind {', '.join(missing)}")
    return texts


def _toml(value: object) -> str:
    """Write a default as TOML."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return f"{value:_}"
        case float():
            return f"{value:g}"
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            return json.dumps(str(value), ensure_ascii=False)
