namespace Signet.Cli.Output.GoTemplates;

/// <summary>Reads the tokens of a template. Functions and variables are checked here, before anything is fetched.</summary>
internal sealed class Parser
{
    private static readonly HashSet<string> Unavailable = ["define", "template", "block"];

    private readonly List<Token> _tokens;
    private readonly List<string> _variables = ["$"];
    private int _position;
    private int _depth;
    private int _loops;

    private Parser(List<Token> tokens) => _tokens = tokens;

    /// <exception cref="TemplateException">It is no template, or uses what Signet does not have.</exception>
    public static IReadOnlyList<Node> Read(string template)
    {
        var parser = new Parser(Lexer.Cut(template));
        var nodes = parser.ReadList(out var end);
        return end.Length == 0 ? nodes : throw new TemplateException(parser.Current.Line, $"unexpected {{{{{end}}}}}");
    }

    private Token Current => _tokens[_position];

    private Token Next() => _tokens[_position++];

    /// <summary>
    /// Nodes up to the end of the template or to <c>end</c> or <c>else</c>, whose opening is taken and whose word is
    /// <paramref name="end"/>.
    /// </summary>
    private List<Node> ReadList(out string end)
    {
        var nodes = new List<Node>();
        while (true)
        {
            var token = Next();
            switch (token.Kind)
            {
                case TokenKind.End:
                    _position--;
                    end = "";
                    return nodes;
                case TokenKind.Text:
                    nodes.Add(new TextNode(token.Line, token.Text));
                    continue;
            }

            if (Current is { Kind: TokenKind.Word, Text: "end" or "else" })
            {
                end = Next().Text;
                return nodes;
            }

            nodes.Add(ReadAction(token.Line));
        }
    }

    private Node ReadAction(int line)
    {
        if (Current.Kind == TokenKind.Word)
        {
            var word = Current.Text;
            if (word is "if" or "with" or "range")
            {
                _position++;
                return ReadBranch(line, word);
            }

            if (word is "break" or "continue")
            {
                _position++;
                Require(TokenKind.Close, word);
                return _loops > 0
                    ? new LoopControlNode(line, word == "break")
                    : throw new TemplateException(line, $"{{{{{word}}}}} outside {{{{range}}}}");
            }

            if (Unavailable.Contains(word))
            {
                throw new TemplateException(line, $"{{{{{word}}}}} is not available in signet: write its content where it is used");
            }
        }

        var pipeline = ReadPipeline(TokenKind.Close, "command", mayBeTwo: false);
        return new ActionNode(line, pipeline);
    }

    private BranchNode ReadBranch(int line, string keyword)
    {
        Enter(line);
        var scope = _variables.Count;
        var pipeline = ReadPipeline(TokenKind.Close, keyword, mayBeTwo: keyword == "range");
        _loops += keyword == "range" ? 1 : 0;
        var body = ReadList(out var end);
        _loops -= keyword == "range" ? 1 : 0;
        IReadOnlyList<Node> alternative = [];
        if (end == "else" && Current is { Kind: TokenKind.Word, Text: "if" or "with" } && keyword != "range")
        {
            // {{else if}} is an if of its own that shares the {{end}}.
            var nested = Next();
            alternative = [ReadBranch(nested.Line, nested.Text)];
        }
        else
        {
            if (end == "else")
            {
                Require(TokenKind.Close, "else");
                alternative = ReadList(out end);
                if (end == "else")
                {
                    throw new TemplateException(Current.Line, "expected end; found {{else}}");
                }
            }

            if (end.Length == 0)
            {
                throw new TemplateException(Current.Line, "unexpected EOF: an {{end}} is missing");
            }

            Require(TokenKind.Close, "end");
        }

        _variables.RemoveRange(scope, _variables.Count - scope);
        _depth--;
        return new(line, keyword, pipeline, body, alternative);
    }

