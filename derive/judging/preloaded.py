"""Everything that judges, imported when this is: by the server of the processes that judge, once for all of them.

Meanwhile nobody looks for cycles of objects that can go: none of a million can, and looking takes a tenth of the time.
"""

# ruff: noqa: E402
import gc

_looked = gc.isenabled()
gc.disable()

from .declarations import declared as declared
from .file_judge import FileJudge as FileJudge
from .judge import NotesJudge as NotesJudge
from .worker import serve as serve

gc.freeze()  # what is imported stays: a process that judges looks among its own objects alone
if _looked:
    gc.enable()
