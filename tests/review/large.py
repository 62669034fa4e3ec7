"""Two configurations with more than a hundred doubts each, as strong models write them for real papers.

The first was looked at while the ranking was made; the second was written before it and kept aside.
"""

from dataclasses import dataclass

from pydantic import JsonValue

from papercoder.review.render import render_config
from state.architecture import Architecture, LeftOut, PlannedFile
from state.config import Config, ConfigEntry
from state.grounding import Grounding
from state.logic import LogicDesign
from state.plan import Plan, Requirement
from tests.review.sample import entry, plan, requirement, stated


@dataclass(frozen=True)
class Large:
    """A review of realistic size.

    Args:
        config: What is reviewed.
        plan: The requirement ledger.
        architecture: With what it leaves out.
        logic: With open questions.
        urgent: Subjects that belong on the first screen, for reasons that a person would give.
        minor: Beginnings of keys that do not.
        swept: Keys whose other values are a sweep of the paper and no doubt.
    """

    config: Config
    plan: Plan
    architecture: Architecture
    logic: LogicDesign
    urgent: tuple[str, ...]
    minor: tuple[str, ...]
    swept: tuple[str, ...]


def _assumed(prefix: str, reason: str, **values: JsonValue) -> list[ConfigEntry]:
    return [entry(f"{prefix}.{name}", value, "assumed", reason=reason) for name, value in values.items()]


def _lost(requirement: Requirement, quote: str) -> Requirement:
    fields = {"quote": quote, "grounding": Grounding(result="not found", section="", offset=-1, score=0, text="")}
    return requirement.model_copy(update=fields)


def _made(
    entries: list[ConfigEntry], ledger: list[Requirement], gone: dict[str, str], questions: int
) -> dict[str, object]:
    return {
        "config": Config(text=render_config(entries), entries=tuple(entries), warnings=()),
        "plan": plan(*ledger),
        "architecture": Architecture(
            approach="Several files.",
            files=(PlannedFile(path="main.py", purpose="Everything.", owns=("R1",)),),
            entry_point="main.py",
            class_diagram="classDiagram",
            sequence_diagram="sequenceDiagram",
            left_out=tuple(LeftOut(requirement=i, reason=why) for i, why in gone.items()),
        ),
        "logic": LogicDesign.model_validate(
            {
                "files": [{"path": "main.py", "role": "Everything."}],
                "open_questions": [f"Question {i} about the layout of the results?" for i in range(questions)],
            }
        ),
    }


