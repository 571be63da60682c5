"""What the API reference shows of our classes, beyond what griffe reads in their source.

mkdocstrings reads it with griffe, and griffe loads this extension: see `mkdocs.yml`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from griffe import (
    Attribute,
    Class,
    Expr,
    ExprCall,
    ExprKeyword,
    Extension,
    Function,
    Parameter,
    ParameterKind,
    Parameters,
)

_MADE_BY = {"attrs.define", "attrs.frozen", "typing.NamedTuple"}


class ApiReference(Extension):
    """Show classes of one kind alike: models, reports and vocabularies."""

    def on_class(self, *, cls: Class, **_: Any) -> None:
        """Complete a class once all classes are read."""
        bases = {str(base) for base in cls.bases}
        if "Term" in bases:
            _add(cls, _members(cls))
        elif "ValueObject" in bases:  # only `evaluate` makes them
            cls.del_member("__init__")
            _add(cls, _properties(cls))
        else:
            made = [*cls.bases, *(each.value for each in cls.decorators)]
            for each in made:
                if isinstance(each, Expr) and each.canonical_path in _MADE_BY:
                    cls.set_member("__init__", _init(cls, is_keyword="kw_only" in _given(each)))


def _add(cls: Class, lines: Iterable[str]) -> None:
    """Add lines to a docstring."""
    assert cls.docstring is not None
    cls.docstring.value = "\n".join([cls.docstring.value, "", *lines])


def _members(cls: Class) -> Iterator[str]:
    """Yield a table of the members that have a docstring, in place of a section for each."""
    yield "| Member and value | Label | Meaning |"
    yield "| --- | --- | --- |"
    for name, docstring, member in _documented(cls):
        value, label = (str(each).strip("'") for each in member.value.elements)
        yield f"| `{name}`<br>`{value}` | {label} | {docstring} |"


def _properties(cls: Class) -> Iterator[str]:
    """Yield the properties as attributes, in place of a section for each."""
    yield "Attributes:"
    for name, docstring, _ in _documented(cls):
        yield f"    {name}: {docstring}"


def _documented(cls: Class) -> Iterator[tuple[str, str, Any]]:
    """Yield the attributes that have a docstring of their own, which they lose."""
    for name, member in cls.members.items():
        if isinstance(member, Attribute) and member.docstring:
            yield name, " ".join(member.docstring.value.split()), member
            member.docstring = None


def _init(cls: Class, *, is_keyword: bool) -> Function:
    """Return the `__init__` of a class that is made from its fields."""
    kind = ParameterKind.keyword_only if is_keyword else ParameterKind.positional_or_keyword
    parameters = [Parameter("self", kind=ParameterKind.positional_or_keyword)]
    for name, field in cls.members.items():
        if isinstance(field, Attribute) and "instance-attribute" in field.labels:
            written = field.value
            given = _given(written) if isinstance(written, ExprCall) else {"default": written}
            converter: Any = cls.module.members.get(str(given.get("converter")))
            accepted = converter.parameters[0].annotation if converter else field.annotation
            default = given.get("default")
            parameters.append(Parameter(name, annotation=accepted, kind=kind, default=default))
    return Function("__init__", parameters=Parameters(*parameters))


def _given(call: object) -> dict[str, Any]:
    """Return the keyword arguments of a call."""
    arguments = call.arguments if isinstance(call, ExprCall) else ()
    return {each.name: each.value for each in arguments if isinstance(each, ExprKeyword)}
