"""Everything that judges, imported when this is: by the server of the processes that judge, once for all of them.

Meanwhile nobody looks for cycles of objects that can go: none of a million can, and looking takes a tenth of the time.
Notes that did not change are told before this is done, and it ends there.
"""

import gc

from .starting import as_long_as_the_asker_lives

_looked = gc.isenabled()
gc.disable()
with as_long_as_the_asker_lives():
    from ..file_judge import FileJudge as FileJudge
    from ..usual_classifier.declarations import declared as declared
    from ..usual_classifier.judge import NotesJudge as NotesJudge
    from .serving import serve as serve

gc.freeze()  # what is imported stays: a process that judges looks among its own objects alone
if _looked:
    gc.enable()
