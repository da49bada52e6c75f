using System.Runtime.CompilerServices;

namespace Signet.Cli.Output.GoTemplates;

/// <summary>Carries out a template on one value. Every node counts as a step, so that it comes to an end.</summary>
internal sealed class Evaluator(object? data)
{
    private readonly BoundedText _output = new();
    private readonly List<(string Name, object? Value)> _variables = [("$", data)];
    private int _steps;

    /// <summary>How a list of nodes ended.</summary>
    private enum Flow
    {
        Through,
        Break,
        Continue,
    }

    public string Run(IReadOnlyList<Node> nodes)
    {
        Walk(nodes, data);
        return _output.ToString();
    }

    private Flow Walk(IReadOnlyList<Node> nodes, object? dot)
    {
        foreach (var node in nodes)
        {
            Step(node.Line);
            switch (node)
            {
                case TextNode text:
                    Guard(text.Line, () => _output.Append(text.Text));
                    break;
                case ActionNode action:
                    var value = Evaluate(action.Pipeline, dot);
                    if (action.Pipeline.Variables.Count == 0)
                    {
                        Guard(action.Line, () => Print(value));
                    }

                    break;
                case LoopControlNode control:
                    return control.IsBreak ? Flow.Break : Flow.Continue;
                case BranchNode branch:
                    var flow = Branch(branch, dot);
                    if (flow != Flow.Through)
                    {
                        return flow;
                    }

                    break;
            }
        }

        return Flow.Through;
    }

    private void Print(object? value)
    {
        if (value is null)
        {
            _output.Append("<no value>");
        }
        else
        {
            GoFormat.AppendValue(_output, value);
        }
    }

    private Flow Branch(BranchNode branch, object? dot)
    {
        var scope = _variables.Count;
        var flow = branch.Keyword == "range" ? Range(branch, dot) : Choose(branch, dot);
        _variables.RemoveRange(scope, _variables.Count - scope);
        return flow;
    }

    private Flow Choose(BranchNode branch, object? dot)
    {
        var value = Evaluate(branch.Pipeline, dot);
        return GoValue.IsTrue(value)
            ? Walk(branch.Body, branch.Keyword == "with" ? value : dot)
            : Walk(branch.Else, dot);
    }

    private Flow Range(BranchNode branch, object? dot)
    {
        var pipeline = branch.Pipeline;
        var items = Items(branch.Line, EvaluateCommands(pipeline, dot));
        var isEmpty = true;
        foreach (var (key, item) in items)
        {
            isEmpty = false;
            Step(branch.Line);
            var scope = _variables.Count;
            Bind(pipeline, key, item);
            var flow = Walk(branch.Body, item);
            _variables.RemoveRange(scope, _variables.Count - scope);
            if (flow == Flow.Break)
            {
                break;
            }
        }

        return isEmpty ? Walk(branch.Else, dot) : Flow.Through;
    }

    private void Bind(Pipeline pipeline, object? key, object? item)
    {
        object?[] values = pipeline.Variables.Count == 2 ? [key, item] : [item];
        for (var i = 0; i < pipeline.Variables.Count; i++)
        {
            SetVariable(pipeline.Variables[i], values[i], pipeline.IsDeclaration);
        }
    }

    private static IEnumerable<(object? Key, object? Item)> Items(int line, object? value) => value switch
    {
        null => [],
        IReadOnlyList<object?> list => list.Select((item, i) => ((object?)(long)i, item)),
        IReadOnlyDictionary<string, object?> map => map.Select(pair => ((object?)pair.Key, pair.Value)),
        long count => Count(count),
        _ => throw new TemplateException(line, $"range can't iterate over a {GoValue.TypeName(value)}"),
    };

    // Each turn is a step, so a large number ends at that limit.
    private static IEnumerable<(object? Key, object? Item)> Count(long count)
    {
        for (var i = 0L; i < count; i++)
        {
            yield return (i, i);
        }
    }

    private object? Evaluate(Pipeline pipeline, object? dot)
    {
        var value = EvaluateCommands(pipeline, dot);
        foreach (var variable in pipeline.Variables)
        {
            SetVariable(variable, value, pipeline.IsDeclaration);
        }

