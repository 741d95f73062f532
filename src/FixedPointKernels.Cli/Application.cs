using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Cli;

/// <summary>The command line as a function: arguments and streams in, exit code out; every failure is one line on the error
/// stream.</summary>
internal static class Application
{
    /// <summary>Parses, runs the verb, reports.</summary>
    internal static int Run(string[] args, Surroundings here)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            // Files and messages are for machines as well as for people: a decimal point everywhere.
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return Invoke(args, here);
        }
        catch (Exception failure)
        {
            return FailureReport.Write(failure, here);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static int Invoke(string[] args, Surroundings here)
    {
        RequireWidth();
        ParseResult parsed = Root(here).Parse(
            args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Action is null or ParseErrorAction) throw ParseFailure.Of(parsed);
        ParseFailure.RequireWords(parsed);
        return parsed.Invoke(new InvocationConfiguration
        {
            Output = here.Output,
            Error = here.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    /// <summary>The verbs. A new one: its own file, one line here.</summary>
    private static RootCommand Root(Surroundings here)
    {
        RootCommand root = new("fpk: fixed points r = f(W r + x) of recurrent networks, exact gradients through them, and learning rules.")
        {
            SolveVerb.Create(here),
            UpdateVerb.Create(here),
            VerifyVerb.Create(here),
            InfoVerb.Create(here),
            TrainVerb.Create(here),
            EvalVerb.Create(here),
            ImportVerb.Create(here),
            ExperimentVerb.Create(here),
            OrganicsVerb.Create(here),
            TemporalVerb.Create(here),
        };
        HelpWithExamples.Install(
            root,
            "Exit codes: 0 done, 1 verification failed, 2 bad input, 3 some samples did not converge (results are still written), 130 "
                + "interrupted\n(143 by SIGTERM).\n"
            + "FPK_SIMD=512|256|128|native|1 forces a register width; NO_COLOR=1 turns colours off; FPK_TRACE=1 shows where an internal "
            + "error arose.",
            "fpk solve --weights W.npy --input X.npy --out R.npy",
            "fpk update --rule linearized --weights W.npy --input X.npy --readout C.npy --labels y.npy --rate 0.1 --out dW.npy",
            "fpk verify fixed-point.json",
            "fpk solve --help");
        return root;
    }

    // Asked once before any kernel: Dispatch itself would fail inside a static initializer.
    private static void RequireWidth()
    {
        try
        {
            Dispatch.Choose(Environment.GetEnvironmentVariable(Dispatch.WidthVariable));
        }
        catch (PlatformNotSupportedException failure)
        {
            throw new CommandFailure(failure.Message, failure);
        }
    }
}
