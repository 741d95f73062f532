using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FixedPointKernels.Bench.Gate;
using FixedPointKernels.Bench.Measuring;

namespace FixedPointKernels.Bench.FirstCall;

/// <summary>What an application pays that calls the library once: whole processes, with and without the call, in turns.</summary>
internal static class FirstCallCost
{
    private const int Pairs = 15;

    /// <summary>Where the application is when the bench program was built.</summary>
    internal static string Built => Path.Combine(BaseBuild.Root, "bench", "FirstCall", "bin", "Release", "net10.0");

    /// <summary>Prints one line for each setting that an application may choose, and, where it was not told a folder, one for each form
    /// that it may be published in, and one for the warm-up call, all measured in turns.</summary>
    /// <param name="folder">Where the application was published, or null.</param>
    internal static void Print(string? folder)
    {
        IReadOnlyList<FirstCallForm> settings = FirstCallForm.Settings(folder ?? Built);
        IReadOnlyList<FirstCallForm> forms =
            [.. settings, .. folder is null ? FirstCallForm.Publish() : [], FirstCallForm.Warmed(settings[0])];
        Console.WriteLine(
            $"{"form or setting",-30} {"without ms",11} {"with ms",9} {"first call ms",14} {"processor ms",13} {"methods compiled",17}");
        foreach ((FirstCallForm form, Cost cost) in forms.Zip(Measure(forms)))
            Console.WriteLine(Line(form, cost, form.Compiled(form.With) - form.Compiled(form.Without)));
    }

    /// <summary>Seconds that the first call costs an application that sets nothing: the median over pairs of processes.</summary>
    internal static double Measure() => Measure([FirstCallForm.Settings(Built)[0]])[0].Extra;

    private static string Line(FirstCallForm form, Cost cost, int methods)
    {
        (double without, double with) = (cost.Without * 1e3, cost.With * 1e3);
        return FormattableString.Invariant(
            $"{form.Name,-30} {without,11:F1} {with,9:F1} {cost.Extra * 1e3,14:F1} {cost.Processor * 1e3,13:F1} {methods,17}");
    }

    private static Cost[] Measure(IReadOnlyList<FirstCallForm> forms)
    {
        double[][] less = Samples(forms), more = Samples(forms), extra = Samples(forms), processor = Samples(forms);

        // Pair −1 brings the files into the system's cache.
        for (int pair = -1; pair < Pairs; pair++)
        {
            for (int i = 0; i < forms.Count; i++)
            {
                FirstCallForm form = forms[i];
                ((double wall, double used), (double longer, double usedMore)) = (form.Start(form.Without), form.Start(form.With));
                if (pair < 0) continue;
                (less[i][pair], more[i][pair], extra[i][pair], processor[i][pair]) = (wall, longer, longer - wall, usedMore - used);
            }
        }

        return
        [
            .. Enumerable.Range(0, forms.Count).Select(i => new Cost(
                Sampler.Median(less[i]), Sampler.Median(more[i]), Sampler.Median(extra[i]), Sampler.Median(processor[i]))),
        ];
    }

    private static double[][] Samples(IReadOnlyList<FirstCallForm> forms) => [.. forms.Select(_ => new double[Pairs])];

    /// <summary>Medians of seconds over pairs of processes.</summary>
    private readonly record struct Cost(double Without, double With, double Extra, double Processor);
}