        return value;
    }

    private object? EvaluateCommands(Pipeline pipeline, object? dot)
    {
        object? value = null;
        for (var i = 0; i < pipeline.Commands.Count; i++)
        {
            value = Evaluate(pipeline.Commands[i], dot, i > 0, value);
        }

        return value;
    }

    private object? Evaluate(Command command, object? dot, bool hasPrevious, object? previous)
    {
        Step(command.Line);
        var operand = command.Operands[0];
        if (operand is FunctionOperand function)
        {
            return Call(function, command, dot, hasPrevious, previous);
        }

        if (command.Operands.Count > 1 || hasPrevious)
        {
            throw new TemplateException(
                command.Line, operand.Fields is [.., var field]
                    ? $"{TerminalText.Escape(field)} is not a method but has arguments"
                    : "can't give argument to non-function");
        }

        return operand is ConstantOperand { Value: null }
            ? throw new TemplateException(command.Line, "nil is not a command")
            : Evaluate(operand, dot);
    }

    private object? Call(FunctionOperand function, Command command, object? dot, bool hasPrevious, object? previous)
    {
        var arguments = command.Operands.Skip(1);
        if (function.Name is "and" or "or")
        {
            return Decide(function, [.. arguments], dot, hasPrevious, previous);
        }

        var values = arguments.Select(argument => Evaluate(argument, dot)).ToList();
        if (hasPrevious)
        {
            values.Add(previous);
        }

        return Guard(function.Line, () => Functions.Call(function.Name, values));
    }

    /// <summary>The first value that decides, or the last: what comes after it is not evaluated.</summary>
    private object? Decide(
        FunctionOperand function, List<Operand> arguments, object? dot, bool hasPrevious, object? previous)
    {
        if (arguments.Count == 0 && !hasPrevious)
        {
            throw new TemplateException(function.Line, $"wrong number of args for {function.Name}: want at least 1 got 0");
        }

        object? value = null;
        foreach (var argument in arguments)
        {
            value = Evaluate(argument, dot);
            if (GoValue.IsTrue(value) == (function.Name == "or"))
            {
                return value;
            }
        }

        return hasPrevious ? previous : value;
    }

    private object? Evaluate(Operand operand, object? dot)
    {
        Step(operand.Line);
        var value = operand switch
        {
            ConstantOperand constant => constant.Value,
            DotOperand => dot,
            VariableOperand variable => _variables.FindLast(v => v.Name == variable.Name).Value,
            PipelineOperand inner => Evaluate(inner.Pipeline, dot),
            FunctionOperand function => Call(function, new(function.Line, [function]), dot, hasPrevious: false, null),
            _ => throw new TemplateException(operand.Line, "cannot be evaluated"),
        };
        foreach (var field in operand.Fields)
        {
            value = value switch
            {
                // A member that is not there is no value, and so are all of its members.
                null => null,
                IReadOnlyDictionary<string, object?> map => map.GetValueOrDefault(field),
                _ => throw new TemplateException(
                    operand.Line, $"can't evaluate field {TerminalText.Escape(field)} in a {GoValue.TypeName(value)}"),
            };
        }

        return value;
    }

    private void SetVariable(string name, object? value, bool isDeclaration)
    {
        if (isDeclaration)
        {
            _variables.Add((name, value));
        }
        else
        {
            _variables[_variables.FindLastIndex(v => v.Name == name)] = (name, value);
        }
    }

    private void Step(int line)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_steps > TemplateLimits.Steps)
        {
            throw new TemplateException(line, $"more than {TemplateLimits.Steps} steps: a loop over less, or not in a loop");
        }
    }

    private static void Guard(int line, Action action) => Guard(line, () =>
    {
        action();
        return null;
    });

    private static object? Guard(int line, Func<object?> function)
    {
        try
        {
            return function();
        }
        catch (FormatException e)
        {
            throw new TemplateException(line, TerminalText.Escape(e.Message));
        }
    }
}
