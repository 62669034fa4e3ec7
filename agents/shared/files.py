"""The texts of the repository's files, out of the store."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from papercoder.workspace.interface import interface
from papercoder.workspace.showing import show_contract, show_promise
from state.contract import Contract
from state.files import FileState

__all__ = ["Files"]


@dataclass(frozen=True)
class Files:
    """Reads what is known of the files.

    Args:
        load: Returns the text of a reference.
        known: What is known, by path.
    """

    load: Callable[[str], Awaitable[str]]
    known: Mapping[str, FileState]

    def of(self, path: str) -> FileState:
        """Return what is known of a file; nothing where it is not begun."""
        return self.known.get(path, {})

    @property
    def written(self) -> list[str]:
        """The files that have a source."""
        return [path for path, file in self.known.items() if file.get("source")]

    async def sources(self, paths: Iterable[str]) -> dict[str, str]:
        """Return the sources of those files that have one."""
        return {path: await self.load(self.known[path]["source"]) for path in paths if self.of(path).get("source")}

    async def listed(self, paths: Iterable[str]) -> list[dict[str, str]]:
        """Return the same as a prompt lists it: path and text of each."""
        return [{"path": path, "text": text} for path, text in (await self.sources(paths)).items()]

    async def interfaces(self, paths: Iterable[str]) -> str:
        """Return the interfaces of those files, taken from their syntax trees."""
        sources = await self.sources(paths)
        return "\n\n".join(f"# {path}\n{interface(path, text)}" for path, text in sources.items())

    async def contract(self, path: str) -> Contract | None:
        """Return the file's contract, or None where the analyst gave up."""
        ref = self.of(path).get("contract")
        return Contract.model_validate_json(await self.load(ref)) if ref else None

    async def promises(self, paths: Iterable[str]) -> list[dict[str, str]]:
        """Return what those files promise that have a contract: path and text of each."""
        found = [(path, await self.contract(path)) for path in dict.fromkeys(paths)]
        return [{"path": path, "text": show_promise(contract)} for path, contract in found if contract]

    async def contract_text(self, path: str) -> str:
        """Return it as a prompt shows it; empty where there is none."""
        return show_contract(await self.contract(path))
