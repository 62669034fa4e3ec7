"""A Markdown paper that fits the made-up project: sections, numbers, a table of hyperparameters."""

from tests.server.project import CONFIG, ProjectFile, build_project, scale_of

__all__ = ["make_paper", "stated_sentence"]

_SETTINGS = {
    "data.points": "We draw {value} points in two classes.",
    "data.features": "Every point has {value} features.",
    "data.test_fraction": "A fraction of {value} of the points is held out for testing.",
    "training.epochs": "The classifier is trained for {value} epochs of full-batch gradient descent.",
    "training.learning_rate": "The learning rate is {value} throughout.",
}


def stated_sentence(key: str, value: object, name: str = "") -> str:
    """Return the paper's sentence that gives the value of a config key."""
    return _SETTINGS[key].format(value=value) if key in _SETTINGS else f"{name} uses a scale of {value}."


def make_paper(n_files: int, seed: int = 0, tokens: int = 0) -> str:
    """Return the paper; with `tokens`, lengthened by a discussion to about that many (4 characters each)."""
    project = build_project(n_files, seed)
    stages = "\n\n".join(_stage(number, file) for number, file in enumerate(project.modules, start=1))
    rows = "".join(f"| {key.replace('_', ' ').replace('.', ', ')} | {value} |\n" for key, value in CONFIG.items())
    said = {key: stated_sentence(key, value) for key, value in CONFIG.items()}
    text = _PAPER.format(
        count=len(project.modules),
        last=7 if tokens else 6,
        stages=stages,
        rows=rows,
        **{k.replace(".", "_"): v for k, v in said.items()},
    )
    return text.replace("@DISCUSSION@\n\n", _discussion(tokens * 4 - len(text)))


def _stage(number: int, file: ProjectFile) -> str:
    said = stated_sentence("", scale_of(file), file.name)
    needs = len(file.dependencies)
    before = f"It is applied after {needs} earlier stages. " if needs else "It is applied to the points as they are. "
    return (
        f"### 3.{number} {file.name}\n\n"
        f"{file.name} subtracts the mean over all values and applies a bounded step to the rest. "
        f"{said} {before}The mean of {file.name} is taken over all values of all rows and not per feature.\n\n"
        f"$$ y_{{{number}}} = f_{{{number}}}(w_{{{number}}} (x - \\bar x)), "
        f"\\quad w_{{{number}}} = 1 / (1 + |s_{{{number}}}|) $$"
    )


def _discussion(chars: int) -> str:
    """Return a discussion of about so many characters, each sentence different; nothing where none are asked for."""
    if chars <= 0:
        return ""
    sentences: list[str] = []
    length = 0
    while length < chars:
        number = len(sentences) + 1
        sentences.append(
            f"Observation {number} concerns variant {number % 7} of the encoder, whose accuracy changed by "
            f"{number % 13} points out of {100 + number} when stage {number % 5} was left out."
        )
        length += len(sentences[-1]) + 1
    paragraphs = [" ".join(sentences[i : i + 8]) for i in range(0, len(sentences), 8)]
    # Sections of some 1,500 tokens, as papers have them: a ledger by section needs several of similar size.
    parts = ["\n\n".join(paragraphs[i : i + 5]) for i in range(0, len(paragraphs), 5)]
    numbered = [f"### 6.{number} Observations\n\n{part}" for number, part in enumerate(parts, 1)]
    return "\n\n".join(["## 6 Discussion", *numbered]) + "\n\n"


_PAPER = """# Layered Bounded Encoders for Two-Class Points

## Abstract

We study an encoder of {count} bounded stages in front of a linear classifier. Every stage subtracts a mean
and bounds what is left. The encoder has no trained parameters, and the classifier is trained by gradient
descent in less than one second.

## 1 Introduction

Linear classifiers suffer from points far from the boundary. Bounding the features before training limits the
influence of each single point. We arrange the stages in layers, where a stage may be applied after up to
three earlier ones.

## 2 Data

{data_points} The features of each class follow a normal distribution with unit variance around +1 and -1.
{data_features} {data_test_fraction} No other preprocessing is applied before the encoder.

## 3 Method

The encoder applies its stages in a fixed order, and the shape of the data stays the same. Every stage has one
hyperparameter, its scale, which sets how strongly it bounds the values.

{stages}

## 4 Training

{training_epochs} {training_learning_rate} The weights of the classifier start at zero, and no regularisation
is used.

Table 1: Hyperparameters.

| hyperparameter | value |
|---|---|
{rows}
## 5 Experiments

We report accuracy and log loss on the held-out points for one seed. The baseline predicts the majority class
of the training labels. All metrics are written to one file so that runs can be compared. One command runs the
whole experiment on a CPU. The reference accuracy over three seeds is 0.9.

@DISCUSSION@

## {last} Conclusion

Bounded stages are cheap and make a linear classifier less sensitive to single points.

## References

[1] A. Author. Bounded features. Journal of Made-up Results, 2020.
"""
