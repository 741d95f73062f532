using System.CommandLine;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli;

/// <summary>fpk solve: fixed points r = f(W r + x) of every row of a file.</summary>
internal static class SolveVerb
{
    internal static Verb Create(Surroundings here)
    {
        Verb verb = new(
            "solve",
            "Fixed points r = f(W r + x) for every row x of a file.",
            "R has the shape of X and the type of --precision. A sample that does not converge holds its best state (euler: the last), a\n"
            + "NonFinite one NaN; the exit code is then 3. Exit codes: 0 done, 2 bad input, 3 some samples did not converge.",
            "fpk solve --weights W.npy --input X.npy --out R.npy",
            "fpk solve --weights W.npy --input X.npy --activation relu --tolerance 1e-12 --out R.npy --status S.csv",
            "fpk solve --weights W.npy --input X.npy --solver euler --steps 500 --step 0.01 --precision float --out R.npy",
            "cat X.npy | fpk solve --weights W.npy --input - --out R.npy");
        Option<string> weights = CommonOptions.Weights();
        Option<string> input = CommonOptions.Input();
        Option<string> result = CommonOptions.Out("The fixed points R, in the shape of X.", "R.npy");
        Option<string> status = CommonOptions.Status();
        Option<string> precision = CommonOptions.Precision();
        ActivationOptions activation = new();
        SolverChoices solver = new();
        verb.Add(weights);
        verb.Add(input);
        verb.Add(result);
        verb.Add(status);
        activation.AddTo(verb);
        solver.AddTo(verb);
        verb.Add(precision);
        verb.SetAction(parsed =>
        {
            Precision type = CommonOptions.Read(parsed, precision);
            Request request = new(
                StandardStream.Beside(here, parsed.GetValue(result)!), parsed.GetValue(weights)!, parsed.GetValue(input)!, parsed.GetValue(result)!, parsed.GetValue(status), solver.Read(parsed, type));
            return activation.Read(parsed).Run<Request, int>(type, request);
        });
        return verb;
    }

    private sealed record Request(Surroundings Here, string Weights, string Input, string Result, string? Status, SolverOptions Options) : INetworkAction<int>
    {
        public int Run<T, TActivation>(TActivation activation)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            OutputFiles outputs = new(Here, Result, Status, ("--weights", Weights), ("--input", Input));
            NetworkFiles.Weights<T> weights = NetworkFiles.ReadWeights<T>(Here, Weights);
            NetworkFiles.Samples<T> samples = NetworkFiles.ReadInput(Here, Input, weights);
            FixedPointSolver<T, TActivation> solver = new(new RateNetwork<T, TActivation>(weights.Values, weights.Neurons, activation), samples.Count, Options);
            T[] rates = new T[samples.Values.Length];
            SampleReport<T> report = new(solver.Solve(samples.Values, rates, cancellation: Here.Cancellation));
            Here.Cancellation.ThrowIfCancellationRequested();
            outputs.Write(rates, samples.Shape, report);
            report.Tell(Here, outputs.Written, solver.Tolerance);
            return report.ExitCode;
        }
    }
}
