"""What the API reference shows of our code, beyond what griffe reads in the source.

mkdocstrings reads it with griffe, and griffe loads this extension: see `mkdocs.yml`.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import fields
from typing import Any

from griffe import (
    Alias,
    AliasResolutionError,
    Attribute,
    Class,
    Expr,
    ExprBinOp,
    ExprCall,
    ExprKeyword,
    ExprName,
    Extension,
    Function,
    Object,
    Parameter,
    ParameterKind,
    Parameters,
)

_MADE_BY = {"attrs.define", "attrs.frozen", "typing.NamedTuple"}


class ApiReference(Extension):
    """Show what a caller gives, and the members of a class in a table."""

    def on_attribute(self, *, attr: Attribute, **_: Any) -> None:
        """Show what aliases of types stand for."""
        attr.annotation = _spelled_out(attr.annotation)

    def on_function(self, *, func: Function, **_: Any) -> None:
        """Show the values of defaults, what aliases of types stand for, and calls of strategies."""
        for each in func.parameters:
            each.annotation = _spelled_out(each.annotation)
            each.default = _value(func, each.default)
        func.returns = _spelled_out(func.returns)
        if any(str(each.value) == "st.composite" for each in func.decorators):
            del func.parameters["draw"]
            func.returns = f"SearchStrategy[{func.returns}]"

    def on_class(self, *, cls: Class, **_: Any) -> None:
        """Complete a class once all classes are read."""
        if "__init__" in cls.members and not cls["__init__"].docstring:
            cls.del_member("__init__")  # only the library calls it
        for each in [*cls.bases, *(each.value for each in cls.decorators)]:
            if isinstance(each, Expr) and each.canonical_path in _MADE_BY:
                cls.set_member("__init__", _init(cls, is_keyword="kw_only" in _given(each)))
        if any(str(base) == "Term" for base in cls.bases):
            _add(cls, ["", *_members(cls)])
        elif properties := [f"    {name}: {text}" for name, text, _ in _documented(cls)]:
            has_section = cls.docstring and "Attributes:\n" in cls.docstring.value
            _add(cls, properties if has_section else ["", "Attributes:", *properties])


def _add(cls: Class, lines: Iterable[str]) -> None:
    """Add lines to a docstring."""
    if cls.docstring:
        cls.docstring.value = "\n".join([cls.docstring.value, *lines])


def _members(cls: Class) -> Iterator[str]:
    """Yield a table of the members of a vocabulary."""
    yield "| Member and value | Label | Meaning |"
    yield "| --- | --- | --- |"
    for name, text, member in _documented(cls):
        value, label = (str(each).strip("'") for each in member.value.elements)
        yield f"| `{name}`<br>`{value}` | {label} | {text} |"


def _documented(cls: Class) -> Iterator[tuple[str, str, Any]]:
    """Yield the attributes that have a docstring, which they lose: a table shows it."""
    for name, member in cls.members.items():
        if isinstance(member, Attribute) and member.docstring and member.is_public:
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
            default = _value(cls, given.get("default"))
            annotation = _spelled_out(accepted)
            parameters.append(Parameter(name, annotation=annotation, kind=kind, default=default))
    return Function("__init__", parameters=Parameters(*parameters))


def _given(call: object) -> dict[str, Any]:
    """Return the keyword arguments of a call."""
    arguments = call.arguments if isinstance(call, ExprCall) else ()
    return {each.name: each.value for each in arguments if isinstance(each, ExprKeyword)}


def _value(place: Object, default: Any) -> Any:
    """Return what a default stands for that is written as a name."""
    constant = _constant(place, str(default))
    return default if constant is None else constant.value


def _spelled_out(annotation: Any) -> Any:
    """Return an annotation with what its aliases stand for."""
    if isinstance(annotation, ExprName) and isinstance(annotation.parent, Object):
        alias = _constant(annotation.parent, annotation.name)
        is_alias = alias is not None and str(alias.annotation) == "TypeAlias"
        return _spelled_out(alias.value) if alias and is_alias else annotation
    if isinstance(annotation, ExprBinOp) and str(annotation.right) == "Any":
        return annotation.left  # `Any` is for the compiler: see `Id`
    if isinstance(annotation, Expr):
        for each in fields(annotation):
            part = getattr(annotation, each.name)
            if isinstance(part, list):
                part[:] = map(_spelled_out, part)
            elif isinstance(part, Expr):
                setattr(annotation, each.name, _spelled_out(part))
    return annotation


def _constant(place: Object, name: str) -> Attribute | None:
    """Return the constant of that name, which a module may import from another of ours."""
    named = place.module.members.get(name)
    with suppress(AliasResolutionError):
        named = named.final_target if isinstance(named, Alias) else named
    return named if isinstance(named, Attribute) else None
