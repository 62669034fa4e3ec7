"""A small repository in torch, written for the purpose: methods in which no gradient may pass at named places."""

from benchmarks.mutants.written import Written

__all__ = ["TARGETS"]

_TARGETS = '''"""Values by temporal differences, a policy with a baseline, and agreement of two views of points."""
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def chain(states: int, seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    maker = torch.Generator().manual_seed(seed + 13)
    features = torch.randn(states, 4, generator=maker)
    moves = torch.softmax(2.0 * torch.randn(states, states, generator=maker), dim=1)
    return features, moves, torch.randn(states, generator=maker)


def difference(weights: torch.Tensor, features: torch.Tensor, moves: torch.Tensor, rewards: torch.Tensor,
               discount: float) -> torch.Tensor:
    target = rewards + discount * (moves @ (features @ weights)).detach()
    return ((target - features @ weights) ** 2).mean()


def values_of(features: torch.Tensor, moves: torch.Tensor, rewards: torch.Tensor, discount: float, rate: float,
              steps: int) -> tuple[torch.Tensor, float]:
    weights = torch.zeros(features.shape[1], requires_grad=True)
    average = weights.detach().clone()
    longest = 0.0
    for step in range(steps):
        before = weights.detach().clone()
        (slope,) = torch.autograd.grad(difference(weights, features, moves, rewards, discount), weights)
        with torch.no_grad():
            weights -= rate * slope
            longest = max(longest, float((weights - before).abs().max()))
        average = average + (weights.detach() - average) / (step + 1)
    return average, longest


def policy_loss(logits: torch.Tensor, baseline: torch.Tensor, rewards: torch.Tensor) -> torch.Tensor:
    chances = torch.softmax(logits, dim=0)
    advantage = (rewards - baseline).detach()
    gain = (chances * advantage).sum()
    surprise = (chances.detach() * (rewards - baseline) ** 2).sum()
    return surprise - gain


def policy(rewards: torch.Tensor, rate: float, steps: int) -> tuple[torch.Tensor, float]:
    logits = torch.zeros(len(rewards), requires_grad=True)
    baseline = torch.zeros((), requires_grad=True)
    for _ in range(steps):
        slopes = torch.autograd.grad(policy_loss(logits, baseline, rewards), (logits, baseline))
        with torch.no_grad():
            logits -= rate * slopes[0]
            baseline -= rate * slopes[1]
    return torch.softmax(logits, dim=0).detach(), float(baseline)


def agreement(weights: torch.Tensor, one: torch.Tensor, other: torch.Tensor, sharpness: float) -> torch.Tensor:
    wanted = torch.softmax(sharpness * (one @ weights), dim=1).detach()
    given = torch.log_softmax(other @ weights, dim=1)
    return -(wanted * given).sum(dim=1).mean()


def views(points: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    maker = torch.Generator().manual_seed(seed + 17)
    x = torch.randn(points, 5, generator=maker)
    return x, x + 0.3 * torch.randn(points, 5, generator=maker)


def agree(one: torch.Tensor, other: torch.Tensor, classes: int, sharpness: float, rate: float, decay: float,
          steps: int) -> torch.Tensor:
    maker = torch.Generator().manual_seed(classes)
    weights = torch.randn(one.shape[1], classes, generator=maker).requires_grad_()
    slow = weights.detach().clone()
    for _ in range(steps):
        (slope,) = torch.autograd.grad(agreement(weights, one, other, sharpness), weights)
        with torch.no_grad():
            weights -= rate * slope
        slow = decay * slow + (1.0 - decay) * weights.detach()
    return slow


def study(values: dict, seed: int) -> dict:
    features, moves, rewards = chain(values["states"], seed)
    weights, longest = values_of(features, moves, rewards, values["discount"], values["rate"], values["steps"])
    chances, baseline = policy(rewards, values["rate"], values["steps"])
    one, other = views(values["points"], seed)
    slow = agree(one, other, values["classes"], values["sharpness"], values["rate"], values["decay"], values["steps"])
    return {
        "chain_value": float((features @ weights).mean()),
        "chain_step": longest,
        "policy_best": float(chances.max()),
        "policy_baseline": baseline,
        "views_norm": float(slow.norm()),
        "views_sharp": float(torch.softmax(other @ slow, dim=1).max(dim=1).values.mean()),
    }
'''

TARGETS = Written(
    "targets", _TARGETS,
    (
        "states: 12\ndiscount: 0.8\nrate: 0.2\nsteps: 60\npoints: 80\nclasses: 3\nsharpness: 3.0\ndecay: 0.9\n",
        "  states: 4\n  steps: 3\n  points: 10\n",
    ),
    "value",
    ("chain_value", "chain_step", "policy_best", "policy_baseline", "views_norm", "views_sharp"),
    requirements=("torch", "numpy", "PyYAML"),
)  # fmt: skip
