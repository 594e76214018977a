"""Every pattern of the package, and texts that make a pattern slow if any do."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path
from re import _constants as codes
from re import _parser as parser

import timeline

CALLS = {"compile", "match", "search", "fullmatch", "findall", "finditer", "split", "sub", "subn"}
PLAIN = (
    "a",
    "A",
    "1",
    " ",
    "\n",
    "\t",
    "!",
    ".",
    "-",
    "/",
    "a ",
    "a.",
    "a/",
    "a:",
    "<a",
    "<a|",
    "[a",
    "](",
    "*a ",
    "_a",
    "`",
    "&",
    "=",
    '"',
    "\0",
)


def modules():
    """Every module of the package that can be imported here."""
    for found in pkgutil.walk_packages(timeline.__path__, "timeline."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def patterns():
    """By pattern, where it stands first: those that modules and classes hold, and those that calls spell out."""
    found = {}
    for module in modules():
        for name, value in vars(module).items():
            for each in held(value, module.__name__):
                found.setdefault(each, f"{module.__name__}.{name}")
        for each, line in spelt(module):
            found.setdefault(each, f"{module.__name__}:{line}")
    return found


def held(value, module, depth=0):
    """The patterns in a value: itself, in a collection, or in a class of that module."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif depth < 5 and isinstance(value, (tuple, list, set, frozenset, dict)):
        for each in [*value, *(value.values() if isinstance(value, dict) else ())]:
            yield from held(each, module, depth + 1)
    elif depth < 5 and isinstance(value, type) and value.__module__ == module:
        for each in vars(value).values():
            yield from held(each, module, depth + 1)


def spelt(module):
    """Patterns that are written out where they are used."""
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS
        first = node.args[0] if called and getattr(node.func.value, "id", None) == "re" and node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield re.compile(first.value), node.lineno


def adversaries(pattern):
    """Short texts that are worth repeating: the pattern's own match, its parts, its beginnings, common marks."""
    parsed = parser.parse(pattern.pattern, pattern.flags)
    parts = [part for part in sample(parsed) if part]
    words = list(literals(parsed))
    whole = "".join(parts)
    grown = ["".join(parts[:end]) for end in range(1, len(parts))]
    ends = ["".join(parts[start:]) for start in range(1, len(parts))]
    return list(
        dict.fromkeys(
            each
            for each in [*PLAIN, whole, whole + " ", *parts, *grown, *ends, *words, *(f"{word}=" for word in words)]
            if each
        )
    )


def texts(pattern):
    """Pairs: how a text begins, and what is repeated after that; beginnings of a match that does not end, and none."""
    short = adversaries(pattern)
    yield from (("", unit) for unit in short)
    yield from ((start, unit) for start in short if start not in PLAIN for unit in ("a", " ", "1"))


def sample(parsed):
    """The parts of one match: literals that follow each other are one part."""
    parts, word = [], ""
    for code, argument in parsed:
        if code in (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY, codes.CATEGORY):
            word += one(code, argument)
            continue
        parts, word = [*parts, word], ""
        parts += inside(code, argument)
    return [*parts, word]


def literals(parsed):
    """Every run of literal letters, in whichever branch it stands."""
    word = ""
    for code, argument in parsed:
        if code is codes.LITERAL:
            word += chr(argument)
            continue
        yield word
        word = ""
        for each in within(code, argument):
            yield from literals(each)
    yield word


def within(code, argument):
    """The parts that a code is made of."""
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return [argument[2]]
    if code is codes.BRANCH:
        return argument[1]
    if code is codes.SUBPATTERN:
        return [argument[3]]
    return [argument] if code is codes.ATOMIC_GROUP else []


def inside(code, argument):
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, repeated = argument
        return sample(repeated) * min(max(least, 1), most, 3)
    if code is codes.BRANCH:
        return sample(argument[1][0])
    if code is codes.SUBPATTERN:
        return sample(argument[3])
    if code is codes.ATOMIC_GROUP:
        return sample(argument)
    return []


def one(code, argument):
    """A letter that the code takes."""
    if code is codes.LITERAL:
        return chr(argument)
    if code is codes.ANY:
        return "a"
    tried = re.compile(re.escape(chr(argument))) if code is codes.NOT_LITERAL else None
    for letter in "a1 A-_./:<>[]()*`=\"'@#%\n":
        if tried and not tried.match(letter):
            return letter
        if code is codes.IN and taken(argument, letter):
            return letter
    return "a"


def taken(members, letter):
    """Whether a set of letters has that one."""
    negated = any(code is codes.NEGATE for code, _ in members)
    has = any(member(code, argument, letter) for code, argument in members if code is not codes.NEGATE)
    return has != negated


def member(code, argument, letter):
    if code is codes.LITERAL:
        return ord(letter) == argument
    if code is codes.RANGE:
        return argument[0] <= ord(letter) <= argument[1]
    classes = {codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_SPACE: r"\s",
               codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W"}  # fmt: skip
    return bool(re.match(classes.get(argument, "$"), letter))
