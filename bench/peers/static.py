"""One training step of the published static network in PyTorch: autoencoder, one layer of normalization with Wr = I, readout, Adam with its L2.

`run step` takes one step on the 256 first images. One thread, float32, autograd.
"""

import sys

import numpy as np
import torch
from torch import nn

import conversation


class Normalization(nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.drive = nn.Linear(inputs, units, bias=False)
        self.gain = nn.Linear(inputs, units, bias=False)
        nn.init.normal_(self.gain.weight)
        logarithms = torch.rand(units, units) - 1
        self.log_pool = nn.Parameter(logarithms.fill_diagonal_(0))
        self.beta = nn.Parameter(torch.zeros(units))

    def forward(self, x):
        z = self.drive(x)
        z = z / z.norm(dim=1, keepdim=True)
        driven = torch.sigmoid(self.gain(x)) * z
        pool = torch.sigmoid(self.beta) ** 2 + (driven * driven) @ self.log_pool.exp().T + 1e-10
        return torch.relu(driven / pool.sqrt()) ** 2


def mirror(widths):
    layers = []
    for k, (one, other) in enumerate(zip(widths, widths[1:])):
        layers += [nn.Linear(one, other), nn.Sigmoid() if k == len(widths) - 2 else nn.ReLU()]
    return nn.Sequential(*layers)


torch.set_num_threads(1)
torch.manual_seed(0)
folder = sys.argv[1]
pixels = torch.from_numpy(np.load(f"{folder}/images.npy")).float()[:256] / 255
labels = torch.from_numpy(np.load(f"{folder}/labels.npy")).long()[:256]
encoder, decoder = mirror([784, 360, 120, 40]), mirror([40, 120, 360, 784])
classifier = nn.Sequential(Normalization(40, 50), nn.Linear(50, 10))
parameters = [p for part in (encoder, classifier, decoder) for p in part.parameters()]
optimizer = torch.optim.Adam(parameters, lr=1e-3, weight_decay=1e-5)


def step():
    optimizer.zero_grad(set_to_none=True)
    code = encoder(pixels)
    loss = nn.functional.cross_entropy(classifier(code), labels) + nn.functional.mse_loss(decoder(code), pixels)
    loss.backward()
    optimizer.step()


def check(_work):
    raise SystemExit("a training step from random weights has nothing to compare")


conversation.converse(f"torch {torch.__version__}", check, lambda work: step())
