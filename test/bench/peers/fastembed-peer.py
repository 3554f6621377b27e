"""fastembed as a peer of the benchmark `encode` (see protocol.py): mean pooling over the graph in the folder {"graph"}, which the
peer before wrote, in ONNX Runtime.
"""

import protocol

start = protocol.begin()
from importlib.metadata import version  # noqa: E402

import onnxruntime  # noqa: E402
from fastembed import TextEmbedding  # noqa: E402
from fastembed.common.model_description import ModelSource, PoolingType  # noqa: E402

TextEmbedding.add_custom_model(
    model="given",
    pooling=PoolingType.MEAN,
    normalization=True,
    sources=ModelSource(hf="given/given"),
    dim=start["dimension"],
    model_file="onnx/model.onnx",
)
model = TextEmbedding("given", specific_model_path=start["graph"], threads=1, providers=["CPUExecutionProvider"])
name = f"fastembed {version('fastembed')}, ONNX Runtime {onnxruntime.__version__}"
prompt = start["prompt"]


def encode(texts):
    many = [texts] if isinstance(texts, str) else texts
    vectors = list(model.embed([prompt + text for text in many]))
    return vectors[0] if isinstance(texts, str) else vectors


protocol.serve(name, start, encode)
