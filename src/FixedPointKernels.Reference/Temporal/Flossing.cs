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
        double[][] none = DenseMatrix.Zeros(n, n), noInput = DenseMatrix.Zeros(n, inputs);
        double[] zero = new double[n];
        double[] Unit(int i) => [.. zero.Select((_, at) => at == i ? 1.0 : 0)];
        double[][] One(int rows, int columns, int i, int j) =>
            [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, columns).Select(c => row == i && c == j ? 1.0 : 0).ToArray())];
        double[][] Each(int rows, int columns, System.Func<int, int, double> of) =>
            [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, columns).Select(j => of(i, j)).ToArray())];
        return (
            Each(n, n, (i, j) => Along(One(n, n, i, j), noInput, zero, zero)),
            Each(n, inputs, (i, j) => Along(none, One(n, inputs, i, j), zero, zero)),
            [.. Enumerable.Range(0, n).Select(i => Along(none, noInput, Unit(i), zero))],
            [.. Enumerable.Range(0, n).Select(i => Along(none, noInput, zero, Unit(i)))]);
    }

    // dL for a change of the parameters in one direction.
    private double Along(double[][] w, double[][] u, double[] b, double[] start)
    {
        int k = Run.Vectors.Length, last = 0, steps = Run.X.Length;
        (double[] exponents, int counted, _) = Run.Measure();
        double[][] states = Run.States, q = Run.Vectors, dq = DenseMatrix.Zeros(k, start.Length);
        double[] ds = start;
        double loss = 0;
        for (int t = 1; t <= steps; t++)
        {
            double[] z = Run.Arguments(states, t), slopes = Cell.Phi.Slopes(z);
            (double[] dz, double[] next) = Move(states[t - 1], Run.X[t - 1], ds, slopes, w, u, b);
            double[] dSlopes = IsDetached ? new double[z.Length] : [.. z.Select((one, i) => Cell.Phi.Curvature(one) * dz[i])];
            double[][] j = LyapunovRun.Jacobian(Cell, z), dj = MoveJacobian(w, slopes, dSlopes);
            dq = [.. dq.Select((column, i) =>
                DenseMatrix.AddScaled(DenseMatrix.Multiply(j, column), 1, DenseMatrix.Multiply(dj, q[i])))];
            q = [.. q.Select(column => DenseMatrix.Multiply(j, column))];
            ds = next;
            if (t % Run.Interval != 0 && t != steps) continue;
            (q, double[][] r) = GramSchmidt.Factor(q);
            (dq, double[] logs) = MoveFactors(q, r, dq);
            for (int i = 0; i < k && last >= Run.WarmUp; i++) loss += 2 * (exponents[i] - Targets[i]) * logs[i] / counted;
            if (CutsTangents) dq = DenseMatrix.Zeros(k, start.Length);
            last = t;
        }

        return loss;
    }

    // How what φ′ is taken of in a step moves, and the state after it; along the leak alone nothing comes through W.
    private (double[] Argument, double[] Next) Move(
        double[] old, double[] x, double[] ds, double[] slopes, double[][] w, double[][] u, double[] b)
    {
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

    private double[][] MoveJacobian(double[][] w, double[] slopes, double[] dSlopes)
    {
        double[][] d = DenseMatrix.Diagonal(slopes), dd = DenseMatrix.Diagonal(dSlopes);
        double[][] inner = DenseMatrix.Scale(Cell.Alpha, Cell.W), dInner = DenseMatrix.Scale(Cell.Alpha, w);
        if (Cell.Form == LeakForm.P)
            inner = DenseMatrix.AddScaled(inner, 1 - Cell.Alpha, DenseMatrix.Identity(slopes.Length));
        return Cell.Form == LeakForm.V
            ? DenseMatrix.Add(DenseMatrix.Multiply(dInner, d), DenseMatrix.Multiply(inner, dd))
            : DenseMatrix.Add(DenseMatrix.Multiply(d, dInner), DenseMatrix.Multiply(dd, inner));
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
