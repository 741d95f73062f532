"""The per-sample algorithm of V. Zhu, R. Rosenbaum 2024 in our own words, written from its description.

500 Euler steps of dt/tau = 0.01 from r = 0 for the whole batch, gains 1 - r*r of where they end, then one sample after the other with the gains as a
dense diagonal matrix: products of N x N matrices for the linearized rule, an N x N inverse for the Euclidean one. That the gains enter as dense matrices is our reading of what the published code costs per sample.
"""

import torch

import common


def relax(inputs):
    x = inputs.pixels @ inputs.wx.T
    r = torch.zeros_like(x)
    for _ in range(500):
        r = r + 0.01 * (torch.tanh(r @ inputs.w.T + x) - r)
    return r


def change(inputs, rule):
    w = inputs.w
    identity = torch.eye(inputs.neurons)
    rates = relax(inputs)
    errors = common.loss_gradient(inputs, rates)
    total = torch.zeros_like(w)
    for r, e in zip(rates, errors):
        g = 1 - r * r
        gains = torch.diag(g)
        if rule == "linearized":
            forward = identity - gains @ w
            left = (identity - w @ gains) @ (gains @ e)
            right = forward.T @ (forward @ r)
        else:
            left = torch.linalg.inv(torch.diag(1 / g) - w.T) @ e
            right = r
        total += torch.outer(left, right)
    return total / -inputs.batch


common.converse(change)
