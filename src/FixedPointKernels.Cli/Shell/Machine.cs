using System;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Cli.Shell;

/// <summary>What this computer is.</summary>
internal static class Machine
{
    /// <summary>A register width, as people say it.</summary>
    internal static string Name(SimdWidth width) => width switch
    {
        SimdWidth.Native => $"native (Vector<T>, {Vector<byte>.Count * 8} bits)",
        SimdWidth.Scalar => "1 (one element)",
        _ => $"{(int)width} bits",
    };

    /// <summary>The revision of the sources that the program was built from: the compiler writes version+revision.</summary>
    internal static string Revision()
    {
        string? version = typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return version?.Split('+', 2) is [_, string revision] ? revision : "unknown";
    }

    /// <summary>The processor's name.</summary>
    // Linux says it in a file, Windows in a variable; elsewhere the architecture has to do.
    internal static string Processor()
    {
        try
        {
            string? line = File.ReadLines("/proc/cpuinfo")
                .FirstOrDefault(one => one.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null)
                return $"{line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()} ({RuntimeInformation.ProcessArchitecture})";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
