using System;
using System.IO;
using FixedPointKernels.Bench.Peers;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Bench.Quick;

/// <summary>A script of bench/peers about a circuit, its inputs in a folder of its own; both sides must find the same states.</summary>
internal sealed class CircuitPeer : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fpk-bench-").FullName;
    private readonly string script;
    private readonly string package;

    /// <summary>Writes the circuit and its drives down.</summary>
    internal CircuitPeer(string script, string package, Circuit<double> circuit, ReadOnlySpan<double> drives)
    {
        (this.script, this.package) = (script, package);
        int n = circuit.Units;
        Npy.Write(Path("pool"), circuit.Pool.Values, n, n);
        Npy.Write(Path("recurrent"), circuit.Recurrent!.Values, n, n);
        Write("gains", circuit.Gains);
        Write("floor", circuit.Floor);
        Npy.Write(Path("drives"), drives, drives.Length / n, n);
    }

    /// <summary>One more input.</summary>
    internal void Write(string name, ReadOnlySpan<double> values) => Npy.Write(Path(name), values, values.Length);

    /// <summary>Our call, which leaves the states, against the script's.</summary>
    internal Line Compare(string name, double goal, Action call, ReadOnlySpan<double> states, double apart, int rounds, string note)
    {
        using PythonPeer? peer = PythonPeer.Start(script, folder);
        if (peer is null) return Line.Without(name, PythonPeer.NotInstalled(package));
        peer.Check("states");
        double[] theirs = Npy.Read(Path("answer")).ToDoubles();
        Agreement.Require(states, theirs, apart);
        double distance = Agreement.Distance(states, theirs);
        (double ours, double native, double ratio) = peer.Alternate(call, "states", rounds);
        return Line.Least(
            name, ratio, "×", goal,
            $"{Line.Number(ours * 1e3)} against {Line.Number(native * 1e3)} ms ({peer.Version}); {note}; states differ by {distance:0e0}");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Path(string name) => System.IO.Path.Combine(folder, $"{name}.npy");
}
