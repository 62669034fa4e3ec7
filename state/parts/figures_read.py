"""How many of the paper's figures and unreadable pages were taken in, and how."""

from pydantic import Field

from state.value import Value

__all__ = ["FiguresRead"]


class FiguresRead(Value):
    """How the figures of the paper were taken in."""

    read: int = Field(0, description="Read from their images by a model.")
    captions: int = Field(0, description="Known only by their captions.")
    reason: str = Field("", description="Why some were known only by their captions.")
    pages: int = Field(0, description="Pages without usable text that a model read from their images.")
    pages_recognised: int = Field(0, description="Such pages that character recognition read.")
    pages_unread: int = Field(0, description="Such pages that nobody read.")

    def sentence(self) -> str:
        """Say it for a person; empty where the paper has no figures and all its text could be used."""
        return " ".join(part for part in (self._of_figures(), self._of_pages()) if part)

    def _of_pages(self) -> str:
        counts = {
            "read from their images by a model": self.pages,
            "read by character recognition": self.pages_recognised,
            "not read": self.pages_unread,
        }
        if not any(counts.values()):
            return ""
        said = ", ".join(f"{count} {how}" for how, count in counts.items() if count)
        return f"Of {sum(counts.values())} pages without usable text: {said}."

    def _of_figures(self) -> str:
        if not self.captions:
            return f"All {self.read} figures were read from their images by a model." if self.read else ""
        many = f"{self.captions} of {self.read + self.captions} figures"
        return f"{many} gave only {'their captions' if self.captions > 1 else 'its caption'}: {self.reason}."
