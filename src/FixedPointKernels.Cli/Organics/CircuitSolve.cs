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
    // Samples between two looks at how far it is.
    private const int AtOnce = 64;

    internal int Run<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        OutputFiles outputs = new(Here, Result, Status, ("--circuit", File), ("--drive", Drive));
        Circuit<T> circuit = CircuitFile.Read(Here, File).ToCircuit<T>();
        if (Options.Iterations is { } count && circuit.Recurrent is null)
            throw new CommandFailure($"--iterations {count} does not apply where Wr is the identity: the closed form takes none");
        CircuitDrives<T> drives = CircuitDrives<T>.Read(Here, Drive, circuit.Units, File);
        int batch = drives.Count, n = circuit.Units, done = 0;
        T[] points = new T[2 * n * batch], residuals = new T[batch];
        SolveStatus[] statuses = new SolveStatus[batch];
        CircuitMethod[] methods = new CircuitMethod[batch];
        int[] iterations = new int[batch];
        double[] maxReal = new double[batch];
        CircuitSolver<T> solver = new(circuit, Math.Min(AtOnce, batch), Options);
        SampleReport<T> report = new(statuses, residuals, iterations)
        {
            More =
            [
                ("method", k => Name(methods[k])), ("maxReal", k => maxReal[k].ToString(CultureInfo.InvariantCulture)),
            ],
        };
        SolveView.Show(Here, batch, () => done, () =>
        {
            for (; done < batch; done = Math.Min(batch, done + AtOnce))
            {
                int length = Math.Min(AtOnce, batch - done);
                Keep(solver.Solve(drives.Rows(done, length), points.AsSpan(2 * n * done, 2 * n * length), Here.Cancellation), done, length);
                for (int k = done; k < done + length; k++) Stabilize(k);
            }

            return 0;
        });
        if (InterruptedSolve.Of(report, points) is { } interrupted) return interrupted.Keep(Here, outputs, [batch, 2 * n]);
        outputs.Write(points, [batch, 2 * n], report);
        report.Tell(Here, outputs.Written, solver.Tolerance);
        return report.ExitCode;

        void Keep(CircuitSummary<T> summary, int from, int length)
        {
            summary.Statuses.CopyTo(statuses.AsSpan(from, length));
            summary.Residuals.CopyTo(residuals.AsSpan(from, length));
            summary.Iterations.CopyTo(iterations.AsSpan(from, length));
            summary.Methods.CopyTo(methods.AsSpan(from, length));
        }

        // A point that the circuit would leave is not where it settles: where it does is found by going there.
        void Stabilize(int k)
        {
            Span<T> point = points.AsSpan(2 * n * k, 2 * n);
            maxReal[k] = Largest(statuses[k], point);
            if (statuses[k] != SolveStatus.Converged || maxReal[k] < 0) return;
            int spent = iterations[k];
            Keep(solver.Settle(drives.Rows(k, 1), point, cancellation: Here.Cancellation), k, 1);
            iterations[k] += spent;
            maxReal[k] = Largest(statuses[k], point);
        }

        double Largest(SolveStatus status, ReadOnlySpan<T> point) =>
            status is SolveStatus.Converged or SolveStatus.StepLimit ? CircuitEigenvalues.LargestRealPart(circuit, point) : double.NaN;
    }

    internal static string Name(CircuitMethod method) => method switch
    {
        CircuitMethod.ClosedForm => "closed-form",
        _ => method.ToString().ToLowerInvariant(),
    };
}
