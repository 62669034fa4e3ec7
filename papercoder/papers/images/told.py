"""What a run says of figures and pages: who read them, and why some were not."""

from collections.abc import Mapping

from papercoder.papers.images.splicing import ReadPage
from state.value import Json

__all__ = ["told_pages", "unread_reason"]


def told_pages(pages: list[Json], read: Mapping[str, ReadPage]) -> Json:
    """Count the pages without usable text by who read them; nothing where there are none."""
    if not pages:
        return {}
    by_model = sum(page.by_model for page in read.values())
    recognised = len(read) - by_model
    return {"pages": by_model, "pages_recognised": recognised, "pages_unread": len(pages) - len(read)}


def unread_reason(card: Json, read: int) -> str:
    """Return why figures gave only their captions; empty where all were read."""
    if read == card["captions"]:
        return ""
    return card.get("unseen") or "their images could not be cut out of the paper, or were not read"
