"""Forward and backward of the sequential ORGaNICs cell in PyTorch, written well: one thread, float32, autograd.

The inputs' part of every step is two products before the loop, taken apart by unbind, whose gradient is one stack; a step is then one product
for both gates, two for recurrence and pool, and element-wise work with fused calls (addcmul, lerp). `check T` writes the gradients of all parameters, in the order of SequentialPart, to
change.npy; `run T` answers the seconds of a forward and a backward pass over the T steps of the inputs.
"""

import sys
import time

import numpy as np
import torch


class Cell:
    def __init__(self, folder):
        def load(name):
            return torch.from_numpy(np.load(f"{folder}/{name}.npy"))

        self.start = load("start")
        self.x = load("inputs")
        self.back = load("back")
        flat = load("parameters")
        n, m = self.start.shape[1], self.x.shape[2]
        shapes = [(n, n), (n, n), (n, m)] + 2 * [(n, m), (n, n), (n, n)] + 4 * [(n,)]
        self.parameters = []
        for shape in shapes:
            count = int(np.prod(shape))
            self.parameters.append(flat[:count].reshape(shape).clone().requires_grad_())
            flat = flat[count:]

    def loss(self):
        wr, w, wzx, wbx0, wby0, wba0, wbx1, wby1, wba1, ky, ka, k0, k1 = self.parameters
        n, batch = wr.shape[0], self.x.shape[0]
        y, a, b0, b = (one.expand(batch, n) for one in self.start)
        steps = self.x.transpose(0, 1).contiguous()
        drives, fed = (steps @ wzx.T).unbind(), (steps @ torch.cat((wbx0, wbx1)).T).unbind()
        gates = torch.cat((torch.cat((wby0, wby1)), torch.cat((wba0, wba1))), dim=1).T
        k0, k1 = k0.expand(batch, n), k1.expand(batch, n)
        recurrent, pool = wr.T, w.T
        for z, into in zip(drives, fed):
            targets = torch.sigmoid(torch.addmm(into, torch.cat((y, a), dim=1), gates))
            signal, positive = torch.relu(y), torch.relu(a)
            slope_y = torch.addcmul(torch.addcmul(-y, b, z), 1 - torch.sqrt(positive), signal @ recurrent)
            slope_a = torch.addmm(b0.square() - a, signal.square() * positive, pool)
            y, a = torch.addcmul(y, ky, slope_y), torch.addcmul(a, ka, slope_a)
            target0, target1 = targets.chunk(2, dim=1)
            b0, b = torch.lerp(b0, target0, k0), torch.lerp(b, target1, k1)
        return (y * self.back).sum()

    def step(self):
        for one in self.parameters:
            one.grad = None
        self.loss().backward()


def main():
    torch.set_num_threads(1)
    folder = sys.argv[1]
    cell = Cell(folder)
    print(f"ready torch {torch.__version__}", flush=True)
    for line in sys.stdin:
        verb, _ = line.split()
        start = time.perf_counter()
        cell.step()
        taken = time.perf_counter() - start
        if verb == "check":
            np.save(f"{folder}/change.npy", torch.cat([one.grad.reshape(-1) for one in cell.parameters]).numpy())
            print("done", flush=True)
        else:
            print(taken, flush=True)


main()
