"""What both trainings share: the inputs, which our side writes into a folder, the loss, and how they answer.

`check RULE` leaves the change of the weights at rate 1 in FOLDER/change.npy; `run RULE` takes one whole step. RULE is a rule's name, and after a
dash the way where a peer has more than one. One thread, float32, no autograd: nothing here needs a tape.
"""

import sys

import numpy as np
import torch

import conversation


class Inputs:
    def __init__(self, folder):
        def load(name):
            return torch.from_numpy(np.load(f"{folder}/{name}.npy"))

        self.w = load("weights")
        self.wx = load("input-weights")
        self.readout = load("readout")
        self.pixels = load("images").float() / 255
        self.labels = load("labels").long()
        self.batch = self.pixels.shape[0]
        self.neurons = self.w.shape[0]


def loss_gradient(inputs, rates):
    """dL/dr of softmax cross-entropy behind the readout, one row per sample, without the 1/batch."""
    probabilities = torch.softmax(rates @ inputs.readout.T, dim=1)
    probabilities[torch.arange(inputs.batch), inputs.labels] -= 1
    return probabilities @ inputs.readout


def converse(change_of):
    """change_of(inputs, rule) returns dW at rate 1."""
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    folder = sys.argv[1]
    inputs = Inputs(folder)
    conversation.converse(
        f"torch {torch.__version__}",
        lambda rule: np.save(f"{folder}/change.npy", change_of(inputs, rule).numpy()),
        lambda rule: inputs.w + change_of(inputs, rule))
