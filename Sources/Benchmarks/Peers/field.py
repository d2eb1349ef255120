#!/usr/bin/env python3
"""The workload w3 by the peers: forward and gradient of the mean square of the solution of a 20-100-100-100-20 tanh field, with
torch and torchdiffeq or with JAX and diffrax, in single precision. Prints one JSON line as the Benchmarks target does."""
import argparse
import json
import os
import pathlib

from timing import report

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--peer", choices=["torchdiffeq", "diffrax"], required=True)
parser.add_argument("--rtol", type=float, default=1e-3)
parser.add_argument("--atol", type=float, default=1e-4)
parser.add_argument("--batch", type=int, default=50)
parser.add_argument("--tscale", type=float, default=1)
parser.add_argument("--wscale", type=float, default=1, help="multiplies the weights, not the biases")
parser.add_argument("--iterations", type=int, default=30)
parser.add_argument("--warmup", type=int, default=3)
parser.add_argument("--data", default=str(pathlib.Path(__file__).parents[1] / "data"))
a = parser.parse_args()
os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", JAX_PLATFORMS="cpu",
                  XLA_FLAGS="--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
import numpy as np

file = json.load(open(f"{a.data}/w3.json"))
states = np.resize(np.array(file["z0"], np.float32), (a.batch, 20))
times = np.array(file["t"], np.float32) * np.float32(a.tscale)
layers = [(np.array(l["W"], np.float32) * np.float32(a.wscale), np.array(l["b"], np.float32)) for l in file["func"]]


def torch_step():
    import torch
    import torch.nn as nn
    import torchdiffeq
    torch.set_num_threads(1)
    modules = []
    for index, (w, b) in enumerate(layers):
        layer = nn.Linear(w.shape[1], w.shape[0])
        layer.weight.data, layer.bias.data = torch.tensor(w), torch.tensor(b)
        modules += [layer] + ([nn.Tanh()] if index < len(layers) - 1 else [])
    net, t, z = nn.Sequential(*modules), torch.tensor(times), torch.tensor(states, requires_grad=True)

    def step():
        net.zero_grad()
        z.grad = None
        solution = torchdiffeq.odeint(lambda _, y: net(y), z, t, rtol=a.rtol, atol=a.atol, method="dopri5")
        loss = (solution ** 2).mean()
        loss.backward()
        return {"loss": loss.item()}
    return step, f"torch {torch.__version__}, torchdiffeq {torchdiffeq.__version__}"


def jax_step():
    import diffrax
    import jax
    import jax.numpy as jnp
    t = jnp.asarray(times)

    def field(_, y, p):
        for w, b in p[:-1]:
            y = jnp.tanh(y @ w.T + b)
        return y @ p[-1][0].T + p[-1][1]

    def loss(p):
        solution = diffrax.diffeqsolve(
            diffrax.ODETerm(field), diffrax.Dopri5(), t[0], t[-1], None, p[1], args=p[0], saveat=diffrax.SaveAt(ts=t),
            stepsize_controller=diffrax.PIDController(rtol=a.rtol, atol=a.atol))
        return (solution.ys ** 2).mean()

    parameters = ([(jnp.asarray(w), jnp.asarray(b)) for w, b in layers], jnp.asarray(states))
    compiled = jax.jit(jax.value_and_grad(loss)).lower(parameters).compile()

    def step():
        value, gradient = compiled(parameters)
        jax.block_until_ready(gradient)
        return {"loss": float(value)}
    return step, f"jax {jax.__version__}, diffrax {diffrax.__version__}"


step, version = torch_step() if a.peer == "torchdiffeq" else jax_step()
report(step, a.warmup, a.iterations, workload="w3", peer=a.peer, version=version)
