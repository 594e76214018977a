"""What lies in a bundle, for tests."""

import gzip


def contents(folder):
    """By name, what every file of it holds, taken out of gzip."""
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): _unpacked(each.read_bytes()) for each in files}


def words(folder):
    """The text of all its files."""
    return "\n".join(contents(folder).values())


def repacked(file, change):
    """Change what a compressed file holds, as somebody does who knows gzip."""
    file.write_bytes(gzip.compress(change(gzip.decompress(file.read_bytes()).decode()).encode(), 6, mtime=0))


def _unpacked(data):
    return (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode()
