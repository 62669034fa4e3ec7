"""The text of a small torch repository: two layers, images of the shape of CIFAR-10's, made up."""

__all__ = ["ENTRY_POINT", "FILES", "METRICS", "requirements"]

ENTRY_POINT = "main.py"
METRICS = ("accuracy",)


def requirements(version: str) -> list[str]:
    """Return the lines of requirements.txt."""
    return ["PyYAML", f"torch=={version}" if version else "torch"]


_MODEL = """import torch
from torch import nn


class TwoLayers(nn.Module):
    def __init__(self, inputs: int, hidden: int, classes: int) -> None:
        super().__init__()
        self.first = nn.Linear(inputs, hidden)
        self.second = nn.Linear(hidden, classes)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.second(torch.relu(self.first(images.flatten(1))))
"""

_DATA = """import torch
from torch.utils.data import TensorDataset


def made_up(count: int, classes: int, seed: int) -> TensorDataset:
    # Each class is a pattern of its own under noise, in CIFAR-10's shape.
    patterns = torch.randn(classes, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(classes, (count,), generator=generator)
    noise = torch.randn(count, 3, 32, 32, generator=generator)
    return TensorDataset(patterns[labels] + noise, labels)
"""

_MAIN = """import argparse
import json
import os

import torch
import yaml
from torch.utils.data import DataLoader

from data import made_up
from model import TwoLayers


def settings(path: str, smoke: bool) -> dict:
    with open(path, encoding="utf-8") as file:
        values = yaml.safe_load(file)
    small = values.pop("smoke")
    return {**values, **small} if smoke else values


def train(model: TwoLayers, values: dict) -> None:
    loader = DataLoader(made_up(values["train"], values["classes"], 1), values["batch"], shuffle=True,
                        num_workers=values["workers"])
    optimizer = torch.optim.SGD(model.parameters(), lr=values["rate"], momentum=0.9)
    for epoch in range(values["epochs"]):
        for images, labels in loader:
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: loss {loss.item():.3f}", flush=True)


@torch.no_grad()
def accuracy(model: TwoLayers, values: dict) -> float:
    model.eval()
    right = count = 0
    for images, labels in DataLoader(made_up(values["test"], values["classes"], 2), values["batch"]):
        right += (model(images).argmax(1) == labels).sum().item()
        count += len(labels)
    return right / count


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", default="config.yaml")
    parser.add_argument("--output", default="results/full")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    values = settings(options.config, options.smoke)
    torch.manual_seed(options.seed)
    model = TwoLayers(3 * 32 * 32, values["hidden"], values["classes"])
    train(model, values)
    os.makedirs(options.output, exist_ok=True)
    torch.save(model.state_dict(), os.path.join(options.output, "model.pt"))
    with open(os.path.join(options.output, "metrics.json"), "w", encoding="utf-8") as file:
        json.dump({"accuracy": accuracy(model, values)}, file)


if __name__ == "__main__":
    main()
"""

_CONFIG = """hidden: 512
classes: 10
train: 50000
test: 10000
batch: 128
rate: 0.01
epochs: 10
workers: 2
smoke:
  hidden: 32
  train: 512
  test: 128
  epochs: 1
"""

FILES = {"main.py": _MAIN, "model.py": _MODEL, "data.py": _DATA, "config.yaml": _CONFIG}
