"""Which distribution provides an import, for names that differ from each other."""

import re
from collections.abc import Iterable

__all__ = ["provided_by"]

_PROVIDERS: dict[str, tuple[str, ...]] = {
    "Bio": ("biopython",),
    "Crypto": ("pycryptodome", "pycrypto"),
    "OpenGL": ("pyopengl",),
    "PIL": ("pillow", "pillow-simd"),
    "OpenSSL": ("pyopenssl",),
    "attr": ("attrs",),
    "bs4": ("beautifulsoup4", "bs4"),
    "community": ("python-louvain",),
    "cv2": ("opencv-python", "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"),
    "dateutil": ("python-dateutil",),
    "dgl": ("dgl", "dgl-cu118", "dgl-cu121"),
    "docx": ("python-docx",),
    "dotenv": ("python-dotenv",),
    "faiss": ("faiss-cpu", "faiss-gpu", "faiss"),
    "fitz": ("pymupdf",),
    "git": ("gitpython",),
    "haiku": ("dm-haiku",),
    "hydra": ("hydra-core", "hydra"),
    "igraph": ("igraph", "python-igraph"),
    "jwt": ("pyjwt",),
    "magic": ("python-magic",),
    "mpl_toolkits": ("matplotlib",),
    "mujoco_py": ("mujoco-py",),
    "onnxruntime": ("onnxruntime", "onnxruntime-gpu"),
    "open_clip": ("open-clip-torch",),
    "ot": ("pot",),
    "pkg_resources": ("setuptools",),
    "pl_bolts": ("lightning-bolts",),
    "pptx": ("python-pptx",),
    "psycopg2": ("psycopg2", "psycopg2-binary"),
    "pycocotools": ("pycocotools", "pycocotools-windows"),
    "pylab": ("matplotlib",),
    "pynvml": ("nvidia-ml-py", "pynvml"),
    "pytorch_lightning": ("pytorch-lightning", "lightning"),
    "rdkit": ("rdkit", "rdkit-pypi"),
    "ruamel": ("ruamel-yaml",),
    "serial": ("pyserial",),
    "skimage": ("scikit-image",),
    "sklearn": ("scikit-learn", "scikit-learn-intelex"),
    "skopt": ("scikit-optimize",),
    "skvideo": ("scikit-video",),
    "smart_open": ("smart-open",),
    "snappy": ("python-snappy",),
    "talib": ("ta-lib",),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tensorflow-macos", "tf-nightly"),
    "keras": ("keras", "tensorflow", "tensorflow-cpu"),
    "tensorboard": ("tensorboard", "tensorflow"),
    "torch": ("torch", "torch-cpu", "torchvision", "torchaudio"),
    "torch_geometric": ("torch-geometric", "pyg"),
    "torch_scatter": ("torch-scatter",),
    "torch_sparse": ("torch-sparse",),
    "umap": ("umap-learn",),
    "usb": ("pyusb",),
    "wx": ("wxpython",),
    "xdist": ("pytest-xdist",),
    "yaml": ("pyyaml",),
    "zmq": ("pyzmq",),
}

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


def provided_by(top: str, distributions: Iterable[str]) -> bool:
    """Return whether one of the (normalised) distributions provides the import named `top`."""
    known = set(distributions)
    if any(top in _BRINGS.get(name, ()) for name in known):
        return True
    if top in _PROVIDERS:
        return bool(known & set(_PROVIDERS[top]))
    plain = re.sub(r"[-_.]+", "-", top).lower()
    names = {plain, *(affix.format(plain) for affix in _AFFIXES)}
    return bool(known & names) or any(name.startswith(f"{plain}-") for name in known)
