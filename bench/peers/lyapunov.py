"""Lyapunov exponents of a tanh cell with the leak on the voltage, and the gradient of the mean of their squares: one thread, in the
precision of the inputs.

`flossing-numpy` goes back by hand: the QR's pullback with one triangular solve, every product one call. `flossing-torch` is autograd through
torch.linalg.qr. `spectrum-numpy` has no way back. `check WAY` leaves dW, dU and db, or the exponents, in FOLDER/change.npy.
"""

import sys

import numpy as np

import conversation

try:
    import torch
except ImportError:
    torch = None
try:
    from scipy.linalg import solve_triangular
except ImportError:
    def solve_triangular(a, b, check_finite):
        return np.linalg.solve(a, b)


class Cell:
    def __init__(self, folder):
        def load(name):
            return np.load(f"{folder}/{name}.npy")

        self.q = np.ascontiguousarray(load("vectors").T)
        self.n, self.k = self.q.shape
        flat, n = load("parameters"), self.n
        self.w, self.u, self.b, self.start = flat[:n * n].reshape(n, n), flat[n * n:n * n + n], flat[n * n + n:-n], flat[-n:]
        self.x = load("inputs")
        settings = load("settings")
        self.alpha, self.warm = self.w.dtype.type(settings[0]), int(settings[1])
        self.counted = len(self.x) - self.warm

    def forward(self, keeps):
        v, q, sums, tape, keep = self.start, self.q, np.zeros(self.k), [], 1 - self.alpha
        driven = np.outer(self.x, self.u) + self.b
        for t, drive in enumerate(driven):
            r = np.tanh(v)
            d = 1 - r * r
            dq = d[:, None] * q
            m = self.alpha * (self.w @ dq)
            if keep:
                m += keep * q
            new, triangle = np.linalg.qr(m)
            signs = np.sign(np.diagonal(triangle))
            new *= signs
            if t >= self.warm:
                sums += np.log(np.abs(np.diagonal(triangle)))
            if keeps:
                tape.append((r, d, q, dq, new, triangle * signs[:, None]))
            v, q = keep * v + self.alpha * (self.w @ r + drive), new
        return sums / self.counted, tape

    def spectrum(self):
        return self.forward(False)[0]

    def flossing(self):
        exponents, tape = self.forward(True)
        logs = (2 / self.k / self.counted * exponents).astype(self.w.dtype)
        keep, alpha, diagonal = 1 - self.alpha, self.alpha, np.arange(self.k)
        bar, back = np.zeros_like(self.q), np.zeros_like(self.b)
        dw, du, db = np.zeros_like(self.w), np.zeros_like(self.u), np.zeros_like(self.b)
        for t in range(len(tape) - 1, -1, -1):
            r, d, q, dq, new, triangle = tape[t]
            h = -(bar.T @ new)
            if t >= self.warm:
                h[diagonal, diagonal] += logs
            c = np.tril(h)
            c += np.tril(h, -1).T
            m = solve_triangular(triangle, (bar + new @ c).T, check_finite=False).T
            dw += alpha * (m @ dq.T + np.outer(back, r))
            du += alpha * self.x[t] * back
            db += alpha * back
            through = self.w.T @ m
            slopes = alpha * np.einsum("ij,ij->i", through, q)
            bar = keep * m + alpha * (d[:, None] * through)
            back = keep * back + alpha * d * (self.w.T @ back) - 2 * r * d * slopes
        return np.concatenate((dw.ravel(), du, db))

    def autograd(self):
        w, u, b = (torch.from_numpy(one).clone().requires_grad_() for one in (self.w, self.u, self.b))
        v, q, sums, keep, alpha = torch.from_numpy(self.start), torch.from_numpy(self.q), 0, 1 - float(self.alpha), float(self.alpha)
        for t, x in enumerate(self.x):
            r = torch.tanh(v)
            m = alpha * (w @ ((1 - r * r)[:, None] * q))
            if keep:
                m = m + keep * q
            new, triangle = torch.linalg.qr(m)
            lengths = torch.diagonal(triangle)
            q = new * torch.sign(lengths.detach())
            if t >= self.warm:
                sums = sums + torch.log(torch.abs(lengths))
            v = keep * v + alpha * (w @ r + float(x) * u + b)
        (sums / self.counted).square().mean().backward()
        return torch.cat((w.grad.ravel(), u.grad, b.grad)).numpy()


def main():
    folder = sys.argv[1]
    cell = Cell(folder)
    ways = {"flossing-numpy": cell.flossing, "spectrum-numpy": cell.spectrum, "flossing-torch": cell.autograd}
    version = f"numpy {np.__version__}"
    if torch:
        torch.set_num_threads(1)
        version += f", torch {torch.__version__}"
    conversation.converse(
        version, lambda way: np.save(f"{folder}/change.npy", ways[way]().astype(np.float64)), lambda way: ways[way]())


main()
