"""Messages as bytes, in the wire format of Protocol Buffers: a field is its number, its kind, and what it holds.

An ONNX file is one such message. Writing needs these few lines, and no package.
"""

from collections.abc import Iterable

WHOLE, BYTES = 0, 2  # kinds of a field: a number in as few bytes as it takes, or bytes after their count
NEGATIVE = 1 << 64  # is added to a number below 0


def varint(number: int) -> bytes:
    """A whole number, seven bits a byte, the lowest first; all bytes but the last have their highest bit set.

    >>> varint(1).hex(), varint(300).hex()
    ('01', 'ac02')
    """
    number = number + NEGATIVE if number < 0 else number
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])


def whole(field: int, number: int) -> bytes:
    """A field that holds a whole number.

    >>> whole(1, 150).hex()
    '089601'
    """
    return varint(field << 3 | WHOLE) + varint(number)


def block(field: int, content: bytes | str) -> bytes:
    """A field that holds bytes, a text, or a message.

    >>> block(2, "testing").hex()
    '120774657374696e67'
    """
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | BYTES) + varint(len(content)) + content


def blocks(field: int, contents: Iterable[bytes | str]) -> bytes:
    """A field that is repeated."""
    return b"".join(block(field, content) for content in contents)
