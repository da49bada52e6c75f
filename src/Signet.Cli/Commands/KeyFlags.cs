using Signet.Cli.CommandLine;
using Signet.Signatures;

namespace Signet.Cli.Commands;

/// <summary><c>--key-type</c> and <c>--validity</c> of the commands that generate keys.</summary>
internal sealed class KeyFlags(int defaultHours)
{
    private readonly StringFlag _type = new(
        "key-type",
        '\0',
        "type of key, options: rsa-2048, rsa-3072, rsa-4096, ec-256, ec-384, ec-521",
        "rsa-2048")
    {
        Values = ValueSources.Of(KeyTypes.Names),
    };

    private readonly DurationFlag _validity =
        new("validity", '\0', "time until the certificate expires, for example 720h", $"{defaultHours}h");

    /// <exception cref="CommandException">No such type.</exception>
    public KeySpec KeySpec => KeyTypes.Parse(_type.Value);

    /// <exception cref="CommandException">It is not a positive whole number of seconds.</exception>
    public TimeSpan Validity
    {
        get
        {
            if (!_validity.IsSet)
            {
                return TimeSpan.FromHours(defaultHours);
            }

            return _validity.Value is { Nanoseconds: > 0, IsWholeSeconds: true } duration
                ? duration.ToTimeSpan()
                : throw new CommandException("validity must be a positive duration of whole seconds");
        }
    }

    public void AddTo(FlagSet flags) => flags.Add(_type, _validity);
}
