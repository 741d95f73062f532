using System.IO;
using System.Runtime.Intrinsics.X86;
using FixedPointKernels.Bench.Gate;

namespace FixedPointKernels.Bench.Ahead;

/// <summary>bench/SteadyCalls in both forms, and libfpk with the program that looks into it; under artifacts/ahead.</summary>
/// <param name="Level">The instruction set of what is native: of the highest level of libfpk that runs here.</param>
/// <param name="Jit">The program for the run-time compiler.</param>
/// <param name="Native">The same, compiled ahead of time.</param>
/// <param name="Inside">inside.c, linked.</param>
internal sealed record AheadBuild(string Level, string Jit, string Native, string Inside)
{
    /// <summary>Builds them all; a minute.</summary>
    /// <exception cref="GateException">The SDK or the C compiler failed.</exception>
    internal static AheadBuild Make()
    {
        string level = Avx512F.IsSupported ? "x86-64-v4" : "x86-64-v3";
        string folder = Path.Combine(BaseBuild.Root, "artifacts", "ahead");
        string bench = Path.Combine("bench", "SteadyCalls");
        string jit = Publish(bench, Path.Combine(folder, "jit"), "--self-contained", "false");
        string native = Publish(bench, Path.Combine(folder, "native"), "-p:PublishAot=true", $"-p:IlcInstructionSet={level}");
        string library = Publish(
            Path.Combine("src", "FixedPointKernels.Native"), Path.Combine(folder, "library"), $"-p:FpkLevel={level}", "-p:FpkInside=true");

        string shared = Path.Combine(library, "libfpk.so.0"), inside = Path.Combine(folder, "inside");
        File.Copy(Path.Combine(library, "FixedPointKernels.Native.so"), shared, overwrite: true);
        ChildProcess.Run(
            "cc", "-std=c99", "-D_POSIX_C_SOURCE=200809L", "-O2", "-I", Path.Combine(BaseBuild.Root, "include"),
            Path.Combine(BaseBuild.Root, bench, "inside.c"), shared, $"-Wl,-rpath,{library}", "-o", inside);
        return new(level, Path.Combine(jit, "SteadyCalls"), Path.Combine(native, "SteadyCalls"), inside);
    }

    private static string Publish(string project, string folder, params string[] options)
    {
        ChildProcess.Run(
            ChildProcess.Dotnet,
            [
                "publish", Path.Combine(BaseBuild.Root, project), "-c", "Release", "-m:1", "-r", "linux-x64", "-p:RunAnalyzers=false",
                "--artifacts-path", folder + "-made", "-o", folder, .. options,
            ]);
        return folder;
    }
}
