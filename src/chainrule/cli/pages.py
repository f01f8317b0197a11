"""Pages that commands write: one that computes where there are numbers for it, else one that stands still."""

from chainrule.cli.boards import board_sheet, open_board
from chainrule.cli.targets import is_model
from chainrule.faces import living
from chainrule.graph.values import Values
from chainrule.readers.equations.descent import learned
from chainrule.readers.page import Sheet, page


def sheet_page(target: str, sheet: Sheet) -> str:
    """The page of a sheet; of a board it trains too."""
    if not living.is_alive(sheet):
        return page(sheet)
    if is_model(target):
        return living.explained_page(sheet)
    assert sheet.values is not None  # noqa: S101 - it is alive
    titled = open_board(target)  # anew, for what is said of likely slips stands on the nodes of one board
    board = titled.board
    numbers = {name: sheet.values[name] for name in sheet.values.graph.leaves}
    again = board_sheet(titled, Values(board.backward(), numbers), detail=sheet.detail, zoom=sheet.zoom)
    start = {name: numbers[name] for name in sheet.graph.leaves}
    stand = living.at_start(board, start)[1] if learned(again.backward) else None
    return living.explained_page(again, board.whiteboard, stand)
