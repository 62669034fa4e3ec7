"""Paper2CodeBench judging (arXiv 2504.17192): reference-free and reference-based correctness, and a stricter variant.

The stricter variant (after P2C-Ex, arXiv 2604.17745) shows the number of files and the tree, and has every key
component of the paper looked for in the code, because the plain reference-free judge is known to give an empty
repository 3.9 of 5.
"""

import asyncio
from collections.abc import Sequence

from papercoder.errors import AnswerError, InputError, TransientError
from papercoder.evaluation.judging.judgements import (
    KINDS,
    Evaluation,
    Judgement,
    JudgementSamples,
    Kind,
    StrictJudgement,
    sum_up_samples,
)
from papercoder.evaluation.judging.repository import JudgedRepository, holds_keys, show_tree
from papercoder.evaluation.judging.session import (
    JudgeSession,
    SharedMessages,
    all_or_first_error,
    schema_of,
    shared_messages,
)
from papercoder.models.naming import model_for
from papercoder.models.prompt import Prompt
from prompts.loader import render
from state.paper import Paper

__all__ = ["evaluate", "strict_faults"]


async def evaluate(
    session: JudgeSession, repository: JudgedRepository, paper: Paper, gold: JudgedRepository | None = None, *,
    samples: int = 8, kinds: Sequence[Kind] = KINDS,
) -> Evaluation:  # fmt: skip
    """Judge a repository, every kind with so many samples.

    Args:
        session: Model and records.
        repository: What is judged; its code and configuration are shown, its documents and results are not.
        paper: The paper it claims to implement.
        gold: The authors' repository; without it there is no reference-based judgement.
        samples: How often each kind is asked.
        kinds: Which kinds; reference-based is left out without `gold`.

    Raises:
        InputError: reference-based alone was asked for, without `gold`.
        PaperCoderError: the model cannot be asked, or a limit is reached; what was answered is kept.
    """
    wanted = [kind for kind in kinds if kind != "reference-based" or gold is not None]
    if not wanted:
        raise InputError("A reference-based judgement needs the authors' repository.", "Give it with --gold FOLDER.")
    protocols = [await _protocol(session, repository, paper, gold, kind, samples) for kind in wanted]
    return Evaluation(
        repository=repository.name,
        paper=paper.title,
        model=str(model_for(session.settings, "judge")),
        files=len(repository.paths),
        code_files=len(repository.of("code")),
        protocols=tuple(protocols),
        usage=session.usage(),
    )


async def _protocol(
    session: JudgeSession,
    repository: JudgedRepository,
    paper: Paper,
    gold: JudgedRepository | None,
    kind: Kind,
    samples: int,
) -> JudgementSamples:
    room = await session.tokens_for_files("judge")
    authors = gold.of("code", "config") if gold is not None and kind == "reference-based" else None
    sent = await asyncio.to_thread(shared_messages, paper, room, repository.of("code", "config"), authors)
    asked = [_sample(session, repository, sent, kind, number) for number in range(1, samples + 1)]
    answers = await all_or_first_error(asked)
    not_code = [f"{f.path} ({f.kind}, not judged)" for f in repository.of("document", "result")]
    not_read = [
        f"{path} ({'its name says that it holds keys, not shown' if holds_keys(path) else 'not read'})"
        for path in repository.others
    ]
    shown = tuple(f.path for f in sent.shown.files)
    return sum_up_samples(kind, answers, shown, (*sent.notes, *not_code, *not_read))


async def _sample(
    session: JudgeSession, repository: JudgedRepository, sent: SharedMessages, kind: Kind, number: int
) -> Judgement | str:
    """Return one judgement, or why there is none."""
    answer: type[Judgement] = StrictJudgement if kind == "strict" else Judgement
    task = render(
        "evaluation/judge",
        kind=kind,
        sample=number,
        tree=show_tree(repository.paths),
        n_files=len(repository.paths),
        n_code=len(repository.of("code")),
        left_out="\n".join(sent.shown.left_out),
        schema=schema_of(answer),
    )
    prompt = Prompt(render("evaluation/judge_system"), sent.messages, task)
    async with session.slots:
        try:
            return await session.client("judge").ask_json(
                prompt, answer, lambda value: strict_faults(value, repository), subject=f"{kind}-{number}"
            )
        except (AnswerError, TransientError) as error:
            return error.message


def strict_faults(value: Judgement, repository: JudgedRepository) -> list[str]:
    """Return what a program can refute: components said to be in files that are not code of the repository."""
    if not isinstance(value, StrictJudgement):
        return []
    code = {f.path for f in repository.of("code")}
    faults = [
        f"components: {c.name!r} is said to be {c.result} in {c.file!r}, which is no code file of the repository"
        for c in value.components
        if c.result != "missing" and c.file not in code
    ]
    implemented = any(c.result != "missing" for c in value.components)
    if not implemented and value.score > 1:
        faults.append(f"score: {value.score} with no component implemented; nothing implemented is a 1")
    return faults
