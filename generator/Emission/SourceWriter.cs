using System;
using System.Text;

namespace AttentionGen.Generator.Emission;

/// <summary>Indented lines, ended by a line feed on every system.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    /// <summary>Writes lines, each at the current indentation; an empty text is an empty line.</summary>
    public void Write(string lines = "")
    {
        foreach (string line in lines.Replace("\r", "").Split('\n'))
        {
            if (line.Length > 0)
            {
                _text.Append(' ', 4 * _indent).Append(line);
            }

            _text.Append('\n');
        }
    }

    /// <summary>Opens a block in braces, closed when disposed.</summary>
    public Block Open(string? header = null)
    {
        if (header is not null)
        {
            Write(header);
        }

        Write("{");
        _indent++;
        return new Block(this);
    }

    public override string ToString() => _text.ToString();

    public readonly struct Block(SourceWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._indent--;
            writer.Write("}");
        }
    }
}
