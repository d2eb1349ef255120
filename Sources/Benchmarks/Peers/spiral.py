#!/usr/bin/env python3
"""The workload w1 by the peers: one training step (loss, gradient, Adam) of the spiral model of Chen et al. 2018 in single
precision, with torch and torchdiffeq or with JAX, diffrax and optax. Prints one JSON line as the Benchmarks target does.

Encoder: tanh RNN of 25 units backward over the observations; latent state of 4; field 4-20-20-4 ELU; decoder 4-20-2 ReLU; noise 0.3;
loss: mean over series of KL(q || N(0, 1)) - sum log p. The step is made again and again from the same weights.
"""
import argparse
import json
import os
import pathlib

from timing import report

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--peer", choices=["torchdiffeq", "diffrax"], required=True)
parser.add_argument("--gradient", choices=["plain", "adjoint"], default="plain",
                    help="plain: through the solver's steps; adjoint: odeint_adjoint, BacksolveAdjoint")
parser.add_argument("--layout", choices=["batched", "rows"], default="batched",
                    help="diffrax: one step size for the whole batch, or a solve per series (vmap)")
parser.add_argument("--rtol", type=float, default=1e-7)
parser.add_argument("--atol", type=float, default=1e-9)
parser.add_argument("--series", type=int, default=1000)
parser.add_argument("--iterations", type=int, default=10)
parser.add_argument("--warmup", type=int, default=3)
parser.add_argument("--data", default=str(pathlib.Path(__file__).parents[3] / "Tests/ForecastingTests/golden"))
a = parser.parse_args()
os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", JAX_PLATFORMS="cpu",
                  XLA_FLAGS="--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
import numpy as np

file = json.load(open(f"{a.data}/w1.json"))
numbers = np.fromfile(f"{a.data}/w1_spirals.f64")
times = numbers[:100].astype(np.float32)
values = numbers[100:].reshape(1000, 100, 2)[:a.series].astype(np.float32)
noise = np.array(file["noise"]).reshape(1000, 4)[:a.series].astype(np.float32)


def weights(name, outputs):
    w = np.array(file["parameters"][name + ".weight"]["value"], np.float32)
    return w.reshape(outputs, -1), np.array(file["parameters"][name + ".bias"]["value"], np.float32)


layers = {name: weights(name, outputs) for name, outputs in [
    ("encoder.step", 25), ("posterior", 8), ("field.0", 20), ("field.1", 20), ("field.2", 4), ("decoder.0", 20), ("decoder.1", 2)]}
log_variance = float(2 * np.log(0.3))
log_2pi = float(np.log(2 * np.pi))


def torch_step():
    import torch
    import torch.nn as nn
    import torchdiffeq
    torch.set_num_threads(1)
    x, t, eps = torch.tensor(values), torch.tensor(times), torch.tensor(noise)

    def linear(name):
        w, b = layers[name]
        layer = nn.Linear(w.shape[1], w.shape[0])
        layer.weight.data, layer.bias.data = torch.tensor(w), torch.tensor(b)
        return layer

    class Field(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(linear("field.0"), nn.ELU(inplace=True), linear("field.1"), nn.ELU(inplace=True),
                                     linear("field.2"))
            self.evaluations = 0

        def forward(self, _, y):
            self.evaluations += 1
            return self.net(y)

    field, cell, posterior = Field(), linear("encoder.step"), linear("posterior")
    decoder = nn.Sequential(linear("decoder.0"), nn.ReLU(inplace=True), linear("decoder.1"))
    parameters = [p for m in (field, cell, posterior, decoder) for p in m.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=0.0)
    solve = torchdiffeq.odeint if a.gradient == "plain" else torchdiffeq.odeint_adjoint

    def step():
        optimizer.zero_grad()
        field.evaluations = 0
        h = torch.zeros(len(x), 25)
        for k in range(99, -1, -1):
            h = torch.tanh(cell(torch.cat((x[:, k], h), 1)))
        mean, logvar = posterior(h).split(4, 1)
        z = solve(field, mean + eps * torch.exp(0.5 * logvar), t, rtol=a.rtol, atol=a.atol, method="dopri5")
        forward = field.evaluations
        prediction = decoder(z.permute(1, 0, 2))
        density = (-0.5 * (log_2pi + log_variance + (x - prediction) ** 2 / np.exp(log_variance))).sum((1, 2))
        kl = (0.5 * (torch.exp(logvar) + mean ** 2 - 1 - logvar)).sum(1)
        loss = (kl - density).mean()
        loss.backward()
        optimizer.step()
        return {"loss": loss.item(), "nfe_forward": forward, "nfe_backward": field.evaluations - forward}
    return step, f"torch {torch.__version__}, torchdiffeq {torchdiffeq.__version__}"


def jax_step():
    import diffrax
    import jax
    import jax.numpy as jnp
    import optax
    x, t, eps = jnp.asarray(values), jnp.asarray(times), jnp.asarray(noise)
    parameters = {name: (jnp.asarray(w), jnp.asarray(b)) for name, (w, b) in layers.items()}
    optimizer = optax.adam(0.0)
    adjoint = diffrax.RecursiveCheckpointAdjoint() if a.gradient == "plain" else diffrax.BacksolveAdjoint()
    controller = diffrax.PIDController(rtol=a.rtol, atol=a.atol)

    def linear(p, y):
        return y @ p[0].T + p[1]

    def field(_, y, p):
        y = jax.nn.elu(linear(p["field.0"], y))
        return linear(p["field.2"], jax.nn.elu(linear(p["field.1"], y)))

    def solve(y, p):
        return diffrax.diffeqsolve(
            diffrax.ODETerm(field), diffrax.Dopri5(), t[0], t[-1], None, y, args=p, saveat=diffrax.SaveAt(ts=t),
            stepsize_controller=controller, adjoint=adjoint, max_steps=4096).ys

    def loss(p):
        def cell(h, xk):
            return jnp.tanh(linear(p["encoder.step"], jnp.concatenate([xk, h], 1))), None
        h, _ = jax.lax.scan(cell, jnp.zeros((len(x), 25), jnp.float32), jnp.swapaxes(x, 0, 1), reverse=True)
        mean, logvar = jnp.split(linear(p["posterior"], h), 2, 1)
        start = mean + eps * jnp.exp(0.5 * logvar)
        field_only = {k: v for k, v in p.items() if k.startswith("field")}
        if a.layout == "batched":
            z = jnp.swapaxes(solve(start, field_only), 0, 1)
        else:
            z = jax.vmap(solve, (0, None))(start, field_only)
        prediction = linear(p["decoder.1"], jax.nn.relu(linear(p["decoder.0"], z)))
        density = (-0.5 * (log_2pi + log_variance + (x - prediction) ** 2 / np.exp(log_variance))).sum((1, 2))
        kl = (0.5 * (jnp.exp(logvar) + mean ** 2 - 1 - logvar)).sum(1)
        return (kl - density).mean()

    def update(p, state):
        value, gradient = jax.value_and_grad(loss)(p)
        change, state = optimizer.update(gradient, state, p)
        return optax.apply_updates(p, change), state, value

    state = optimizer.init(parameters)
    compiled = jax.jit(update).lower(parameters, state).compile()

    def step():
        result = compiled(parameters, state)
        jax.block_until_ready(result)
        return {"loss": float(result[2])}
    return step, f"jax {jax.__version__}, diffrax {diffrax.__version__}"


step, version = torch_step() if a.peer == "torchdiffeq" else jax_step()
report(step, a.warmup, a.iterations, workload="w1", peer=a.peer, version=version)
