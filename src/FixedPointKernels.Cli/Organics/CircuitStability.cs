using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Circuits;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Reports;
using FixedPointKernels.Learning.Reports.Columns;
using FixedPointKernels.Learning.Reports.Parts;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Organics;

/// <summary>What fpk organics stability does and leaves.</summary>
internal static class CircuitStability
{
    private const string SpectrumName = "spectrum";

    // More would hide one another.
    private const int MostDrawn = 8;

    internal static int Run(Surroundings here, string file, string drive, string output, string commandLine)
    {
        using OutputFolder folder = new(output);
        DateTimeOffset began = here.Clock.GetUtcNow();
        CircuitParameters parameters = CircuitFile.Read(here, file);
        Circuit<double> circuit = parameters.ToCircuit<double>();
        CircuitDrives<double> drives = CircuitDrives<double>.Read(here, drive, circuit.Units, file);
        StabilityRow[] rows = new StabilityRow[drives.Count];
        int done = 0;
        SolveView.Show(here, "stability", drives.Count, () => done, () =>
        {
            SettledCircuit<double> solver = new(circuit);
            double[] point = new double[2 * circuit.Units];
            for (; done < rows.Length; done++)
            {
                here.Cancellation.ThrowIfCancellationRequested();
                rows[done] = Row(circuit, solver, done, drives.Rows(done, 1), point, here);
            }

            return 0;
        });
        TablePart settings = SettingsTable.Of(
            "stability", 1, here.Clock.GetUtcNow() - began, (SettingsTable.CommandLine, commandLine), ("circuit", file), ("drives", drive),
            ("units", SettingsTable.Whole(circuit.Units)), ("date", $"{began:yyyy-MM-ddTHH:mm:ssZ}"), ("revision", Machine.Revision()));
        folder.Write(() =>
        {
            if (circuit.Recurrent is null) WriteOscillators(folder, rows, circuit.Units);
            ReportFolder.Write(Of(rows, settings), folder.Path());

            // In place of the figure's numbers, which are those of the drives that are drawn.
            AtomicFile.WriteText(folder.Path($"{SpectrumName}.csv"), text => CsvTables.Write(Spectrum, Eigenvalues(rows), text));
        });
        (string place, _) = folder.Conclude(interrupted: false);
        int found = rows.Count(row => row.Eigenvalues.Length > 0), stable = rows.Count(row => row.IsStable);
        here.Say(
            $"{stable} of {rows.Length} drives have a stable fixed point that was found; {place} holds {ReportFolder.Page} and its "
                + "numbers");
        if (found == rows.Length) return ExitCode.Done;
        here.Complain($"{rows.Length - found} of {rows.Length} drives have no fixed point that was found; {place} is written");
        return ExitCode.NotConverged;
    }

    private static StabilityRow Row(
        Circuit<double> circuit, SettledCircuit<double> solver, int sample, ReadOnlySpan<double> drive, double[] point, Surroundings here)
    {
        SettledPoint settled = solver.Solve(drive, point, here.Cancellation);
        bool found = settled.Status == SolveStatus.Converged;
        return new(
            sample, settled.Status, settled.Method, found ? CircuitEigenvalues.Of<double>(circuit, point) : [],
            found && circuit.Recurrent is null ? CircuitOscillator.Of(circuit, drive) : null);
    }

    private static readonly Column<(int Sample, Complex Value)>[] Spectrum =
    [
        Column.Counts<(int Sample, Complex Value)>("sample", one => one.Sample),
        Column.Numbers<(int Sample, Complex Value)>("real", one => one.Value.Real),
        Column.Numbers<(int Sample, Complex Value)>("imaginary", one => one.Value.Imaginary),
    ];

    private static readonly Column<(int Sample, int Unit, double Stiffness, double Weight)>[] Springs =
    [
        Column.Counts<(int Sample, int Unit, double Stiffness, double Weight)>("sample", one => one.Sample),
        Column.Counts<(int Sample, int Unit, double Stiffness, double Weight)>("unit", one => one.Unit),
        Column.Numbers<(int Sample, int Unit, double Stiffness, double Weight)>("K", one => one.Stiffness),
        Column.Numbers<(int Sample, int Unit, double Stiffness, double Weight)>("t", one => one.Weight),
    ];

    private static IEnumerable<(int Sample, Complex Value)> Eigenvalues(StabilityRow[] rows) => rows.SelectMany(
        row => row.Eigenvalues.OrderByDescending(one => one.Real).ThenBy(one => one.Imaginary).Select(one => (row.Sample, one)));

    private static void WriteOscillators(OutputFolder folder, StabilityRow[] rows, int n)
    {
        double[] damping = new double[rows.Length * n * n];
        damping.AsSpan().Fill(double.NaN);
        List<(int Sample, int Unit, double Stiffness, double Weight)> springs = [];
        foreach (StabilityRow row in rows)
        {
            if (row.Oscillator is not { } oscillator) continue;
            int p = oscillator.Driven.Length;
            for (int i = 0; i < p; i++)
            {
                int unit = oscillator.Driven[i];
                double weight = oscillator.Weights.IsEmpty ? double.NaN : oscillator.Weights[i];
                springs.Add((row.Sample, unit, oscillator.Stiffness[i], weight));
                for (int j = 0; j < p; j++)
                    damping[(((row.Sample * n) + unit) * n) + oscillator.Driven[j]] = oscillator.Damping[(i * p) + j];
            }
        }

        AtomicFile.WriteText(folder.Path("oscillators.csv"), text => CsvTables.Write(Springs, springs, text));
        Npy.Write<double>(folder.Path("damping.npy"), damping, rows.Length, n, n);
    }

    private static Report Of(StabilityRow[] rows, TablePart settings)
    {
        StabilityRow[] drawn = [.. rows.Where(row => row.Eigenvalues.Length > 0).Take(MostDrawn)];
        string first = rows.Length > MostDrawn ? $"The first {MostDrawn} of {rows.Length} drives; all are in spectrum.csv. " : "";
        return new(
            "How a circuit returns to its fixed point",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows.Count(row => row.IsStable)} of {rows.Length} drives have a stable fixed point that was found. ")
                + "Where Wr is the identity that is a theorem (max_real is NaN where rounding hides its sign); elsewhere the eigenvalues "
                + "decide. A perturbation decays with the time constant of the slowest eigenvalue, and rings with "
                + "the frequency of a complex pair.",
            [
                new ScatterPart(
                    SpectrumName, "Eigenvalues of the Jacobian", $"{first}Left of the line perturbations decay.", new("real part"),
                    new("imaginary part"),
                    [
                        .. drawn.Select((row, color) => new Points(
                            $"drive {row.Sample}", [.. row.Eigenvalues.Select(one => one.Real)],
                            [.. row.Eigenvalues.Select(one => one.Imaginary)], color)),
                    ],
                    Line: 0),
                ColumnTable.Of(
                    "samples", "Drives", "Times and frequencies are in the circuit's own unit of time.", StabilityRow.Columns, rows),
                settings,
            ]);
    }
}
