using System;
using System.Linq;

namespace FixedPointKernels.Reference;

/// <summary>Fixed points of divisive normalization circuits.</summary>
/// <remarks>Source: spec 2, section 4.</remarks>
public static class CircuitPoints
{
    /// <summary>The only fixed point of a circuit with Wr = I, in closed form.</summary>
    /// <remarks>
    /// Main: a = (b₀σ)² + W (b z)², y = b z / √a. Rectified: a = (b₀σ)² + W [b z]₊², y = [b z]₊ / √a − [−b z]₊.
    /// </remarks>
    public static (double[] Y, double[] A) OfIdentity(Circuit circuit, double[] z)
    {
        double[] driven = circuit.Driven(z);
        double[] a = Sum(circuit.Floor, DenseMatrix.Multiply(circuit.W, circuit.Energy(driven)));
        bool rectified = circuit.Kind != CircuitKind.Main;
        return ([.. driven.Zip(a, (q, one) => rectified && q <= 0 ? q : q / Math.Sqrt(one))], a);
    }

    /// <summary>The published iteration for a circuit of the main form: a linear system for y at the last a, then a.</summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="z">Its drive.</param>
    /// <param name="lambda">λ of its start; the largest singular value of Wr, in the public code 1.</param>
    /// <param name="steps">How many.</param>
    /// <returns>The states after 0, 1 … steps.</returns>
    public static (double[] Y, double[] A)[] Iterate(Circuit circuit, double[] z, double lambda, int steps)
    {
        double[] q = circuit.Driven(z), recurrent = DenseMatrix.Multiply(circuit.Wr, q), floor = circuit.Floor;
        double[] first = [.. floor.Zip(recurrent, (one, w) => one * (w / Slowed(one)) * (w / Slowed(one)))];
        double[] a = Sum(floor, DenseMatrix.Multiply(circuit.W, first));
        double[] y = [.. a.Zip(recurrent, (one, w) => w / Slowed(one))];
        (double[] Y, double[] A)[] states = new (double[], double[])[steps + 1];
        states[0] = (y, a);
        for (int k = 1; k <= steps; k++)
        {
            double[][] gate = DenseMatrix.Diagonal([.. a.Select(one => 1 - Math.Sqrt(one))]);
            double[][] system = DenseMatrix.Subtract(DenseMatrix.Identity(circuit.Units), DenseMatrix.Multiply(gate, circuit.Wr));
            y = GaussianElimination.Solve(system, q);
            a = Sum(floor, DenseMatrix.Multiply(circuit.W, DenseMatrix.Multiply(a, circuit.Energy(y))));
            states[k] = (y, a);
        }

        return states;

        double Slowed(double one) => lambda - (lambda * lambda) + (lambda * lambda * Math.Sqrt(one));
    }

    /// <summary>Newton steps on (y, a), halved while some a would not be positive.</summary>
    public static (double[] Y, double[] A) Newton(Circuit circuit, double[] z, double[] y, double[] a, int steps)
    {
        int n = circuit.Units;
        for (int k = 0; k < steps; k++)
        {
            (double[] slopeY, double[] slopeA) = circuit.Slopes(y, a, z);
            double[] move = GaussianElimination.Solve(circuit.Jacobian(y, a), [.. slopeY, .. slopeA]);
            double size = 1;
            while (Enumerable.Range(0, n).Any(i => a[i] - (size * move[n + i]) <= 0)) size /= 2;
            y = DenseMatrix.AddScaled(y, -size, move[..n]);
            a = DenseMatrix.AddScaled(a, -size, move[n..]);
        }

        return (y, a);
    }

    private static double[] Sum(double[] left, double[] right) => DenseMatrix.AddScaled(left, 1, right);
}
