//! Data worked out of what one does on a day.

use web_sys::HtmlInputElement;

use super::activities::{ACTIVITIES, Activity, Habits};
use super::controls::Form;
use super::stage::Stage;
use crate::dom::{El, Property, el, target};
use crate::locale::Format;

impl Form<'_> {
    /// What is done on a day, and what it comes to.
    #[cold]
    #[inline(never)]
    pub(super) fn habits(&self, stage: &Stage) -> El {
        let texts = self.texts;
        let rows = ACTIVITIES.iter().enumerate();
        let rows = rows.map(|(index, activity)| {
            self.activity(index, activity, stage.habits.minutes.get(index).copied().unwrap_or(0))
        });
        let wifi = stage.habits.wifi_percent;
        let share = texts.percent(&self.format.number(wifi.into())).text();
        let slider = self.slider("wifi", wifi, 5, 100, share.clone(), |habits, percent| {
            habits.wifi_percent = percent.min(100);
        });
        let sum = stage.days().map(|days| {
            let length = self.format.count(texts.count_days(), days.into());
            texts.habits_sum(&about(self.format, stage.habits.data_mb(days)), &length).text()
        });
        // No fieldset: WebKit keeps its legend on a border that isn't there.
        el("div")
            .class("habits")
            .part("habits")
            .attr("role", "group")
            .attr("aria-labelledby", "habits")
            .child(el("p").attr("id", "habits").part("label").child(texts.habits()))
            .children(rows.map(Into::into))
            .child(
                el("div")
                    .class("habit")
                    .child(
                        el("div")
                            .child(el("label").attr("for", "wifi").child(texts.wifi_share()))
                            .child(el("p").class("hint").child(texts.wifi_hint())),
                    )
                    .child(slider)
                    .child(el("output").attr("for", "wifi").child(share)),
            )
            .maybe(sum.map(|sum| {
                el("p").class("habits-sum").part("habits-sum").child(el("strong").child(sum))
            }))
            .child(el("p").class("hint").child(texts.habits_hint()))
    }

    fn activity(&self, index: usize, activity: &'static Activity, minutes: u32) -> El {
        let texts = self.texts;
        let name = (activity.label)(texts);
        let time = duration(self.format, minutes);
        let rate = texts.habit_rate(&self.format.data(activity.mb_per_hour)).text();
        let slider = self.slider(
            activity.name,
            minutes,
            Habits::STEP,
            Habits::LONGEST,
            time.clone(),
            move |habits, minutes| {
                if let Some(place) = habits.minutes.get_mut(index) {
                    *place = minutes.min(Habits::LONGEST);
                }
            },
        );
        // The figure leads to who says so.
        let source = el("a")
            .attr("href", activity.source)
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer")
            .attr("aria-label", texts.habit_source_of(&rate, name).text())
            .child(rate);
        el("div")
            .class("habit")
            .child(
                el("div")
                    .child(el("label").attr("for", activity.name).child(name))
                    .child(el("p").class("hint").child(source)),
            )
            .child(slider)
            .child(el("output").attr("for", activity.name).child(time))
    }

    /// A slider that changes the habits of the stage in hand.
    fn slider(
        &self,
        name: &'static str,
        value: u32,
        step: u32,
        most: u32,
        text: String,
        set: impl Fn(&mut Habits, u32) + 'static,
    ) -> El {
        let state = self.state;
        let place = self.place;
        el("input")
            .part("slider")
            .attr("type", "range")
            .attr("id", name)
            .attr("name", name)
            .attr("min", "0")
            .attr("max", most.to_string())
            .attr("step", step.to_string())
            .attr("aria-valuetext", text)
            .on("input", move |event| {
                let Some(input) = target::<HtmlInputElement>(&event) else { return };
                let Ok(value) = input.value().parse() else { return };
                state.change(|trip| {
                    if let Some(stage) = trip.stage_mut(place) {
                        set(&mut stage.habits, value);
                    }
                });
            })
            .holds(Property::Value(value.to_string()))
    }
}

/// "1 h 30 min".
fn duration(format: &Format, minutes: u32) -> String {
    let texts = format.texts;
    let (hours, rest) =
        (format.number((minutes / 60).into()), format.number((minutes % 60).into()));
    match (minutes / 60, minutes % 60) {
        (0, _) => texts.amount_minutes(&rest).text(),
        (_, 0) => texts.time_hours(&hours).text(),
        _ => texts.time_hours_minutes(&hours, &rest).text(),
    }
}

/// An amount of data as one says it: tenths of a GB.
pub(super) fn about(format: &Format, mb: u64) -> String {
    if mb < 1000 {
        return format.data(mb);
    }
    let tenths = (mb * 10 + 512) / 1024;
    let gigabytes = format!("{}.{}", tenths / 10, tenths % 10);
    format.texts.amount_gb(&format.decimal(&gigabytes)).text()
}
