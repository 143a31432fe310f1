//! Trips as they are typed, and what they mean.

use simfare_engine::catalog::Catalog;
use simfare_engine::format::MAX_RESOURCE;
use simfare_engine::request::MAX_HORIZON;
use simfare_engine::{Date, Request, Resource};

use super::*;

fn shop() -> Catalog {
    Catalog::from_json(include_bytes!("../../public/catalog.json")).unwrap()
}

fn new_year() -> Date {
    Date::from_ymd(2027, 1, 1).unwrap()
}

#[test]
fn a_request_comes_back_as_it_was() {
    let catalog = shop();
    for json in [
        r#"{"schema": "simfare.request/1", "start_date": "2026-12-01", "phases": [{"days": 1}]}"#,
        r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
            "phases": [{"days": 14, "data_mb": 10241, "minutes": 60, "intl_minutes": 5,
                        "sms": 20, "reachable": true}, {"days": 700}],
            "number": "hold", "lines": 2, "throttle_min_kbps": 512, "autopay": true,
            "margin_percent": 20, "grace_margin_days": 7, "payment_method": "paypal",
            "coupon": "WELCOME10",
            "filter": {"brands": ["tello"], "exclude": ["mint"], "networks": ["T-Mobile"],
                       "sim": "esim"}}"#,
        r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
            "phases": [{"days": 730, "data_mb": 1000000000}], "number": "keep",
            "line": {"brand": "tello", "plan": "tello-5-gb-300-min", "days_left": 6,
                     "left": {"data_mb": "unlimited", "minutes": 120, "sms": 3}}}"#,
        r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
            "phases": [{"days": 9, "sms": 1}],
            "line": {"brand": "tello", "paygo": "tello-paygo", "days_left": 0,
                     "balance": "7.05"}}"#,
    ] {
        let request = Request::from_json(json.as_bytes(), &catalog).unwrap();
        let meaning = Trip::of(&request, 2).meaning(&catalog);
        assert_eq!(meaning.wrong, []);
        assert_eq!(meaning.request, Some(request));
    }
}

fn wrong(trip: &Trip) -> Vec<(Option<usize>, Field, Wrong)> {
    let complaints = trip.meaning(&shop()).wrong;
    complaints.into_iter().map(|of| (of.stage, of.field, of.wrong)).collect()
}

fn phases(trip: &Trip) -> Vec<(u32, u64)> {
    let request = trip.meaning(&shop()).request.unwrap();
    request.phases.iter().map(|phase| (phase.days.get(), phase.data_mb)).collect()
}

#[test]
fn what_is_wrong_is_told_by_field_and_stops_the_answer() {
    let mut trip = Trip::new(new_year());
    trip.set(Field::Start, "2027-02-30".to_owned());
    trip.set(Field::Days, "731".to_owned());
    trip.set(Field::Sms, "1000000001".to_owned());
    trip.set(Field::Minutes, None);
    trip.number = NumberRule::Keep;
    assert_eq!(trip.meaning(&shop()).request, None);
    assert_eq!(
        wrong(&trip),
        [
            (None, Field::Start, Wrong::NotADate),
            (Some(0), Field::Days, Wrong::OutOf(1, 730)),
            (Some(0), Field::Minutes, Wrong::NotWhole),
            (Some(0), Field::Sms, Wrong::OutOf(0, MAX_RESOURCE)),
            (None, Field::Number, Wrong::NoLine),
        ]
    );
}

#[test]
fn each_stage_keeps_what_is_typed_into_it() {
    let mut trip = Trip::new(new_year());
    trip.add_stage();
    trip.set_in(1, Field::Days, "x".to_owned());
    assert_eq!(wrong(&trip), [(Some(1), Field::Days, Wrong::NotWhole)]);
    trip.move_stage(1, 0);
    assert_eq!(wrong(&trip), [(Some(0), Field::Days, Wrong::NotWhole)]);
    assert_eq!(trip.text_in(0, Field::Days), "x");
    trip.remove_stage(0);
    assert_eq!(phases(&trip), [(14, 5120)]);
    trip.remove_stage(0);
    assert_eq!(phases(&trip), [(14, 5120)], "the last stage stays");
}