    private Pipeline ReadPipeline(TokenKind close, string context, bool mayBeTwo)
    {
        var line = Current.Line;
        Enter(line);
        var (variables, isDeclaration) = ReadVariables(mayBeTwo);
        var commands = new List<Command>();
        while (true)
        {
            var command = ReadCommand();
            if (command.Operands.Count == 0)
            {
                throw new TemplateException(
                    line, commands.Count == 0 ? $"missing value for {context}" : "missing value after |");
            }

            // Only a function can take what comes out of the one before.
            if (commands.Count > 0 && command.Operands[0] is ConstantOperand or DotOperand { Fields.Count: 0 })
            {
                throw new TemplateException(line, $"non executable command in pipeline stage {commands.Count + 1}");
            }

            commands.Add(command);
            var token = Next();
            if (token.Kind == close)
            {
                break;
            }

            if (token.Kind != TokenKind.Pipe)
            {
                throw Unexpected(token, context);
            }
        }

        _depth--;
        if (isDeclaration)
        {
            _variables.AddRange(variables);
        }

        return new(line, variables, isDeclaration, commands);
    }

    private (List<string> Variables, bool IsDeclaration) ReadVariables(bool mayBeTwo)
    {
        if (Current.Kind != TokenKind.Variable)
        {
            return ([], false);
        }

        var (first, second, operation) = (_tokens[_position], _tokens[_position + 1], _tokens[_position + 1]);
        var variables = new List<string> { first.Text };
        var length = 2;
        if (mayBeTwo && second.Kind == TokenKind.Comma && _tokens[_position + 2].Kind == TokenKind.Variable)
        {
            variables.Add(_tokens[_position + 2].Text);
            operation = _tokens[_position + 3];
            length = 4;
        }

        if (operation.Kind is not (TokenKind.Declare or TokenKind.Assign))
        {
            return ([], false);
        }

        _position += length;
        if (operation.Kind == TokenKind.Assign && variables.Find(v => !_variables.Contains(v)) is { } unknown)
        {
            throw Undefined(first.Line, unknown);
        }

        return (variables, operation.Kind == TokenKind.Declare);
    }

    private Command ReadCommand()
    {
        var line = Current.Line;
        var operands = new List<Operand>();
        while (ReadOperand() is { } operand)
        {
            operands.Add(operand);
        }

        return new(line, operands);
    }

    private Operand? ReadOperand()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Dot:
                _position++;
                return new DotOperand(token.Line, []);
            case TokenKind.Field:
                _position++;
                return new DotOperand(token.Line, [token.Text, .. ReadFields()]);
            case TokenKind.Variable:
                _position++;
                return _variables.Contains(token.Text)
                    ? new VariableOperand(token.Line, token.Text, ReadFields())
                    : throw Undefined(token.Line, token.Text);
            case TokenKind.Constant:
                _position++;
                return new ConstantOperand(token.Line, token.Value);
            case TokenKind.LeftParenthesis:
                _position++;
                return new PipelineOperand(
                    token.Line, ReadPipeline(TokenKind.RightParenthesis, "parenthesized pipeline", mayBeTwo: false), ReadFields());
            case TokenKind.Word:
                _position++;
                return token.Text switch
                {
                    "true" => new ConstantOperand(token.Line, true),
                    "false" => new ConstantOperand(token.Line, false),
                    "nil" => new ConstantOperand(token.Line, null),
                    var name when Functions.Has(name) => new FunctionOperand(token.Line, name),
                    var name => throw new TemplateException(
                        token.Line,
                        $"function \"{TerminalText.Escape(name)}\" not defined. Signet has: {string.Join(' ', Functions.Names)}"),
                };
            default:
                return null;
        }
    }

    private List<string> ReadFields()
    {
        var fields = new List<string>();
        while (Current is { Kind: TokenKind.Field, IsAttached: true })
        {
            fields.Add(Next().Text);
        }

        return fields;
    }

    private void Enter(int line)
    {
        if (++_depth > TemplateLimits.Depth)
        {
            throw new TemplateException(line, $"nested more than {TemplateLimits.Depth} deep");
        }
    }

    private void Require(TokenKind kind, string context)
    {
        var token = Next();
        if (token.Kind != kind)
        {
            throw Unexpected(token, context);
        }
    }

    private static TemplateException Unexpected(Token token, string context) => new(
        token.Line,
        $"unexpected {(token.Kind == TokenKind.End ? "EOF" : $"\"{TerminalText.Escape(token.Text)}\"")} in {context}");

    private static TemplateException Undefined(int line, string variable) =>
        new(line, $"undefined variable \"{TerminalText.Escape(variable)}\"");
}
