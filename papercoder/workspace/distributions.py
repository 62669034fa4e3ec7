"""Which distribution provides an imported module: where the names differ, and well-known names where they agree.

A module that is in neither table is unknown and never guessed.
"""

from collections.abc import Mapping

__all__ = ["PROVIDERS", "normal_name", "providers"]

PROVIDERS: Mapping[str, tuple[str, ...]] = {
    "Bio": ("biopython",),
    "Crypto": ("pycryptodome",),
    "Cython": ("Cython",),
    "Levenshtein": ("Levenshtein", "python-Levenshtein"),
    "OpenGL": ("PyOpenGL",),
    "PIL": ("pillow", "pillow-simd"),
    "absl": ("absl-py",),
    "attr": ("attrs",),
    "bayes_opt": ("bayesian-optimization",),
    "bs4": ("beautifulsoup4",),
    "community": ("python-louvain",),
    "cupy": ("cupy", "cupy-cuda12x", "cupy-cuda11x"),
    "cv2": ("opencv-python-headless", "opencv-python", "opencv-contrib-python", "opencv-contrib-python-headless"),
    "dateutil": ("python-dateutil",),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "faiss": ("faiss-cpu", "faiss-gpu"),
    "fitz": ("PyMuPDF",),
    "git": ("GitPython",),
    "google.cloud.storage": ("google-cloud-storage",),
    "google.genai": ("google-genai",),
    "google.generativeai": ("google-generativeai",),
    "google.protobuf": ("protobuf",),
    "grpc": ("grpcio",),
    "haiku": ("dm-haiku",),
    "hydra": ("hydra-core",),
    "igraph": ("igraph", "python-igraph"),
    "imblearn": ("imbalanced-learn",),
    "jose": ("python-jose",),
    "jwt": ("PyJWT",),
    "keras_preprocessing": ("Keras-Preprocessing",),
    "lightning_fabric": ("lightning-fabric", "lightning"),
    "magic": ("python-magic",),
    "mpl_toolkits": ("matplotlib",),
    "onnxruntime": ("onnxruntime", "onnxruntime-gpu"),
    "osgeo": ("GDAL",),
    "pkg_resources": ("setuptools",),
    "psycopg2": ("psycopg2-binary", "psycopg2"),
    "pydantic_settings": ("pydantic-settings",),
    "pylab": ("matplotlib",),
    "pyro": ("pyro-ppl",),
    "pytorch_lightning": ("pytorch-lightning",),
    "pywt": ("PyWavelets",),
    "rest_framework": ("djangorestframework",),
    "rouge_score": ("rouge-score",),
    "ruamel": ("ruamel.yaml",),
    "serial": ("pyserial",),
    "skbio": ("scikit-bio",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn",),
    "skopt": ("scikit-optimize",),
    "sksurv": ("scikit-survival",),
    "slugify": ("python-slugify",),
    "tensorflow": ("tensorflow", "tensorflow-cpu"),
    "torch.utils.tensorboard": ("tensorboard",),
    "torch_cluster": ("torch-cluster",),
    "torch_geometric": ("torch-geometric",),
    "torch_scatter": ("torch-scatter",),
    "torch_sparse": ("torch-sparse",),
    "umap": ("umap-learn",),
    "unidecode": ("Unidecode",),
    "usb": ("pyusb",),
    "websocket": ("websocket-client",),
    "win32api": ("pywin32",),
    "yaml": ("PyYAML",),
    "zmq": ("pyzmq",),
}
"""Module (dotted where only a submodule needs it) to the distributions that provide it, the one to install first."""

_SAME_NAME = frozenset(
    """
    accelerate aiohttp albumentations altair anndata anthropic arch av bitsandbytes bokeh boto3 botorch captum
    catboost chex click cloudpickle cma colorama control cvxopt cvxpy dask datasets deap deepspeed dgl diffusers dill
    distrax dm_control econml einops emcee evaluate fairscale fastapi flask flax fsspec ftfy funcsigs gensim geopandas
    gpytorch gradio graphviz gym gymnasium h5py higher httpx huggingface_hub hyperopt imageio inflect invoke jax
    jaxlib jaxtyping jinja2 joblib jsonlines jsonschema kagglehub keras kneed kornia langchain librosa lifelines
    lightgbm lightning lime linearmodels llvmlite lmdb loguru lpips lxml markdown matplotlib mlflow mlxtend mne mpi4py
    msgpack multiprocess nbformat ninja nltk numba numexpr numpy omegaconf onnx openai opt_einsum optax optuna orjson
    ortools pandas patsy peft pettingzoo platformdirs plotly polars pooch prettytable prophet psutil pyarrow pydantic
    pydicom pydot pygame pyglet pygments pymc pymoo pyparsing pyspark pytest quantecon radon ray rdkit regex requests
    rich rliable rouge sacrebleu sacred sacremoses safetensors scanpy scipy seaborn sentence_transformers
    sentencepiece seqeval setuptools shap shapely six skorch soundfile spacy spektral stable_baselines3 statsmodels
    streamlit sympy tables tabulate tenacity tensorboard tensorboard_logger tensorboardX tensorflow_addons
    tensorflow_datasets tensorflow_hub tensorflow_probability termcolor textblob thop threadpoolctl tifffile tiktoken
    timm tokenizers toml tomli torch torchaudio torchdiffeq torchmetrics torchtext torchvision tqdm transformers
    trimesh triton trl tslearn typer typing_extensions ujson vllm wandb wordcloud xarray xgboost xlrd xxhash yacs zarr
    zstandard
    """.split()  # noqa: SIM905 -- one word per line would hide the table
)


def providers(module: str) -> tuple[tuple[str, ...], ...]:
    """Return what a dotted module needs: for each part of its name that needs one, the distributions that provide it.

    `torch.utils.tensorboard.SummaryWriter` needs one for `torch` and one for `torch.utils.tensorboard`. Unknown: empty.
    """
    parts = module.split(".")
    prefixes = (".".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return tuple(found for prefix in prefixes if (found := _providers(prefix)))


def _providers(name: str) -> tuple[str, ...]:
    return (name.replace("_", "-"),) if name in _SAME_NAME else PROVIDERS.get(name, ())


def normal_name(name: str) -> str:
    """Return a distribution's name as package indexes compare it: lower case, runs of `-`, `_`, `.` as one dash."""
    parts = name.lower().replace("_", "-").replace(".", "-").split("-")
    return "-".join(part for part in parts if part)
