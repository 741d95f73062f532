using System.Linq;

namespace FixedPointKernels.Reference;

/// <summary>The gradient of Σ (λ_i − λ*_i)², parameter by parameter, forwards: how far states, tangents and R move with each of them.
/// </summary>
/// <param name="Run">What is measured.</param>
/// <param name="Targets">λ*, k.</param>
/// <param name="Way">What is followed.</param>
/// <remarks>
/// The library goes backwards; this follows every derivative along with the run, by the differential of M = Q R: with X = Qᵀ dM R⁻¹,
/// d ln R_ii = X_ii and dQ = Q Ω + (I − Q Qᵀ) dM R⁻¹, Ω the antisymmetric matrix with X's lower triangle. What a truncated rule drops is
/// left out here of the derivative that is carried. Source: spec 3, section 7.3; L. Dieci, E. Van Vleck, "Computation of orthonormal
/// factors for fundamental solution matrices", 1999.
/// </remarks>
public sealed record Flossing(LyapunovRun Run, double[] Targets, FlossingWay Way = FlossingWay.Exact)
{
    private LeakyCell Cell => Run.Cell;

    private bool CutsTangents => Way is FlossingWay.Local or FlossingWay.LocalEprop;

    private bool IsDetached => Way is FlossingWay.StateDetached or FlossingWay.Local;

    /// <summary>Σ (λ_i − λ*_i)².</summary>
    public double Loss()
    {
        double[] apart = DenseMatrix.AddScaled(Run.Measure().Exponents, -1, Targets);
        return DenseMatrix.Dot(apart, apart);
    }