#[test]
fn an_unknown_coupon_is_left_out() {
    let catalog = shop();
    let mut trip = Trip::new(new_year());
    trip.set(Field::Coupon, " NOPE ".to_owned());
    let meaning = trip.meaning(&catalog);
    assert_eq!(
        meaning.wrong,
        [Complaint {
            stage: None,
            field: Field::Coupon,
            wrong: Wrong::UnknownCoupon("NOPE".to_owned()),
        }]
    );
    assert!(meaning.request.is_some_and(|request| request.coupon.is_none()));
    trip.set(Field::Coupon, " WELCOME10 ".to_owned());
    assert!(trip.meaning(&catalog).request.is_some_and(|request| request.coupon.is_some()));
}

#[test]
fn all_stages_together_have_a_longest() {
    let catalog = shop();
    let json = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                   "phases": [{"days": 30}, {"days": 600}]}"#;
    let request = Request::from_json(json.as_bytes(), &catalog).unwrap();
    let mut trip = Trip::of(&request, 2);
    trip.set(Field::Days, "131".to_owned());
    assert_eq!(
        wrong(&trip),
        [
            (Some(0), Field::Days, Wrong::OutOf(1, 130)),
            (Some(1), Field::Days, Wrong::OutOf(1, 599)),
        ]
    );
    trip.remove_stage(1);
    assert_eq!(wrong(&trip), []);
}

#[test]
fn a_last_day_and_a_length_keep_in_step() {
    let mut trip = Trip::new(new_year());
    assert_eq!(trip.last_day(0), "2027-01-14");
    trip.set(Field::LastDay, "2027-01-31".to_owned());
    assert_eq!(trip.text(Field::Days), "31");
    trip.set(Field::Start, "2027-02-01".to_owned());
    assert_eq!(trip.last_day(0), "2027-03-03", "the length stays");
    trip.add_stage();
    assert_eq!(trip.last_day(1), "2027-04-02");
    trip.set_in(1, Field::LastDay, "2027-03-04".to_owned());
    assert_eq!(trip.text_in(1, Field::Days), "1");

    // One that can't be is kept, and the length as it was.
    trip.set_in(1, Field::LastDay, "2027-03-03".to_owned());
    let (first, last) = (Date::from_ymd(2027, 3, 4), Date::from_ymd(2029, 1, 30));
    let range = Wrong::NotBetween(first.unwrap(), last.unwrap());
    assert_eq!(wrong(&trip), [(Some(1), Field::LastDay, range)]);
    assert_eq!(trip.last_day(1), "2027-03-03");
    trip.set_in(1, Field::LastDay, String::new());
    assert_eq!(wrong(&trip), [(Some(1), Field::LastDay, Wrong::NotADate)]);
    trip.set_in(1, Field::Days, "2".to_owned());
    assert_eq!(wrong(&trip), []);
    assert_eq!(trip.last_day(1), "2027-03-05");
}

#[test]
fn a_line_that_another_catalog_lacks_is_complained_of() {
    let mut trip = Trip::new(new_year());
    trip.take_line(&shop());
    trip.set(Field::DaysLeft, "6".to_owned());
    assert_eq!(wrong(&trip), []);
    trip.offer = "gone".to_owned();
    assert_eq!(wrong(&trip), [(None, Field::Offer, Wrong::Missing)]);
    assert_eq!(trip.meaning(&shop()).request, None, "no price as if there was no line");
}

