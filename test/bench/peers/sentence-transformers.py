"""sentence-transformers as a peer of the benchmark `encode` (see protocol.py): {"backend": "torch"}, or "onnx" for the graph
that Optimum exports, in ONNX Runtime, and keeps in the folder {"graph"}.
"""

import protocol

start = protocol.begin()
import sentence_transformers  # noqa: E402
import torch  # noqa: E402

torch.set_num_threads(1)
backend = start["backend"]
name = f"sentence-transformers {sentence_transformers.__version__}, torch {torch.__version__.split('+')[0]}"
options = {}
if backend == "onnx":
    import onnxruntime
    from importlib.metadata import version

    name = f"sentence-transformers {sentence_transformers.__version__}, ONNX Runtime {onnxruntime.__version__} by Optimum"
    name += f" {version('optimum')}"
    session = onnxruntime.SessionOptions()
    session.intra_op_num_threads = session.inter_op_num_threads = 1
    options = {"provider": "CPUExecutionProvider", "export": True, "session_options": session}
model = sentence_transformers.SentenceTransformer(
    start["directory"], device="cpu", backend=backend, model_kwargs=options
)
if backend == "onnx":
    model.save_pretrained(start["graph"])
settings = {"prompt": start["prompt"], "normalize_embeddings": True, "show_progress_bar": False}
protocol.serve(name, start, lambda texts: model.encode(texts, **settings))
