using System;
using System.Collections.Generic;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Studies.Organics.Circuits;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.Organics.Response;

/// <summary>What the circuit of <see cref="Orientations"/> answers, by the solver and by its own dynamics, beside the closed
/// form.</summary>
internal sealed class ResponseCurves
{
    internal static readonly double[] Masks = [0, 0.1, 0.3, 1];

    private static readonly Orientations Model = new();

    private ResponseCurves(IReadOnlyList<ResponseRow> rows) => Rows = rows;

    /// <summary>Contrast by contrast, mask by mask; what was cancelled is missing.</summary>
    internal IReadOnlyList<ResponseRow> Rows { get; }

    /// <summary>Of the circuit.</summary>
    internal string Fingerprint { get; } = Ensemble.Fingerprint([new(Model.Circuit, [])]);

    /// <summary>From 0.01 to 1, evenly by logarithm.</summary>
    internal static double[] Contrasts(int points) =>
        [.. Enumerable.Range(0, points).Select(k => Math.Pow(10, -2 + (2.0 * k / (points - 1))))];

    /// <summary>Solves and integrates.</summary>
    /// <param name="points">Contrasts.</param>
    /// <param name="sweep">Threads, cancellation, progress: a step per contrast and mask.</param>
    internal static ResponseCurves Run(int points, Sweep sweep)
    {
        double[] contrasts = Contrasts(points);
        ResponseRow?[] rows = new ResponseRow?[points * Masks.Length];
        sweep.Run(rows.Length, job =>
        {
            rows[job] = Row(contrasts[job % points], Masks[job / points]);
            sweep.Advanced?.Invoke();
        });
        return new([.. rows.OfType<ResponseRow>()]);
    }

    private static ResponseRow Row(double contrast, double mask)
    {
        int n = Orientations.Units;
        double[] drive = Orientations.Drive(contrast, mask), point = new double[2 * n], settled = new double[2 * n];
        CircuitSolver<double> solver = new(Model.Circuit);
        bool solved = solver.Solve(drive, point).AllConverged, rests = solver.Settle(drive, settled).AllConverged;
        return new(
            contrast, mask, Orientations.Response(contrast, mask), solved ? Rate(point, 0) : double.NaN,
            rests ? Rate(settled, 0) : double.NaN, solved ? Rate(point, n / 2) : double.NaN,
            mask == 0 ? Orientations.Frequency(contrast) : double.NaN, mask == 0 && solved ? Ringing(point) : double.NaN);
    }

    private static double Rate(double[] state, int unit) => Math.Max(state[unit], 0) * Math.Max(state[unit], 0);

    // The largest imaginary part of the eigenvalues of the dynamics, in turns a second.
    private static double Ringing(double[] state) =>
        CircuitEigenvalues.Of<double>(Model.Circuit, state).Max(one => one.Imaginary) / (2 * Math.PI);
}

/// <summary>A contrast under a mask.</summary>
/// <param name="Contrast">c of the grating at 0 degrees.</param>
/// <param name="Mask">c of that at 90.</param>
/// <param name="Formula">The response of the unit at 0, in closed form.</param>
/// <param name="Solved">By the solver.</param>
/// <param name="Integrated">Where the dynamics settle.</param>
/// <param name="Masking">The response of the unit at 90, by the solver.</param>
/// <param name="FrequencyFormula">Of the ringing at onset in Hz, in closed form; NaN under a mask.</param>
/// <param name="Frequency">By the eigenvalues of the Jacobian.</param>
internal sealed record ResponseRow(
    double Contrast, double Mask, double Formula, double Solved, double Integrated, double Masking, double FrequencyFormula,
    double Frequency);
