"""How whoever runs the repository comes by the data and checkpoints of the paper."""

from typing import Literal

from pydantic import Field

from state.value import Value

__all__ = ["ObtainedData"]


class ObtainedData(Value):
    """A dataset or checkpoint of the paper, and how whoever runs the repository comes by it."""

    name: str = Field(min_length=1, description="As the paper calls it, with its version.")
    kind: Literal["dataset", "checkpoint"] = "dataset"
    source: Literal["torchvision", "hugging face", "archive", "package", "made here", "by hand"] = Field(
        description="archive: downloaded from its official address; package: comes with an installed library; "
        "made here: drawn by this repository; by hand: nobody may download it automatically."
    )
    requirements: tuple[str, ...] = Field((), description="Ids of the requirements of the kind data that it meets.")
    command: str = Field(
        "",
        description="What obtains and checks it: a Python file of `files` and its arguments, as in "
        "'get_data.py --only cifar10'; empty for what is a package's, made here or got by hand.",
    )
    size: str = Field("", description="About how large it is: '170 MB, 60,000 images'.")
    layout: str = Field("", description="Files and folders as they lie where the configuration says.")
    check: str = Field("", description="How what came is checked: checksum, number of files or rows, shapes.")
    accept: str = Field("", description="What a person must accept, ask for or do; empty where it is automatic.")
