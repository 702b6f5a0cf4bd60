"""What holds for the blocks of every format: no text is longer than anyone prints."""

from dataclasses import replace

from ingest.blocks import Block, Blocks, Table
from ontology.records import Issue

MAX_TEXT = 32_767
"""Letters of one cell or paragraph: what Excel keeps in a cell. Longer ones would be searched for minutes."""


def within_bounds(blocks: Blocks) -> Blocks:
    """The same blocks; texts that are too long are cut, and it is told."""
    if not any(_too_long(block) for block in blocks.blocks):
        return blocks
    issue = Issue("read.cut", "warning", f"有的段落或单元格超过 {MAX_TEXT} 字，只读了前面的", "请核对文件是否正常")
    return replace(blocks, blocks=tuple(map(_cut, blocks.blocks)), issues=(*blocks.issues, issue))


def _too_long(block: Block) -> bool:
    if isinstance(block, Table):
        return any(len(cell.text) > MAX_TEXT for row in block.rows for cell in row)
    return len(block.text) > MAX_TEXT


def _cut(block: Block) -> Block:
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(replace(cell, text=cell.text[:MAX_TEXT]) for cell in row) for row in block.rows))
    return replace(block, text=block.text[:MAX_TEXT])
