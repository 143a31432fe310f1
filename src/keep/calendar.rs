//! Calendar files, RFC 5545, in the part of it that every calendar reads alike: whole days, an
//! alarm each, nothing exotic.

use simfare_engine::Date;

/// The longest line, in octets without its end.
const LINE: usize = 75;

/// Something to do on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// The same for the same thing, so that a second import changes rather than doubles it.
    pub(super) id: String,
    pub(super) date: Date,
    pub(super) summary: String,
    pub(super) description: String,
    /// How many days ahead the reminder comes.
    pub(super) lead: u32,
}

/// The file. `now` is in seconds since 1970, UTC.
pub(super) fn file(events: &[Event], now: u64) -> String {
    let mut file = String::new();
    let mut line = |name: &str, value: &str| fold(&mut file, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", concat!("-//Simfare//Simfare ", env!("CARGO_PKG_VERSION"), "//EN"));
    line("CALSCALE", "GREGORIAN");
    let stamp = stamp(now);
    for (i, event) in events.iter().enumerate() {
        // The same thing twice on a day is two things.
        let same = events[..i].iter().filter(|before| before.id == event.id).count();
        let id = match same {
            0 => format!("{}@simfare", event.id),
            _ => format!("{}-{}@simfare", event.id, same + 1),
        };
        line("BEGIN", "VEVENT");
        line("UID", &escaped(&id));
        line("DTSTAMP", &stamp);
        line("DTSTART;VALUE=DATE", &day(event.date));
        line("DTEND;VALUE=DATE", &day(event.date.plus_days(1)));
        line("SUMMARY", &escaped(&event.summary));
        line("DESCRIPTION", &escaped(&event.description));
        line("TRANSP", "TRANSPARENT");
        line("BEGIN", "VALARM");
        line("ACTION", "DISPLAY");
        line("DESCRIPTION", &escaped(&event.summary));
        // At nine in the morning, wherever the person is: a whole day begins at midnight there.
        line(
            "TRIGGER",
            &match event.lead {
                0 => "PT9H".to_owned(),
                1 => "-PT15H".to_owned(),
                days => format!("-P{}DT15H", days - 1),
            },
        );
        line("END", "VALARM");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    file
}

/// A day: `20261201`.
pub(super) fn day(date: Date) -> String {
    let (year, month, day) = date.ymd();
    format!("{year:04}{month:02}{day:02}")
}

/// A moment: `20261121T143700Z`.
fn stamp(now: u64) -> String {
    const DAY: u64 = 86_400;
    let days = i64::try_from(now / DAY).unwrap_or_default();
    let date = Date::from_ymd(1970, 1, 1).map(|epoch| day(epoch.plus_days(days)));
    let (minutes, second) = (now % DAY / 60, now % 60);
    format!("{}T{:02}{:02}{second:02}Z", date.unwrap_or_default(), minutes / 60, minutes % 60)
}

/// A text value (§3.3.11). Control characters, which it can't have, are left out.
fn escaped(text: &str) -> String {
    let mut value = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => value.extend(['\\', letter]),
            '\n' => value.push_str("\\n"),
            _ if letter.is_control() => {}
            _ => value.push(letter),
        }
    }
    value
}

/// Writes a line in pieces of at most 75 octets, none of which ends inside a character (§3.1).
fn fold(file: &mut String, line: &str) {
    let mut length = 0;
    for letter in line.chars() {
        if length + letter.len_utf8() > LINE {
            file.push_str("\r\n ");
            length = 1;
        }
        file.push(letter);
        length += letter.len_utf8();
    }
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn event(summary: &str, description: &str) -> Event {
        Event {
            id: "us-demo-20261231-tello-5gb".to_owned(),
            date: date("2026-12-31"),
            summary: summary.to_owned(),
            description: description.to_owned(),
            lead: 3,
        }
    }

    /// What a reader makes of folded lines.
    fn unfolded(file: &str) -> Vec<String> {
        let lines = file.replace("\r\n ", "");
        lines.strip_suffix("\r\n").unwrap().split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_file_is_what_the_standard_says() {
        let file = file(&[event("Renew, now; \\o/", "a\r\nb\u{7}")], 1_795_271_820);
        assert_eq!(
            file,
            concat!(
                "BEGIN:VCALENDAR\r\n",
                "VERSION:2.0\r\n",
                "PRODID:-//Simfare//Simfare ",
                env!("CARGO_PKG_VERSION"),
                "//EN\r\n",
                "CALSCALE:GREGORIAN\r\n",
                "BEGIN:VEVENT\r\n",
                "UID:us-demo-20261231-tello-5gb@simfare\r\n",
                "DTSTAMP:20261121T143700Z\r\n",
                "DTSTART;VALUE=DATE:20261231\r\n",
                "DTEND;VALUE=DATE:20270101\r\n",
                "SUMMARY:Renew\\, now\\; \\\\o/\r\n",
                "DESCRIPTION:a\\nb\r\n",
                "TRANSP:TRANSPARENT\r\n",
                "BEGIN:VALARM\r\n",
                "ACTION:DISPLAY\r\n",
                "DESCRIPTION:Renew\\, now\\; \\\\o/\r\n",
                "TRIGGER:-P2DT15H\r\n",
                "END:VALARM\r\n",
                "END:VEVENT\r\n",
                "END:VCALENDAR\r\n",
            )
        );
    }

    #[test]
    fn lines_are_short_and_unfold_to_what_they_were() {
        // Texts of all lengths, of characters of one to four octets, always the same ones.
        let letters = ['a', ',', 'é', '流', '📱', ' ', '\\', '\n', ';', ':', '"'];
        let mut seed = 1u64;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % below
        };
        for length in 0..400 {
            let text: String = (0..length).map(|_| letters[next(letters.len())]).collect();
            let file = file(&[event(&text, &text)], 0);
            assert!(file.ends_with("\r\n"));
            for line in file.split("\r\n") {
                assert!(line.len() <= 75, "{line}");
                assert!(!line.contains(['\r', '\n']), "{line:?}");
            }
            let lines = unfolded(&file);
            for name in ["SUMMARY:", "DESCRIPTION:"] {
                let value = lines.iter().find_map(|line| line.strip_prefix(name)).unwrap();
                assert_eq!(unescaped(value), text);
            }
        }
    }

    fn unescaped(value: &str) -> String {
        let mut text = String::new();
        let mut letters = value.chars();
        while let Some(letter) = letters.next() {
            text.push(match letter {
                '\\' => match letters.next().unwrap() {
                    'n' => '\n',
                    other => other,
                },
                other => other,
            });
        }
        text
    }

    #[test]
    fn the_same_twice_on_a_day_is_two() {
        let file = file(&[event("a", ""), event("a", ""), event("a", "")], 0);
        for id in ["5gb@", "5gb-2@", "5gb-3@"] {
            assert_eq!(file.matches(id).count(), 1, "{id}");
        }
    }

    #[test]
    fn a_reminder_comes_in_the_morning() {
        let triggers = [(0, "TRIGGER:PT9H"), (1, "TRIGGER:-PT15H"), (10, "TRIGGER:-P9DT15H")];
        for (lead, trigger) in triggers {
            let event = Event { lead, ..event("a", "") };
            assert!(file(&[event], 0).contains(&format!("\r\n{trigger}\r\n")));
        }
    }
}
