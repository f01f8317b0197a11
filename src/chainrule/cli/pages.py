"""Pages that commands write: one that computes where there are numbers for it, else one that stands still."""

from chainrule.cli.boards import open_board
from chainrule.cli.targets import is_model
from chainrule.faces import living
from chainrule.readers.equations.descent import learned
from chainrule.readers.page import Sheet, page


def sheet_page(target: str, sheet: Sheet) -> str:
    """The page of a sheet; of a board it trains too."""
    if not living.is_alive(sheet):
        return page(sheet)
    if is_model(target):
        return living.explained_page(sheet)
    assert sheet.values is not None  # noqa: S101 - it is alive
    board = open_board(target).board
    numbers = {name: sheet.values[name] for name in sheet.graph.leaves}
    stand = living.at_start(board, numbers)[1] if learned(sheet.backward) else None
    return living.explained_page(sheet, board.whiteboard, stand)
