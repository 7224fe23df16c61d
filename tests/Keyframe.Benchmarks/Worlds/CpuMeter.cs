using System.Globalization;
using System.Text.Json.Nodes;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>
/// Processor time from its making on: of this process, and of the whole machine. It tells what bounds a figure.
/// </summary>
internal sealed class CpuMeter
{
    private readonly TimeSpan _own = Own;
    private readonly double _machine = Machine;

    /// <summary>The time so far, in milliseconds for each item.</summary>
    public JsonObject ToJson(int items) => new()
    {
        ["thisProcessMsPerItem"] = Math.Round((Own - _own).TotalMilliseconds / items, 3),
        ["machineMsPerItem"] = Math.Round((Machine - _machine) / items, 3),
    };

    private static TimeSpan Own => Environment.CpuUsage.TotalTime;

    /// <summary>Busy milliseconds of all processors; 0 where there is no /proc.</summary>
    private static double Machine
    {
        get
        {
            if (!File.Exists("/proc/stat"))
            {
                return 0;
            }

            // cpu user nice system idle iowait irq softirq …, in hundredths of a second
            string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            long[] ticks = [.. fields.Skip(1).Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
            return 10.0 * (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]);
        }
    }
}
