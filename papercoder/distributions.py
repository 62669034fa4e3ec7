"""Which distribution provides an imported module: where the names differ, and well-known names where they agree.

Facts for the rooms that write requirements and check imports. A module that is in no table is unknown, never guessed.
"""

import re
from collections.abc import Iterable, Mapping

__all__ = ["PROVIDERS", "normal_name", "provided_by", "providers"]

PROVIDERS: Mapping[str, tuple[str, ...]] = {
    "Bio": ("biopython",),
    "Crypto": ("pycryptodome", "pycrypto"),
    "Cython": ("Cython",),
    "Levenshtein": ("Levenshtein", "python-Levenshtein"),
    "OpenGL": ("PyOpenGL",),
    "OpenSSL": ("pyopenssl",),
    "PIL": ("pillow", "pillow-simd"),
    "absl": ("absl-py",),
    "attr": ("attrs",),
    "bayes_opt": ("bayesian-optimization",),
    "bs4": ("beautifulsoup4", "bs4"),
    "community": ("python-louvain",),
    "cupy": ("cupy", "cupy-cuda12x", "cupy-cuda11x"),
    "cv2": ("opencv-python-headless", "opencv-python", "opencv-contrib-python", "opencv-contrib-python-headless"),
    "dateutil": ("python-dateutil",),
    "dgl": ("dgl", "dgl-cu118", "dgl-cu121"),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "faiss": ("faiss-cpu", "faiss-gpu", "faiss"),
    "fitz": ("PyMuPDF",),
    "git": ("GitPython",),
    "google.cloud.storage": ("google-cloud-storage",),
    "google.genai": ("google-genai",),
    "google.generativeai": ("google-generativeai",),
    "google.protobuf": ("protobuf",),
    "grpc": ("grpcio",),
    "haiku": ("dm-haiku",),
    "hydra": ("hydra-core", "hydra"),
    "igraph": ("igraph", "python-igraph"),
    "imblearn": ("imbalanced-learn",),
    "jose": ("python-jose",),
    "jwt": ("PyJWT",),
    "keras": ("keras", "tensorflow", "tensorflow-cpu"),
    "keras_preprocessing": ("Keras-Preprocessing",),
    "lightning_fabric": ("lightning-fabric", "lightning"),
    "magic": ("python-magic",),
    "mpl_toolkits": ("matplotlib",),
    "mujoco_py": ("mujoco-py",),
    "onnxruntime": ("onnxruntime", "onnxruntime-gpu"),
    "open_clip": ("open-clip-torch",),
    "osgeo": ("GDAL",),
    "ot": ("pot",),
    "pkg_resources": ("setuptools",),
    "pl_bolts": ("lightning-bolts",),
    "pptx": ("python-pptx",),
    "psycopg2": ("psycopg2-binary", "psycopg2"),
    "pycocotools": ("pycocotools", "pycocotools-windows"),
    "pydantic_settings": ("pydantic-settings",),
    "pylab": ("matplotlib",),
    "pynvml": ("nvidia-ml-py", "pynvml"),
    "pyro": ("pyro-ppl",),
    "pytorch_lightning": ("pytorch-lightning", "lightning"),
    "pywt": ("PyWavelets",),
    "rdkit": ("rdkit", "rdkit-pypi"),
    "rest_framework": ("djangorestframework",),
    "rouge_score": ("rouge-score",),
    "ruamel": ("ruamel.yaml",),
    "serial": ("pyserial",),
    "skbio": ("scikit-bio",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn", "scikit-learn-intelex"),
    "skopt": ("scikit-optimize",),
    "sksurv": ("scikit-survival",),
    "skvideo": ("scikit-video",),
    "slugify": ("python-slugify",),
    "smart_open": ("smart-open",),
    "snappy": ("python-snappy",),
    "talib": ("ta-lib",),
    "tensorboard": ("tensorboard", "tensorflow"),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos", "tf-nightly"),
    "torch": ("torch", "torch-cpu"),
    "torch.utils.tensorboard": ("tensorboard",),
    "torch_cluster": ("torch-cluster",),
    "torch_geometric": ("torch-geometric", "pyg"),
    "torch_scatter": ("torch-scatter",),
    "torch_sparse": ("torch-sparse",),
    "umap": ("umap-learn",),
    "unidecode": ("Unidecode",),
    "usb": ("pyusb",),
    "websocket": ("websocket-client",),
    "win32api": ("pywin32",),
    "wx": ("wxpython",),
    "xdist": ("pytest-xdist",),
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

# What a distribution installs besides itself and nearly every program imports straight from it.
_BRINGS: dict[str, tuple[str, ...]] = {
    "torch": ("torch", "numpy", "sympy", "networkx", "typing_extensions", "jinja2", "filelock", "fsspec"),
    "torchvision": ("torch", "numpy", "PIL"),
    "torchaudio": ("torch", "numpy"),
    "tensorflow": ("tensorflow", "keras", "numpy", "tensorboard", "six", "absl", "h5py"),
    "transformers": ("huggingface_hub", "numpy", "packaging", "yaml", "regex", "requests", "tokenizers", "tqdm"),
    "datasets": ("numpy", "pandas", "pyarrow", "huggingface_hub", "tqdm", "requests", "yaml", "fsspec"),
    "scikit-learn": ("numpy", "scipy", "joblib", "threadpoolctl"),
    "pandas": ("numpy", "dateutil", "pytz"),
    "scipy": ("numpy",),
    "matplotlib": ("numpy", "PIL", "dateutil"),
    "seaborn": ("numpy", "pandas", "matplotlib"),
    "statsmodels": ("numpy", "scipy", "pandas", "patsy"),
    "jax": ("jaxlib", "numpy", "scipy", "ml_dtypes", "opt_einsum"),
    "flax": ("jax", "numpy", "optax", "msgpack"),
    "optax": ("jax", "numpy"),
    "xgboost": ("numpy", "scipy"),
    "lightgbm": ("numpy", "scipy"),
    "scikit-image": ("numpy", "scipy", "PIL", "networkx", "imageio"),
    "opencv-python": ("numpy",),
    "hydra-core": ("omegaconf",),
    "omegaconf": ("yaml",),
    "langchain": ("langchain_core", "langchain_text_splitters", "pydantic", "yaml", "requests"),
    "langchain-openai": ("langchain_core", "openai", "tiktoken"),
    "openai": ("httpx", "pydantic", "tqdm", "typing_extensions"),
    "pydantic": ("pydantic_core", "typing_extensions", "annotated_types"),
    "typer": ("click", "rich"),
    "torch-geometric": ("numpy", "tqdm", "jinja2", "requests"),
    "sentence-transformers": ("transformers", "torch", "numpy", "sklearn", "scipy", "PIL", "tqdm"),
    "accelerate": ("torch", "numpy", "yaml"),
    "gymnasium": ("numpy",),
    "httpx": ("httpcore", "certifi", "idna", "anyio"),
    "requests": ("urllib3", "certifi", "idna", "charset_normalizer"),
}

_AFFIXES = ("python-{}", "{}-python", "py{}", "{}-py")


def providers(module: str) -> tuple[tuple[str, ...], ...]:
    """Return what a dotted module needs: for each part of its name that needs one, the distributions that provide it.

    `torch.utils.tensorboard.SummaryWriter` needs one for `torch` and one for `torch.utils.tensorboard`. Unknown: empty.
    """
    parts = module.split(".")
    prefixes = (".".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return tuple(found for prefix in prefixes if (found := _providers(prefix)))


def provided_by(top: str, distributions: Iterable[str]) -> bool:
    """Return whether one of the (normalised) distributions provides the import named `top`, if only as its own need."""
    known = set(distributions)
    if any(top in _BRINGS.get(name, ()) for name in known):
        return True
    if listed := PROVIDERS.get(top):
        return bool(known & {normal_name(name) for name in listed})
    plain = normal_name(top)
    names = {plain, *(affix.format(plain) for affix in _AFFIXES)}
    return bool(known & names) or any(name.startswith(f"{plain}-") for name in known)


def normal_name(name: str) -> str:
    """Return a distribution's name as package indexes compare it: lower case, runs of `-`, `_`, `.` as one dash."""
    return re.sub(r"[-_.]+", "-", name).strip("-").lower()


def _providers(name: str) -> tuple[str, ...]:
    return PROVIDERS.get(name) or ((name.replace("_", "-"),) if name in _SAME_NAME else ())