#[test]
fn what_becomes_of_a_line_until_the_trip_can_be_part_of_it() {
    let catalog = shop();
    let mut trip = Trip::new(new_year());
    trip.take_line(&catalog);
    trip.set(Field::Expiry, "2026-12-20".to_owned());
    assert_eq!(wrong(&trip), [(None, Field::Expiry, Wrong::EndsBefore)]);
    // Its end is to come, or has passed: a grace period runs from then.
    for (today, first, days) in
        [("2026-12-05", "2026-12-05", "27"), ("2026-12-30", "2026-12-20", "12")]
    {
        let mut trip = trip.clone();
        let earlier = trip.earlier_start(Date::parse(today).unwrap());
        assert_eq!(earlier.map(|day| day.to_string()).as_deref(), Some(first));
        trip.begin_earlier(earlier.unwrap());
        assert_eq!(wrong(&trip), []);
        assert_eq!((trip.text(Field::Start), trip.expiry().as_str()), (first, "2026-12-20"));
        let away = &trip.stages()[0];
        assert!(away.away && away.text(Field::Days) == days);
        assert_eq!(trip.first_day(1), Some(new_year()));
        assert_eq!(trip.earlier_start(Date::parse(today).unwrap()), None);
    }
    // There has to be room for it.
    trip.set(Field::Days, "718".to_owned());
    let today = Date::parse("2026-12-30").unwrap();
    assert_eq!(trip.earlier_start(today), Date::parse("2026-12-20"));
    trip.set(Field::Days, "719".to_owned());
    assert_eq!(trip.earlier_start(today), None);
}

#[test]
fn an_expiry_and_the_days_left_keep_in_step() {
    let catalog = shop();
    let mut trip = Trip::new(new_year());
    trip.take_line(&catalog);
    assert_eq!(wrong(&trip), [(None, Field::DaysLeft, Wrong::Missing)]);
    trip.set(Field::DaysLeft, "6".to_owned());
    assert_eq!(trip.expiry(), "2027-01-07");
    trip.set(Field::Expiry, "2027-02-01".to_owned());
    assert_eq!(trip.text(Field::DaysLeft), "31");
    trip.set(Field::Start, "2027-01-31".to_owned());
    assert_eq!(trip.text(Field::DaysLeft), "1", "the date stays");
    trip.set(Field::Start, "2027-02-02".to_owned());
    assert_eq!(wrong(&trip), [(None, Field::Expiry, Wrong::EndsBefore)]);
    trip.set(Field::DaysLeft, "0".to_owned());
    assert_eq!(wrong(&trip), []);
    assert_eq!(trip.expiry(), "2027-02-02");
    // Whoever moves their trip doesn't move the day on which the line ends; a page's days count from
    // the first day, wherever it is.
    trip.type_in(0, Field::Start, Some("2027-01-20".to_owned()));
    assert_eq!((trip.expiry().as_str(), trip.text(Field::DaysLeft)), ("2027-02-02", "13"));
    trip.set(Field::DaysLeft, "13".to_owned());
    trip.set(Field::Start, "2027-01-10".to_owned());
    assert_eq!((trip.expiry().as_str(), trip.text(Field::DaysLeft)), ("2027-01-23", "13"));
}

#[test]
fn stages_are_added_moved_and_resized() {
    let mut trip = Trip::new(new_year());
    assert_eq!(trip.add_stage(), 1);
    assert_eq!(trip.add_stage(), 2);
    assert_eq!(phases(&trip), [(14, 5120), (30, 0), (30, 5120)]);
    trip.move_stage(2, 0);
    assert_eq!(phases(&trip), [(30, 5120), (14, 5120), (30, 0)]);
    trip.move_edge(1, 40);
    assert_eq!(phases(&trip), [(30, 5120), (40, 5120), (4, 0)]);
    trip.move_edge(0, 1000);
    trip.move_edge(2, 5);
    assert_eq!(phases(&trip), [(69, 5120), (1, 5120), (4, 0)]);
    for _ in 0..200 {
        trip.add_stage();
    }
    let request = trip.meaning(&shop()).request.unwrap();
    assert!(request.phases.len() <= MAX_STAGES);
    assert_eq!(request.horizon(), MAX_HORIZON);
    assert!(!trip.has_room());
}

#[test]
fn away_uses_nothing_and_forgets_nothing() {
    let mut trip = Trip::new(new_year());
    trip.set(Field::Sms, "?".to_owned());
    trip.stage_mut(0).unwrap().away = true;
    assert_eq!(phases(&trip), [(14, 0)]);
    trip.stage_mut(0).unwrap().away = false;
    assert_eq!(wrong(&trip), [(Some(0), Field::Sms, Wrong::NotWhole)]);
}