def vision() -> Large:
    """Return a paper on semi-supervised image classification: 128 doubts, sweeps, two baselines' own repositories."""
    official = "The paper does not give it; default of the official repository."
    entries = [
        entry("data.name", "cifar10", "stated", quote="on CIFAR-10", section="s4.1"),
        entry("data.unlabelled", "svhn_extra", "stated", quote="SVHN extra", section="s4.1"),
        entry("data.root", None, reason="where the images lie"),
        entry("data.imagenet_path", "<fill in>", reason="where ImageNet lies"),
        entry("data.credentials", None, reason="of the download"),
        stated("training.learning_rate", 0.03, "a learning rate of 0.03", "s4.2"),
        stated("training.omega", 2.0, "labelled weight 2.0", "s4.2"),
        stated("training.temperature", 0.5, "a temperature of 0.5", "s4.2"),
        stated("training.threshold", 0.95, "confidence threshold 0.95", "s4.2"),
        stated("training.batch_size", 64, "a batch size of 64", "s4.2"),
        stated("training.weight_decay", 5e-4, "weight decay of 0.0005 for all", "s4.2", "not found"),
        stated("training.ema_decay", 0.999, "weight decay of 0.0005 for all", "s4.2", "not found"),
        *_assumed("training", "Usual for SGD.", nesterov=True, momentum=0.9, warmup_steps=0, total_steps=1048576),
        stated("model.depth", 28, "a WRN-28-2", "s4.2", "approximate"),
        stated("model.widen_factor", 2, "a WRN-28-2", "s4.2", "approximate"),
        *(
            e
            for name in ("teacher", "student", "linear_probe", "finetuned")
            for e in _assumed(
                f"model.checkpoints.{name}", "Named in the appendix only.",
                name=f"org/{name}-vit", revision="main", tokenizer="none", pretrained=f"{name}.pt",
            )
        ),
        *_assumed(
            "augmentation.randaugment", official,
            n=2, magnitude=10, cutout=16, fill=128, prob=0.5, posterize=4, solarize=110, shear=0.3, translate=0.3,
            rotate=30,
        ),
        *(
            e
            for name in ("mixmatch", "uda", "remixmatch")
            for e in _assumed(
                f"baselines.{name}", official,
                alpha=0.75, beta=0.5, k=2, tsa="linear", rampup=16384, lambda_u=75, ema=0.999, wd=0.02, filters=32,
                repeat=4, scales=3, softmax_temp=0.4, dbuf=8, width=2,
            )
        ),
        *_assumed(
            "baselines.supervised", official, lr=0.1, epochs=200, milestones=[60, 120, 160], gamma=0.2, clip=1.0
        ),
        entry("ablations.temperature_values", [0.1, 0.25, 0.5, 1.0]),
        entry("ablations.omega", [0.5, 1, 2, 5], "stated", quote="omega in {0.5, 1, 2, 5}", section="s5.2"),
        *_assumed("evaluation", "Not given.", crop="center", tta=False, ema_model=True),
        *_assumed("logging", "A matter of convenience.", every=100, wandb=False, project="ssl"),
        *_assumed("hardware", "Any will do.", num_workers=4, device="cuda", amp=True),
        *_assumed("output", "Not given.", format="json", precision=4, plots=True),
        entry("output.dir", "results"),
        entry("smoke.training.total_steps", 2, reason="short"),
    ]  # fmt: skip
    ledger = [
        requirement(1, "Train with a learning rate of 0.3 and cosine decay.", quote="learning rate", section="s4.2"),
        requirement(2, "Ablation: vary the temperature, a temperature of 0.1, 0.25, 0.5 and 1.0 (Table 4).",
                    kind="experiment", weight="important"),
        requirement(3, "Sensitivity to omega: omega of 0.5, omega of 1, omega of 2.0 and omega of 5 (Table 5).",
                    kind="experiment", weight="important"),
        requirement(4, "Use a weight decay of 0.0005 and the exponential moving average of Table 2.", weight="core"),
        _lost(requirement(5, "Draw the labelled images class-balanced, four per class.", kind="data"),
              "we draw four images of each class by hand"),
        requirement(6, "The stopping rule is not given.", status="unresolved"),
        requirement(7, "Report the error over five folds (Table 1).", kind="reporting"),
        requirement(8, "Compare with MixMatch, UDA, ReMixMatch and supervised training (Table 1).", kind="baseline",
                    weight="minor"),
        requirement(9, "Run on ImageNet with 10% of the labels (Table 3).", kind="experiment"),
        requirement(10, "Batch size 64 with seven times as many unlabelled images.", quote="batch size"),
        requirement(11, "Plot the loss.", kind="reporting", weight="minor", status="unresolved"),
        *(
            requirement(12 + i, f"Show the number of row {i} of Table 6.", kind="reporting", weight="minor")
            for i in range(8)
        ),
    ]  # fmt: skip
    return Large(
        **_made(entries, ledger, {"R9": "ImageNet needs a cluster."}, questions=14),  # type: ignore[arg-type]
        urgent=("training.learning_rate", "training.weight_decay", "R5", "R6", "R9", "data.root"),
        minor=("baselines.mixmatch", "baselines.uda", "logging", "hardware", "output", "R11"),
        swept=("training.temperature", "training.omega"),
    )


