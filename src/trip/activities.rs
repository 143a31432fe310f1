//! Data by what one does: how much an hour of each activity uses, and who says so.
//!
//! Public figures, rounded; real use depends on the app and its settings. Whole numbers from end
//! to end.

use crate::locale::Texts;

/// What people do on the way.
pub(crate) struct Activity {
    /// Its name, and the name of its control.
    pub(crate) name: &'static str,
    pub(crate) label: fn(&Texts) -> &'static str,
    /// MB in an hour.
    pub(crate) mb_per_hour: u64,
    /// Where the figure comes from.
    pub(crate) source: &'static str,
}

/// How many there are.
const COUNT: usize = 6;

/// All of them.
pub(crate) const ACTIVITIES: [Activity; COUNT] = [
    // 5 MB for an hour of navigation.
    Activity {
        name: "maps",
        label: |texts| texts.do_maps(),
        mb_per_hour: 5,
        source: "https://future-mag.co.uk/smartphone-data-are-you-using-too-much-or-too-little-find-out-here/",
    },
    // 0.17 GB in 8 hours of WhatsApp.
    Activity {
        name: "messages",
        label: |texts| texts.do_messages(),
        mb_per_hour: 20,
        source: "https://uk.news.yahoo.com/terrifying-truth-much-tiktok-habit-154449054.html",
    },
    // 3.1 GB in 7 hours of Instagram, 5.6 GB in almost 16 of Facebook: photos and short clips.
    Activity {
        name: "feeds",
        label: |texts| texts.do_feeds(),
        mb_per_hour: 400,
        source: "https://uk.news.yahoo.com/terrifying-truth-much-tiktok-habit-154449054.html",
    },
    // 600 kbit/s each way for two people on Zoom: 1.2 Mbit/s × 3600 s / 8.
    Activity {
        name: "calls",
        label: |texts| texts.do_video_calls(),
        mb_per_hour: 540,
        source: "https://nus.atlassian.net/wiki/spaces/CTS/pages/36394228/Bandwidth+Requirements",
    },
    // Up to 0.7 GB at Netflix's medium setting.
    Activity {
        name: "video",
        label: |texts| texts.do_video(),
        mb_per_hour: 700,
        source: "https://help.netflix.com/en/node/87",
    },
    // 160 kbit/s, Spotify's high setting.
    Activity {
        name: "music",
        label: |texts| texts.do_music(),
        mb_per_hour: 70,
        source: "https://support.spotify.com/us/article/audio-quality/",
    },
];

/// What a person does on a day, and how much of it over Wi-Fi.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Habits {
    /// Minutes a day, in the order of [`ACTIVITIES`].
    pub(crate) minutes: [u32; COUNT],
    /// From 0 to 100.
    pub(crate) wifi_percent: u32,
}

impl Habits {
    /// The longest that anything is done on a day, in minutes; and the steps to it.
    pub(crate) const LONGEST: u32 = 8 * 60;
    pub(crate) const STEP: u32 = 15;

    /// Of a traveller who finds the way, and tells of it.
    pub(crate) const USUAL: Self = Self { minutes: [60, 60, 30, 0, 0, 30], wifi_percent: 30 };

    /// What so many days come to in MB, a part of an MB counting as one.
    pub(crate) fn data_mb(&self, days: u32) -> u64 {
        let by_day: u64 = ACTIVITIES
            .iter()
            .zip(self.minutes)
            .map(|(activity, minutes)| activity.mb_per_hour * u64::from(minutes))
            .sum();
        let mobile = u64::from(100u32.saturating_sub(self.wifi_percent));
        (by_day * mobile * u64::from(days)).div_ceil(60 * 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simfare_engine::format::MAX_RESOURCE;
    use simfare_engine::request::MAX_HORIZON;

    #[test]
    fn hours_and_days_add_up_exactly() {
        let mut habits = Habits { minutes: [0; COUNT], wifi_percent: 0 };
        assert_eq!(habits.data_mb(30), 0);
        habits.minutes[4] = 60;
        assert_eq!(habits.data_mb(1), 700);
        assert_eq!(habits.data_mb(30), 21_000);
        habits.wifi_percent = 50;
        assert_eq!(habits.data_mb(30), 10_500);
        habits.minutes[0] = 15;
        // 15 minutes of maps are 1.25 MB, half of it over Wi-Fi; the last part of an MB is whole.
        assert_eq!(habits.data_mb(1), 351);
        habits.wifi_percent = 100;
        assert_eq!(habits.data_mb(30), 0);
    }

    #[test]
    fn the_most_of_everything_is_still_an_amount_of_data() {
        let most = Habits { minutes: [Habits::LONGEST; COUNT], wifi_percent: 0 };
        assert!(most.data_mb(MAX_HORIZON) <= MAX_RESOURCE);
    }

    #[test]
    fn each_figure_has_a_public_source() {
        for activity in &ACTIVITIES {
            assert!(activity.source.starts_with("https://"), "{}", activity.name);
            assert!(activity.mb_per_hour > 0, "{}", activity.name);
        }
    }
}