#[test]
fn what_one_does_is_the_data_of_the_days() {
    let mut trip = Trip::new(new_year());
    let stage = trip.stage_mut(0).unwrap();
    stage.by_habits = true;
    stage.habits.wifi_percent = 0;
    stage.habits.minutes = [0, 0, 0, 0, 60, 0];
    assert_eq!(phases(&trip), [(14, 9800)]);
    trip.set(Field::Days, "30".to_owned());
    assert_eq!(phases(&trip), [(30, 21_000)]);
    trip.set_use(Resource::Data, 10_500);
    trip.set(Field::Days, "60".to_owned());
    assert_eq!(phases(&trip), [(60, 10_500)], "an amount from then on");
}

#[test]
fn a_number_that_stays_has_a_margin_of_a_week_unless_the_request_says_otherwise() {
    let catalog = shop();
    let margin = |trip: &Trip| trip.meaning(&catalog).request.unwrap().grace_margin_days;
    let mut trip = Trip::new(new_year());
    assert_eq!(margin(&trip), 0);
    trip.number = NumberRule::Hold;
    assert_eq!(margin(&trip), 7);
    trip.set_grace_margin(0);
    assert_eq!(margin(&trip), 0);
    let json = br#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                    "phases": [{"days": 30}], "number": "hold"}"#;
    assert_eq!(margin(&Trip::of(&Request::from_json(json, &catalog).unwrap(), 2)), 0);
    let json = br#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                    "phases": [{"days": 30}], "grace_margin_days": 3}"#;
    assert_eq!(margin(&Trip::of(&Request::from_json(json, &catalog).unwrap(), 2)), 3);
    // One that hasn't said what becomes of the number says it in the form.
    let json = br#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                    "phases": [{"days": 30}]}"#;
    let mut trip = Trip::of(&Request::from_json(json, &catalog).unwrap(), 2);
    assert_eq!(margin(&trip), 0);
    trip.number = NumberRule::Hold;
    assert_eq!(margin(&trip), 7);
}

#[test]
fn a_change_from_elsewhere_leaves_stages_as_they_were_typed() {
    let catalog = shop();
    let mut trip = Trip::new(new_year());
    trip.stage_mut(0).unwrap().by_habits = true;
    trip.add_stage();
    let mut request = trip.meaning(&catalog).request.unwrap();
    request.autopay = true;
    request.phases[1].sms = 3;
    let after = trip.after(&request, 2);
    assert!(after.stages()[0].by_habits);
    assert!(!after.stages()[1].away);
    assert_eq!(after.meaning(&catalog).request, Some(request));
}

#[test]
fn presets_make_trips_that_can_be_bought() {
    let catalog = shop();
    for preset in presets::Preset::ALL {
        let mut trip = Trip::new(new_year());
        assert!(!preset.is(&trip));
        preset.apply(&mut trip, Some(&catalog));
        assert!(preset.is(&trip));
        if preset == presets::Preset::KeepNumber {
            assert_eq!(wrong(&trip), [(None, Field::DaysLeft, Wrong::Missing)]);
            trip.set(Field::DaysLeft, "30".to_owned());
        }
        let request = trip.meaning(&catalog).request.unwrap();
        let quote = simfare_engine::quote(&catalog, &request).unwrap();
        assert!(quote.total.is_some(), "{preset:?}");
        trip.set(Field::Days, "8".to_owned());
        assert!(!preset.is(&trip));
    }
}

#[test]
fn all_of_a_plan_is_left_until_some_is_gone() {
    let catalog = shop();
    let mut trip = Trip::new(new_year());
    trip.choose_brand("tello", &catalog);
    trip.choose_offer("tello-5-gb-300-min", &catalog);
    assert!(trip.has_all(&catalog));
    trip.set(Field::LeftMinutes, "1".to_owned());
    assert!(!trip.has_all(&catalog));
    trip.leave_all(&catalog);
    assert_eq!(trip.text(Field::LeftMinutes), "300");
}