def language() -> Large:
    """Return a paper on sampling from language models; kept aside while the ranking was made."""
    harness = "Not in the paper; what the evaluation harness uses by default."
    entries = [
        entry("model.name", "google/ul2", "stated", quote="UL2-20B", section="s3.1"),
        entry("model.large_name", "lamda-137b", "stated", quote="LaMDA-137B", section="s3.1"),
        entry("api.api_key", None, reason="of the provider"),
        entry("api.endpoint", None, reason="of the provider"),
        stated("decoding.temperature", 0.7, "T = 0.7", "s3.1"),
        stated("decoding.top_k", 40, "top-k sampling with k = 40", "s3.1"),
        stated("decoding.num_paths", 40, "40 reasoning paths", "s3.1", "not found"),
        stated("decoding.num_runs", 10, "averaged over 10 runs", "s3.1", "approximate"),
        *_assumed("decoding", "Long enough for an answer.", max_new_tokens=256, stop="Q:", top_p=1.0),
        entry("experiments.temperature_sweep.values", [0.3, 0.5, 0.7]),
        entry("experiments.paths_grid", [1, 5, 10, 20, 40]),
        *(
            e
            for task in ("gsm8k", "svamp", "aqua", "asdiv", "arith", "strategyqa", "arc", "csqa", "coin", "letters")
            for e in _assumed(
                f"tasks.{task}", harness,
                split="test", limit=None, shots=8, prompt_style="qa", answer_regex="last number", strip=True, seed=1,
                max_len=2048, normalise=True,
            )
        ),
        *_assumed("baselines.beam", "Chosen to compare at equal cost.", width=40, length_penalty=1.0),
        *_assumed("baselines.ensemble", harness, permutations=40, vote="majority"),
        stated("prompting.num_exemplars", 8, "8 exemplars", "s3.1"),
        entry("few_shot.num_exemplars", 4, "stated", quote="4 exemplars", section="s3.3"),
        *_assumed("metrics", "Not given.", rounding=1, ties="first"),
        *_assumed("output", "Not given.", save_paths=True, indent=2),
        entry("smoke.decoding.num_paths", 2, reason="short"),
    ]  # fmt: skip
    ledger = [
        requirement(1, "Sample with a temperature of 0.7; then sweep a temperature of 0.3 and 0.5 (Figure 4).",
                    kind="experiment"),
        requirement(2, "Sample 40 paths per question and take the majority (Table 2).", kind="method"),
        requirement(3, "Use a top-k of 20 for all models.", kind="method"),
        requirement(4, "For AQuA the number of exemplars is 4, else 8 exemplars.", kind="data", weight="important"),
        requirement(5, "How ties in the vote are broken is not said.", kind="method", status="unresolved"),
        requirement(6, "Compare with beam search at equal cost (Table 6).", kind="baseline", weight="important"),
        requirement(7, "Ensembles of 40 permuted prompts (Table 7).", kind="baseline", weight="minor"),
        requirement(8, "Evaluate LaMDA-137B and PaLM-540B (Tables 2 and 3).", kind="experiment"),
        _lost(requirement(9, "Parse the answer after 'The answer is'.", kind="metric"), "parsed by rule"),
        _lost(requirement(10, "Print the examples.", kind="reporting", weight="minor"), "see the appendix"),
        *(requirement(11 + i, f"Report task {i} (Table 2).", kind="reporting", weight="minor") for i in range(30)),
    ]  # fmt: skip
    return Large(
        **_made(entries, ledger, {"R8": "The weights are not public."}, questions=9),  # type: ignore[arg-type]
        urgent=("decoding.num_paths", "R3|decoding.top_k", "R5", "R8", "R9", "api.api_key"),
        minor=("tasks.gsm8k", "tasks.coin", "output", "baselines.ensemble", "R10"),
        swept=("decoding.temperature",),
    )
