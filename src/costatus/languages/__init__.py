"""Labels, sentences and explanations in other languages, with days and numbers as they write them.

The language is an argument of every call: nothing is kept for the process or the thread, and the
locale of the process is neither read nor changed. Needs the extra `i18n`.
"""

from importlib.util import find_spec as _find_spec

if _find_spec("babel") is None:
    raise ImportError('costatus.languages needs babel: pip install "costatus[i18n]"')

from costatus._public import name_home as _name_home
from costatus.explanation import Language
from costatus.languages._load import LANGUAGES, load

__all__ = ["LANGUAGES", "Language", "load"]

_name_home(__name__)
