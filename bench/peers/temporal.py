"""Learning through time in PyTorch, written well: one thread, float32.

`run loop` and `check loop`: forward and backward pass of a leaky cell with the leak on the voltage, a product a step, the inputs' part of all steps
as one product before the loop and the readout of all steps as one behind it. `run rnn`: the same shape as torch.nn.RNN, whose loop is not Python's.
`run rflo`, `check rflo`: RFLO online with the leak on the rate: traces of every synapse, einsum into the gradient at every step.
"""

import sys

import numpy as np
import torch
from torch import nn

import conversation

torch.set_num_threads(1)
folder = sys.argv[1]


def load(name):
    return torch.from_numpy(np.load(f"{folder}/{name}.npy"))


alpha = float(load("alpha")[0])
inputs, targets = load("inputs"), load("targets")
steps, batch, columns = inputs.shape
weights = {name: load(name) for name in ("W", "U", "b", "V", "c")}
n = weights["W"].shape[0]
learned = {name: one.clone().requires_grad_() for name, one in weights.items()}
signals = load("signals")
cell = nn.RNN(columns, n)
readout = nn.Linear(n, weights["V"].shape[0])


def loss(outputs):
    if targets.dtype == torch.float32:
        return nn.functional.binary_cross_entropy_with_logits(outputs, targets)
    return nn.functional.cross_entropy(outputs.flatten(0, 1), targets.flatten().long())


def loop():
    for one in learned.values():
        one.grad = None
    fed = torch.addmm(learned["b"], inputs.flatten(0, 1), learned["U"].T).view(steps, batch, n).unbind()
    recurrent, v, z = learned["W"].T, torch.zeros(batch, n), torch.zeros(batch, n)
    activity = []
    for into in fed:
        v = torch.lerp(v, torch.addmm(into, z, recurrent), alpha)
        z = torch.tanh(v)
        activity.append(z)
    loss(torch.addmm(learned["c"], torch.cat(activity), learned["V"].T).view(steps, batch, -1)).backward()
    return torch.cat([one.grad.flatten() for one in learned.values()])


def rnn():
    cell.zero_grad(set_to_none=True)
    readout.zero_grad(set_to_none=True)
    loss(readout(cell(inputs)[0])).backward()


@torch.no_grad()
def rflo():
    recurrent, into, bias = weights["W"].T, weights["U"].T, weights["b"]
    r, ones = torch.zeros(batch, n), torch.ones(batch, 1)
    trace, gradient = torch.zeros(batch, n, n + columns + 1), torch.zeros(n, n + columns + 1)
    for x, told in zip(inputs, signals):
        source = torch.cat((r, x, ones), dim=1)
        f = torch.tanh(torch.addmm(torch.addmm(bias, x, into), r, recurrent))
        r = torch.lerp(r, f, alpha)
        trace.mul_(1 - alpha).addcmul_((alpha * (1 - f * f)).unsqueeze(2), source.unsqueeze(1))
        gradient += torch.einsum("bi,bij->ij", told, trace)
    return torch.cat((gradient[:, :n].flatten(), gradient[:, n:-1].flatten(), gradient[:, -1]))


works = {"loop": loop, "rnn": rnn, "rflo": rflo}
conversation.converse(
    f"torch {torch.__version__}",
    lambda work: np.save(f"{folder}/change.npy", works[work]().detach().numpy()),
    lambda work: works[work](),
)
