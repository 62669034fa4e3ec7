"""The two diagrams of the architecture parse, or the line that does not is named."""

import pytest

from papercoder.workspace.diagrams.mermaid import DiagramKind, mermaid_faults

CLASSES = """---
title: The parts
---
classDiagram
    direction LR
    %% what is trained
    namespace models {
        class Encoder~T~ {
            <<abstract>>
            +int hidden
            -dict[str, Tensor] weights
            +forward(x: Tensor, y: Tensor[B, T]) tuple[Tensor, int]
        }
        class Head
    }
    class Trainer["the trainer"] {
        +fit(data: Dataset, epochs: int = 3) float$
        #step()* }
    class Empty {}
    class `src/main.py`
    Trainer "1" *-- "1..*" Encoder : owns
    Encoder <|-- Head
    Head ..|> Encoder
    Trainer o--o Encoder
    Trainer ..> Metrics : writes metrics.json
    List~int~ <--> Metrics
    Api ()-- Trainer
    Metrics : +accuracy() float
    <<interface>> Metrics
    note for Trainer "seeds: 5;
    two lines"
    note "general"
    style Head fill:#f9f
    main.py --> Trainer
"""

SEQUENCE = """%%{init: {'theme': 'base'}}%%
sequenceDiagram
    autonumber 1 2
    participant M as main.py
    actor U as user
    create participant T as src/trainer.py
    box Aqua Group
        participant D
    end
    U->>+M: --config config.yaml
    M->>+T: fit(data, epochs=3)
    activate D
    loop each epoch
        T-->>D: next batch #35;
        alt early stop
            T-)M: stop
        else continue
            T->>T: step()
            T--)M: go on
        end
    end
    deactivate D
    par eval
        T->E: evaluate
    and log
        T--xL: log
        T-xL: log
        T-->L: log
    end
    critical write
        M<<->>M: metrics.json
    option disk full
        M<<-->>U: error
    end
    rect rgb(200, 220, 240)
        opt verbose
            Note over M,T: same process
            Note right of M: here
        end
    end
    break on failure
        T-->>M: raise
    end
    T-->>-M: metrics
    M-->>-U: done
    destroy T
"""


def test_what_parses() -> None:
    assert mermaid_faults(CLASSES, "classDiagram") == []
    assert mermaid_faults(CLASSES.replace("\n", "\r\n"), "classDiagram") == []
    assert mermaid_faults(SEQUENCE, "sequenceDiagram") == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("class src/model.py", "line 2: 'class src/model.py'"),
        ("class A {\n x\n", "line 2: the class opened here"),
        ("namespace N {\n class A", "line 2: the namespace opened here"),
        ("namespace N {\n}", "empty"),
        ("namespace N {\n A --> B\n}", "line 3: only classes"),
        ("class A\n}", "line 3: '}' closes nothing"),
        ("class A {\n x: {a}\n}", "line 3: a member cannot hold a brace"),
        ("class A {\n x)\n}", "line 3: the ')'"),
        ("A -> B", "line 2: 'A -> B'"),
        ("A --> B --> C", "line 2"),
        ("A --> B : x; y", "line 2: a text after ':'"),
        ("A : f(x: int)", "line 2: a text after ':'"),
        ("A --> B :", "line 2: nothing follows"),
        ("<<interface>> A", "line 2: the annotated class A"),
        ("class A extends B", "line 2"),
        ("class A %% why", "a comment needs a line of its own"),
        ("class note", "'note' is a word of Mermaid"),
        ("class A~T", "line 2"),
        ("note for A", "line 2"),
        ("", "holds no class"),
        ("x" * 600, "longer than 500"),
    ],
)
def test_class_faults(body: str, words: str) -> None:
    assert words in "\n".join(mermaid_faults("classDiagram\n" + body, "classDiagram"))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("A->>B", "line 2: the message has no text"),
        ("A=>B: x", "line 2: 'A=>B: x'"),
        ("A->>B: x; y", "line 2: a ';' ends"),
        ("loop x; y\nA->>B: z\nend", "line 2: a ';' ends"),
        ("loop x\nA->>B: y", "line 2: the 'loop' opened here"),
        ("A->>B: x\nend", "line 3: 'end' closes nothing"),
        ("opt x\nelse y\nend\nA->>B: y", "line 3: 'else' stands outside of alt"),
        ("A->>end: x", "'end' is a word"),
        ("A->>B: x\ndeactivate B", "line 3: B is deactivated"),
        ("A-->>-B: x", "line 2: A is deactivated"),
        ("box x\nA->>B: y\nend", "only participants"),
        ("Note A: x\nA->>B: y", "line 2"),
        ("participant A:b\nA->>B: y", "line 2"),
        ("participant A", "holds no message"),
    ],
)
def test_sequence_faults(body: str, words: str) -> None:
    assert words in "\n".join(mermaid_faults("sequenceDiagram\n" + body, "sequenceDiagram"))


def test_the_type_comes_first() -> None:
    assert "```" in mermaid_faults("```mermaid\nclassDiagram\nclass A\n```", "classDiagram")[0]
    assert "begin with classDiagram" in mermaid_faults("sequenceDiagram\nA->>B: x", "classDiagram")[0]
    assert mermaid_faults("", "classDiagram") == ["The diagram is empty: expected classDiagram."]


def test_faults_are_few_enough_to_read() -> None:
    faults = mermaid_faults("classDiagram\n" + "?\n" * 50, "classDiagram")
    assert len(faults) == 13
    assert faults[-1] == "... and 38 more faults."


@pytest.mark.parametrize(
    "line",
    [
        'click Head href "javascript:alert(1)"', "click Head call steal()", 'CLICK Head "https://evil.example"',
        'link Head "javascript:alert(1)"', 'callback Head "steal"', "Head : javascript : alert(1)",
        "Head : +go() javascript\t:x", 'links Head: {"Go": "https://evil.example"}', 'details M: {"a": "b"}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["classDiagram", "sequenceDiagram"])
def test_what_a_drawn_diagram_would_run_or_open_is_refused(line: str, kind: DiagramKind) -> None:
    (fault,) = mermaid_faults(f"{kind}\n    {line}\n", kind)
    assert "links and clicks" in fault
