using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.IO;

namespace FixedPointKernels.Cli.Shell;

/// <summary>The parser's own help, followed by notes and examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction inner;
    private readonly string notes;
    private readonly string[] examples;

    private HelpWithExamples(HelpAction inner, string notes, string[] examples) =>
        (this.inner, this.notes, this.examples) = (inner, notes, examples);

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Puts it in the place of the root's help, which serves every verb.</summary>
    internal static void Install(RootCommand root, string notes, params string[] examples)
    {
        foreach (Option option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction plain } help) help.Action = new HelpWithExamples(plain, notes, examples);
        }
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = inner.Invoke(parseResult);
        Verb? verb = parseResult.CommandResult.Command as Verb;
        Write(parseResult.InvocationConfiguration.Output, verb?.Notes ?? notes, verb?.Examples ?? examples);
        return code;
    }

    private static void Write(TextWriter output, string notes, IReadOnlyList<string> examples)
    {
        if (notes.Length > 0)
        {
            output.WriteLine("Notes:");
            foreach (string line in notes.Split('\n')) output.WriteLine($"  {line}");
            output.WriteLine();
        }

        output.WriteLine("Examples:");
        foreach (string example in examples) output.WriteLine($"  {example}");
    }
}
