using System;
using System.Globalization;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Organics;

/// <summary>What was asked of fpk organics solve, and how it is done.</summary>
/// <param name="Here">Where it is asked.</param>
/// <param name="File">Of the circuit.</param>
/// <param name="Drive">File of the drives.</param>
/// <param name="Result">File of the points.</param>
/// <param name="Status">File of the table, or null.</param>
/// <param name="Options">Tolerance and iterations.</param>
internal sealed record CircuitSolve(
    Surroundings Here, string File, string Drive, string Result, string? Status, CircuitOptions Options)
{
    internal int Run<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OutputFiles outputs = new(Here, Result, Status, ("--circuit", File), ("--drive", Drive));
        Circuit<T> circuit = CircuitFile.Read(Here, File).ToCircuit<T>();
        if (Options.Iterations is { } count && circuit.Recurrent is null)
            throw new CommandFailure($"--iterations {count} does not apply where Wr is the identity: the closed form takes none");
        CircuitDrives<T> drives = CircuitDrives<T>.Read(Here, Drive, circuit.Units, File);
        int batch = drives.Count, n = circuit.Units, done = 0;
        T[] points = new T[2 * n * batch], residuals = new T[batch], amplitudes = new T[batch];
        SolveStatus[] statuses = new SolveStatus[batch];
        CircuitMethod[] methods = new CircuitMethod[batch];
        int[] iterations = new int[batch];
        double[] maxReal = new double[batch];
        SettledCircuit<T> solver = new(circuit, Options);
        SampleReport<T> report = new(statuses, residuals, amplitudes, iterations)
        {
            HasRelativeTolerance = false,
            More =
            [
                ("method", k => Name(methods[k])), ("maxReal", k => maxReal[k].ToString(CultureInfo.InvariantCulture)),
            ],
        };
        SolveView.Show(Here, "solve", batch, () => done, () =>
        {
            for (; done < batch; done++)
            {
                SettledPoint found = solver.Solve(drives.Rows(done, 1), points.AsSpan(2 * n * done, 2 * n), Here.Cancellation);
                (statuses[done], residuals[done], amplitudes[done]) = (
                    found.Status, T.CreateTruncating(found.Residual), T.CreateTruncating(found.Amplitude));
                (methods[done], iterations[done], maxReal[done]) = (found.Method, found.Iterations, found.MaxReal);
            }

            return 0;
        });
        if (InterruptedSolve.Of(report, points) is { } interrupted) return interrupted.Keep(Here, outputs, [batch, 2 * n]);
        outputs.Write(points, [batch, 2 * n], report);
        report.Tell(Here, outputs.Written, solver.Tolerance);
        return report.ExitCode;
    }

    internal static string Name(CircuitMethod method) => method switch
    {
        CircuitMethod.ClosedForm => "closed-form",
        _ => method.ToString().ToLowerInvariant(),
    };
}
