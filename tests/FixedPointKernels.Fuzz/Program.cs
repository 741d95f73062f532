using System;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Fuzz.Targets;

namespace FixedPointKernels.Fuzz;

/// <summary>Changes files of the corpus at random and lets the readers have them; what breaks a promise is kept in the corpus.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        double seconds = 10;
        int seed = 1;
        string? name = null, corpus = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            bool read = arguments[i] switch
            {
                "--seconds" => double.TryParse(value, CultureInfo.InvariantCulture, out seconds) && seconds > 0 && ++i > 0,
                "--seed" => int.TryParse(value, CultureInfo.InvariantCulture, out seed) && ++i > 0,
                var word when name is null => (name = word) is not null,
                var word when corpus is null => (corpus = word) is not null,
                _ => false,
            };
            if (!read) return Usage($"cannot read {arguments[i]}");
        }

        if (name is null || corpus is null) return Usage("a target and the folder of the corpus are needed");
        if (!Directory.Exists(corpus)) return Usage($"{corpus} is no folder");
        Target[] targets = [.. TargetTable.All().Where(one => name is "all" || one.Name == name)];
        if (targets.Length == 0) return Usage($"no target is called {name}");
        int found = 0;
        foreach (Target one in targets)
        {
            using Target target = one;
            found += new Session(target, Path.Combine(corpus, target.Name), seed).Run(TimeSpan.FromSeconds(seconds));
        }

        return found == 0 ? 0 : 1;
    }

    private static int Usage(string problem)
    {
        Console.Error.WriteLine(problem);
        Console.Error.WriteLine("usage: TARGET|all CORPUS [--seconds S] [--seed N]: S seconds of every target, 10 unless told; targets:");
        foreach (Target target in TargetTable.All())
        {
            Console.Error.WriteLine($"  {target.Name,-12} {target.Reads}");
            target.Dispose();
        }

        return 2;
    }
}
