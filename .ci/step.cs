// Steps into the library as a debugger does: an exception of it names a file and a line, the symbol package holds that file, and the line is printed.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection.Metadata;
using FixedPointKernels;
using FixedPointKernels.Activations;

string library = typeof(RateNetwork<,>).Assembly.Location, symbols = Path.ChangeExtension(library, ".pdb");
using (ZipArchive package = ZipFile.OpenRead(args[0]))
    package.GetEntry("lib/net10.0/FixedPointKernels.pdb")!.ExtractToFile(symbols, overwrite: true);

try
{
    _ = new RateNetwork<double, Tanh>([double.NaN], neurons: 1);
}
catch (ArgumentException failure)
{
    // The runtime takes no symbols that do not belong to the library.
    StackFrame frame = new StackTrace(failure, fNeedFileInfo: true).GetFrames().First(one => one.GetFileName() is not null);
    string line = Source(symbols, frame.GetFileName()!)[frame.GetFileLineNumber() - 1];
    Console.WriteLine($"{frame.GetFileName()}:{frame.GetFileLineNumber()}: {line.Trim()}");
    return line.Contains("throw", StringComparison.Ordinal) ? 0 : 1;
}

return 1;

static List<string> Source(string symbols, string name)
{
    Guid embedded = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE"); // of the portable PDB format: the document's text
    using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(symbols));
    MetadataReader reader = provider.GetMetadataReader();
    DocumentHandle document = reader.Documents.First(one => reader.GetString(reader.GetDocument(one).Name) == name);
    CustomDebugInformation text = reader.GetCustomDebugInformation(document).Select(reader.GetCustomDebugInformation)
        .First(one => reader.GetGuid(one.Kind) == embedded);
    byte[] bytes = reader.GetBlobBytes(text.Value); // a length, 0 for text that is not compressed, and the text
    Stream content = new MemoryStream(bytes, 4, bytes.Length - 4);
    using StreamReader source = new(BitConverter.ToInt32(bytes) == 0 ? content : new DeflateStream(content, CompressionMode.Decompress));
    List<string> lines = [];
    while (source.ReadLine() is { } line) lines.Add(line);
    return lines;
}
