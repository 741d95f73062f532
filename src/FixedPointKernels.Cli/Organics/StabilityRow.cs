using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Organics;

/// <summary>How a circuit returns to its fixed point under one drive.</summary>
/// <param name="Sample">Which drive.</param>
/// <param name="Status">Whether there is a point.</param>
/// <param name="Method">What found it.</param>
/// <param name="Eigenvalues">Of the Jacobian there; empty without a point.</param>
/// <param name="Oscillator">The same point as coupled oscillators; null where Wr is not I, or without a point.</param>
internal sealed record StabilityRow(
    int Sample, SolveStatus Status, CircuitMethod Method, Complex[] Eigenvalues, CircuitOscillator? Oscillator)
{
    internal static IReadOnlyList<Column<StabilityRow>> Columns { get; } =
    [
        Column.Counts<StabilityRow>("sample", row => row.Sample),
        Column.Words<StabilityRow>("status", row => $"{row.Status}"),
        Column.Words<StabilityRow>("method", row => CircuitSolve.Name(row.Method)),
        Column.Words<StabilityRow>("stable", row => Word(row.Eigenvalues.Length > 0, row.IsStable)),
        Column.Numbers<StabilityRow>("max_real", row => row.MaxReal, "G6"),
        Column.Numbers<StabilityRow>("time_constant", row => row.MaxReal < 0 ? -1 / row.MaxReal : double.NaN, "G6"),
        Column.Numbers<StabilityRow>("frequency", row => row.Frequency, "G6"),
        Column.Words<StabilityRow>("m_matrix", row => Word(row.Oscillator is not null, row.Oscillator?.IsMMatrix == true)),
        Column.Numbers<StabilityRow>("certificate", row => row.Oscillator?.SmallestEigenvalue ?? double.NaN, "G6"),
        Column.Words<StabilityRow>("energy", row => Word(row.Oscillator is not null, row.Oscillator?.Energy is not null)),
    ];

    /// <summary>The largest real part; NaN without a point, and where rounding, 2n ε of the largest eigenvalue, hides the sign of the
    /// closed form's.</summary>
    internal double MaxReal =>
        Method == CircuitMethod.ClosedForm && Math.Abs(Largest) <= Eigenvalues.Length * Rounding ? double.NaN : Largest;

    /// <summary>Whether perturbations decay: by the theorem for the closed form (Wr = I: one point, stable for all parameters), else by
    /// the eigenvalues.</summary>
    internal bool IsStable => Eigenvalues.Length > 0 && (Method == CircuitMethod.ClosedForm || MaxReal < 0);

    private double Largest => Eigenvalues.Select(one => one.Real).DefaultIfEmpty(double.NaN).Max();

    private double Rounding => (Math.BitIncrement(1.0) - 1) * Eigenvalues.Max(Complex.Abs);

    /// <summary>Of the fastest oscillation, in turns per unit of the circuit's time; 0 where nothing oscillates.</summary>
    internal double Frequency => Eigenvalues.Select(one => one.Imaginary).DefaultIfEmpty(double.NaN).Max() / (2 * Math.PI);

    private static string Word(bool known, bool yes) => !known ? "" : yes ? "yes" : "no";
}
