namespace BlinkSaaS.Pulls.Tests.Runs;

public class TimelineSlotsTests
{
    [Fact]
    public void Every_moment_lies_in_its_slot_and_a_day_has_few_of_them()
    {
        for (var seconds = 0.0; seconds < 86_400; seconds = (seconds + 0.7) * 1.001)
        {
            var moment = TimeSpan.FromSeconds(seconds);
            var slot = TimelineSlots.At(moment);
            Assert.True(TimelineSlots.Start(slot) <= moment && moment < TimelineSlots.Start(slot + 1), $"{moment} in slot {slot}");
        }

        Assert.InRange(TimelineSlots.At(TimeSpan.FromDays(1)), 600, 700);
        Assert.Equal(0, TimelineSlots.At(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public void No_slot_is_longer_than_a_sixtieth_of_the_time_before_it()
    {
        for (var slot = 120; slot < 900; slot++)
        {
            Assert.Equal(slot, TimelineSlots.At(TimelineSlots.Start(slot)));
            Assert.True(TimelineSlots.Start(slot + 1) - TimelineSlots.Start(slot) <= TimelineSlots.Start(slot) / 60);
        }
    }
}
