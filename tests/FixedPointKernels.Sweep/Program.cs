using System;
using System.Collections.Generic;
using System.Globalization;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Sweep;

/// <summary>Runs the elementary functions over every float (or over many doubles) and fails where one breaks its promise.</summary>
internal static class Program
{
    private const string Usage =
        "usage: [--functions exp,log,tanh,logistic,softplus] [--stride K] [--double N] | --eigenvalues N\n" +
        "  no option: all 2^32 float patterns of all five at the dispatched width (FPK_SIMD lowers it)\n" +
        "  --stride K: every K-th float pattern (K = 1 unless told)\n" +
        "  --double N: N structured and random doubles per function against the double-double oracle, instead of floats\n" +
        "  --networks K: instead, every K-th of 4,140 unbounded networks: what a single method solves the default solver has to solve\n" +
        "  --settle K: instead, K random networks whose dynamics are followed, beside the twin's integration " +
        "(--potential true: in potential form)\n" +
        "  --eigenvalues N: eigenvalues of N random matrices of orders 2 to 40 against the twin's, instead of functions";

    private static int Main(string[] arguments)
    {
        string[] names = ["exp", "log", "tanh", "logistic", "softplus"];
        uint stride = 1;
        int doubles = 0, matrices = 0;
        int settle = 0;
        bool potential = false;
        uint networks = 0;
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            bool read = arguments[i] switch
            {
                "--functions" => (names = value?.Split(',') ?? []).Length > 0,
                "--stride" => uint.TryParse(value, CultureInfo.InvariantCulture, out stride) && stride > 0,
                "--double" => int.TryParse(value, CultureInfo.InvariantCulture, out doubles) && doubles > 0,
                "--networks" => uint.TryParse(value, CultureInfo.InvariantCulture, out networks) && networks > 0,
                "--settle" => int.TryParse(value, CultureInfo.InvariantCulture, out settle) && settle > 0,
                "--potential" => bool.TryParse(value, out potential),
                "--eigenvalues" => int.TryParse(value, CultureInfo.InvariantCulture, out matrices) && matrices > 0,
                _ => false,
            };
            if (!read)
            {
                Console.Error.WriteLine($"cannot read {arguments[i]} {value}\n{Usage}");
                return 2;
            }
        }

        Console.WriteLine($"width {Dispatch.Width}, {Environment.ProcessorCount} threads");
        if (networks > 0) return NetworkSweep.Run(networks) ? 0 : 1;
        if (settle > 0) return SettleSweep.Run(settle, potential) ? 0 : 1;
        if (matrices > 0) return EigenvalueSweep.Run(matrices);
        var broken = new List<string>();
        foreach (string name in names)
        {
            Tally? tally = doubles > 0 ? DoubleSweep.Run(name, doubles) : FloatSweep.Run(name, stride);
            if (tally is null)
            {
                Console.Error.WriteLine($"no function is called {name}\n{Usage}");
                return 2;
            }

            Console.WriteLine($"{name,-9} {tally}");
            if (tally.Broken) broken.Add(name);
        }

        Console.WriteLine(broken.Count == 0 ? "all hold" : $"broken: {string.Join(", ", broken)}");
        return broken.Count == 0 ? 0 : 1;
    }
}
