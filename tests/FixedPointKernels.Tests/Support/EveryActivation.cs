using System;
using System.Numerics;
using FixedPointKernels.Activations;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Support;

/// <summary>A test that is written once for every activation and element type.</summary>
internal interface IActivationCase
{
    /// <summary>The test with the library's struct and the twin's function of the same name.</summary>
    void Run<T, TActivation>(TActivation f, Twin.Activation twin)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, IActivation;
}

/// <summary>The library's seven activations beside the twin's.</summary>
internal static class EveryActivation
{
    internal static readonly string[] Names = ["linear", "tanh", "relu", "retanh", "logistic", "softplus", "power"];

    /// <summary>Theory rows: name, and whether in float.</summary>
    internal static TheoryData<string, bool> InBothTypes
    {
        get
        {
            TheoryData<string, bool> rows = [];
            foreach (string name in Names)
            {
                rows.Add(name, false);
                rows.Add(name, true);
            }

            return rows;
        }
    }

    internal static void Run<TCase>(string name, bool inFloat, TCase test)
        where TCase : IActivationCase
    {
        if (inFloat) Run<float, TCase>(name, test);
        else Run<double, TCase>(name, test);
    }

    private static void Run<T, TCase>(string name, TCase test)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TCase : IActivationCase
    {
        Twin.Activation twin = Twin.Activation.Named(name);
        switch (name)
        {
            case "linear": test.Run<T, Linear>(default, twin); break;
            case "tanh": test.Run<T, Tanh>(default, twin); break;
            case "relu": test.Run<T, Relu>(default, twin); break;
            case "retanh": test.Run<T, RectifiedTanh>(default, twin); break;
            case "logistic": test.Run<T, Logistic>(default, twin); break;
            case "softplus": test.Run<T, Softplus>(default, twin); break;
            case "power": test.Run<T, PowerLaw>(default, twin); break;
            default: throw new ArgumentException($"No activation is called '{name}'.", nameof(name));
        }
    }
}
