using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FixedPointKernels.Studies.Organics.Circuits;

/// <summary>Random circuits as the data of a study: which they are, as a text to compare.</summary>
internal static class Ensemble
{
    /// <summary>Their number and size, and SHA-256 of all weights, gains, time constants and drives.</summary>
    internal static string Fingerprint(IReadOnlyList<CircuitDraw> draws)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (CircuitDraw draw in draws)
        {
            hash.AppendData(MemoryMarshal.AsBytes(draw.Circuit.Pool.Values));
            if (draw.Circuit.Recurrent is { } recurrent) hash.AppendData(MemoryMarshal.AsBytes(recurrent.Values));
            hash.AppendData(MemoryMarshal.AsBytes(draw.Circuit.Gains));
            hash.AppendData(MemoryMarshal.AsBytes(draw.Circuit.Floor));
            hash.AppendData(MemoryMarshal.AsBytes(draw.Circuit.TauY));
            hash.AppendData(MemoryMarshal.AsBytes(draw.Circuit.TauA));
            hash.AppendData(MemoryMarshal.AsBytes<double>(draw.Drive));
        }

        string contents = Convert.ToHexStringLower(hash.GetHashAndReset());
        return $"{draws.Count} circuits of {(draws.Count > 0 ? draws[0].Circuit.Units : 0)} units, SHA-256 {contents}";
    }
}