    /// <summary>∂L/∂(W, U, b, s₀).</summary>
    public (double[][] W, double[][] U, double[] B, double[] Start) Gradient()
    {
        int n = Cell.B.Length, inputs = Cell.U[0].Length;
        (double[] exponents, int counted, _) = Run.Measure();
        double[] weights = DenseMatrix.Scale(2.0 / counted, DenseMatrix.AddScaled(exponents, -1, Targets));
        Step[] steps = Follow();
        double[][] none = DenseMatrix.Zeros(n, n), noInput = DenseMatrix.Zeros(n, inputs);
        double[] zero = new double[n];
        double[] Unit(int i) => [.. zero.Select((_, at) => at == i ? 1.0 : 0)];
        double[][] One(int rows, int columns, int i, int j) =>
            [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns).Select(c => row == i && c == j ? 1.0 : 0).ToArray())];
        double[][] Each(int rows, int columns, System.Func<int, int, double> of) =>
            [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, columns).Select(j => of(i, j)).ToArray())];
        return (
            Each(n, n, (i, j) => Along(steps, weights, One(n, n, i, j), noInput, zero, zero)),
            Each(n, inputs, (i, j) => Along(steps, weights, none, One(n, inputs, i, j), zero, zero)),
            [.. Enumerable.Range(0, n).Select(i => Along(steps, weights, none, noInput, Unit(i), zero))],
            [.. Enumerable.Range(0, n).Select(i => Along(steps, weights, none, noInput, zero, Unit(i)))]);
    }

    // What every direction needs of a step.
    private Step[] Follow()
    {
        double[][] states = Run.States, q = Run.Vectors;
        Step[] steps = new Step[Run.X.Length];
        int last = 0;
        for (int t = 1; t <= steps.Length; t++)
        {
            double[] z = Run.Arguments(states, t);
            double[][] j = LyapunovRun.Jacobian(Cell, z), before = q, r = [];
            q = [.. q.Select(column => DenseMatrix.Multiply(j, column))];
            bool isPoint = t % Run.Interval == 0 || t == steps.Length;
            if (isPoint) (q, r) = GramSchmidt.Factor(q);
            steps[t - 1] = new(states[t - 1], Run.X[t - 1], z, Cell.Phi.Slopes(z), j, before, q, r, isPoint && last >= Run.WarmUp);
            if (isPoint) last = t;
        }

        return steps;
    }

    // dL for a change of the parameters in one direction.
    private double Along(Step[] steps, double[] weights, double[][] w, double[][] u, double[] b, double[] start)
    {
        double[][] dq = DenseMatrix.Zeros(weights.Length, start.Length);
        double[] ds = start;
        double loss = 0;
        foreach (Step step in steps)
        {
            (double[] dz, ds) = Move(step, ds, w, u, b);
            double[] dSlopes = IsDetached ? new double[dz.Length] : [.. step.Z.Select((one, i) => Cell.Phi.Curvature(one) * dz[i])];
            dq = [.. dq.Select((column, i) =>
                DenseMatrix.AddScaled(DenseMatrix.Multiply(step.J, column), 1, MoveJacobian(step.Before[i], w, step.Slopes, dSlopes)))];
            if (step.R.Length == 0) continue;
            (dq, double[] logs) = MoveFactors(step.After, step.R, dq);
            if (step.Counts) loss += DenseMatrix.Dot(weights, logs);
            if (CutsTangents) dq = DenseMatrix.Zeros(weights.Length, start.Length);
        }

        return loss;
    }

    // How what φ′ is taken of in a step moves, and the state after it; along the leak alone nothing comes through W.
    private (double[] Argument, double[] Next) Move(Step step, double[] ds, double[][] w, double[][] u, double[] b)
    {
        double[] old = step.Old, x = step.X, slopes = step.Slopes;
        bool onVoltage = Cell.Form == LeakForm.V, throughW = Way == FlossingWay.Exact;
        double[] source = onVoltage ? Cell.Phi.Values(old) : old, moved = onVoltage ? DenseMatrix.Multiply(slopes, ds) : ds;
        double[] sum = DenseMatrix.AddScaled(DenseMatrix.Multiply(w, source), 1, DenseMatrix.Multiply(u, x));
        sum = DenseMatrix.AddScaled(sum, 1, b);
        if (throughW) sum = DenseMatrix.AddScaled(sum, 1, DenseMatrix.Multiply(Cell.W, moved));
        double[] kept = DenseMatrix.Scale(1 - Cell.Alpha, ds), leaky = DenseMatrix.AddScaled(kept, Cell.Alpha, sum);
        return Cell.Form switch
        {
            LeakForm.V => (ds, leaky),
            LeakForm.R => (sum, DenseMatrix.AddScaled(kept, Cell.Alpha, DenseMatrix.Multiply(slopes, sum))),
            _ => (leaky, DenseMatrix.Multiply(slopes, leaky)),
        };
    }

    // dJ q.
    private double[] MoveJacobian(double[] q, double[][] w, double[] slopes, double[] dSlopes)
    {
        if (Cell.Form == LeakForm.V)
        {
            double[] byWeights = DenseMatrix.Multiply(w, DenseMatrix.Multiply(slopes, q));
            double[] bySlopes = DenseMatrix.Multiply(Cell.W, DenseMatrix.Multiply(dSlopes, q));
            return DenseMatrix.Scale(Cell.Alpha, DenseMatrix.AddScaled(byWeights, 1, bySlopes));
        }

        double[] product = DenseMatrix.Scale(Cell.Alpha, DenseMatrix.Multiply(Cell.W, q));
        if (Cell.Form == LeakForm.P) product = DenseMatrix.AddScaled(product, 1 - Cell.Alpha, q);
        double[] moved = DenseMatrix.Multiply(slopes, DenseMatrix.Multiply(w, q));
        return DenseMatrix.AddScaled(DenseMatrix.Multiply(dSlopes, product), Cell.Alpha, moved);
    }

    // dQ and d ln R_ii; rows are columns here.
    private static (double[][] Q, double[] Logs) MoveFactors(double[][] q, double[][] r, double[][] dm)
    {
        int k = q.Length;
        double[][] a = new double[k][];
        for (int j = 0; j < k; j++)
        {
            a[j] = dm[j];
            for (int i = 0; i < j; i++) a[j] = DenseMatrix.AddScaled(a[j], -r[i][j], a[i]);
            a[j] = DenseMatrix.Scale(1 / r[j][j], a[j]);
        }

        double[][] x = [.. q.Select(one => a.Select(other => DenseMatrix.Dot(one, other)).ToArray())], moved = new double[k][];
        for (int j = 0; j < k; j++)
        {
            moved[j] = a[j];
            for (int i = 0; i < k; i++)
            {
                double omega = i > j ? x[i][j] : i < j ? -x[j][i] : 0;
                moved[j] = DenseMatrix.AddScaled(moved[j], omega - x[i][j], q[i]);
            }
        }

        return (moved, [.. Enumerable.Range(0, k).Select(i => x[i][i])]);
    }

    // Q before and after, R where it is a point.
    private sealed record Step(
        double[] Old, double[] X, double[] Z, double[] Slopes, double[][] J, double[][] Before, double[][] After, double[][] R,
        bool Counts);
}

/// <summary>The ways of a flossing gradient, by their names in the golden file.</summary>
public enum FlossingWay
{
    /// <summary>exact.</summary>
    Exact,

    /// <summary>eprop_chain: states along the leak, all of the tangents.</summary>
    EpropChain,

    /// <summary>state_detached: slopes as constants, all of the tangents.</summary>
    StateDetached,

    /// <summary>local: slopes as constants, tangents cut where they are made orthonormal.</summary>
    Local,

    /// <summary>local_eprop: states along the leak, tangents cut.</summary>
    LocalEprop,
}
