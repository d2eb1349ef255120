"""Writes two.safetensors by the safetensors package, and ours.safetensors as Continuum lays it out, which the package must read alike.

    python3 safetensors_file.py
"""
import json

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

metadata = {"format": "test 1", "text": "naïve \"quoted\"\n"}
tensors = {
    "empty": np.zeros((0, 4), dtype="<f4"),
    "layer.bias": np.array([np.inf, 0.1], dtype="<f4"),
    "layer.weight": np.array([[1.5, -2.25, 3], [0, 1e-40, -0.0]], dtype="<f4"),
    "scalar": np.array(7, dtype="<f4"),
}
save_file(tensors, "two.safetensors", metadata=metadata)

header = {"__metadata__": metadata}
data = b""
for name, tensor in tensors.items():
    offsets = [len(data), len(data) + tensor.nbytes]
    header[name] = {"data_offsets": offsets, "dtype": "F32", "shape": list(tensor.shape)}
    data += tensor.tobytes()
text = json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
text += b" " * (-len(text) % 8)
with open("ours.safetensors", "wb") as file:
    file.write(len(text).to_bytes(8, "little") + text + data)

with safe_open("ours.safetensors", "numpy") as file:
    assert file.metadata() == metadata and set(file.keys()) == set(tensors)
    for name, tensor in tensors.items():
        assert file.get_tensor(name).shape == tensor.shape
        assert file.get_tensor(name).tobytes() == tensor.tobytes()
