//! The same trip, but longer or shorter, or with more or less data.

use simfare_engine::format::{MAX_RESOURCE, Whole};
use simfare_engine::request::{MAX_HORIZON, MAX_PHASES, Phase};
use simfare_engine::{Request, Resource};

/// The trip's first days; or the trip, going on as it was last used, until it has so many.
pub(super) fn of_length(request: &Request, days: u32) -> Option<Request> {
    if days == 0 || days > MAX_HORIZON {
        return None;
    }
    let mut left = days;
    let mut phases = Vec::new();
    for phase in &request.phases {
        let length = phase.days.get().min(left);
        if length > 0 {
            phases.push(stretched(phase, length)?);
            left -= length;
        }
    }
    if left > 0 {
        let end = phases.len().checked_sub(1)?;
        let last = phases.iter().rposition(|phase| !phase.is_idle()).unwrap_or(end);
        if last == end || phases.len() >= MAX_PHASES {
            phases[last] = stretched(&phases[last], phases[last].days.get() + left)?;
        } else {
            phases.push(stretched(&phases[last], left)?);
        }
    }
    Some(Request { phases, ..request.clone() })
}

/// The trip with so much data altogether, spread over its phases as before.
pub(super) fn of_data(request: &Request, mb: u64) -> Request {
    let uses_data = data(request) > 0;
    // Where there was none, by days.
    let weight = |phase: &Phase| {
        if uses_data { phase.data_mb } else { u64::from(phase.days.get()) }
    };
    let all = request.phases.iter().map(weight).sum::<u64>().max(1);
    let (mut weighed, mut given) = (0, 0);
    let mut request = request.clone();
    for phase in &mut request.phases {
        weighed += weight(phase);
        // Rounded as a sum, so that the phases come to exactly so much.
        let until_here = u128::from(mb) * u128::from(weighed) / u128::from(all);
        let until_here = u64::try_from(until_here).unwrap_or(MAX_RESOURCE);
        phase.data_mb = (until_here - given).min(MAX_RESOURCE);
        given = until_here;
    }
    request
}

/// The trip with its data times so many percent, each phase's rounded up.
pub(super) fn scaled_data(request: &Request, percent: u64) -> Request {
    let mut request = request.clone();
    for phase in &mut request.phases {
        phase.data_mb = (phase.data_mb * percent).div_ceil(100).min(MAX_RESOURCE);
    }
    request
}

/// How much data the trip uses altogether.
pub(super) fn data(request: &Request) -> u64 {
    request.phases.iter().map(|phase| phase.data_mb).sum()
}

/// Whether anything of a resource is used.
pub(super) fn uses(request: &Request, resource: Resource) -> bool {
    request.phases.iter().any(|phase| phase.totals()[resource] > 0)
}

/// So many days of a phase, used as it was a day, rounded up.
fn stretched(phase: &Phase, days: u32) -> Option<Phase> {
    let part = |total: u64| {
        let total = (total * u64::from(days)).div_ceil(u64::from(phase.days.get()));
        total.min(MAX_RESOURCE)
    };
    Some(Phase {
        days: Whole::new(days)?,
        data_mb: part(phase.data_mb),
        minutes: part(phase.minutes),
        intl_minutes: part(phase.intl_minutes),
        sms: part(phase.sms),
        reachable: phase.reachable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use simfare_engine::Date;

    fn phase(days: u32, data_mb: u64, sms: u64) -> Phase {
        let (minutes, intl_minutes) = (0, 0);
        let days = Whole::new(days).unwrap();
        Phase { days, data_mb, minutes, intl_minutes, sms, reachable: false }
    }

    fn trip(phases: Vec<Phase>) -> Request {
        Request::new(Date::from_ymd(2026, 12, 1).unwrap(), phases)
    }

    fn amounts(request: &Request) -> Vec<(u32, u64)> {
        request.phases.iter().map(|phase| (phase.days.get(), phase.data_mb)).collect()
    }

    #[test]
    fn a_trip_is_cut_and_rounded_up() {
        let request = trip(vec![phase(14, 5120, 10)]);
        assert_eq!(of_length(&request, 14), Some(request.clone()));
        let short = of_length(&request, 3).unwrap();
        assert_eq!(amounts(&short), [(3, 1098)]);
        assert_eq!(short.phases[0].sms, 3);
        assert_eq!(of_length(&request, 0), None);
        assert_eq!(of_length(&request, 731), None);
    }

    #[test]
    fn a_trip_goes_on_as_it_was_last_used() {
        let request = trip(vec![phase(14, 5120, 0)]);
        assert_eq!(amounts(&of_length(&request, 28).unwrap()), [(28, 10240)]);
        let several = trip(vec![phase(10, 1000, 0), phase(5, 50, 0), phase(20, 0, 0)]);
        assert_eq!(amounts(&of_length(&several, 12).unwrap()), [(10, 1000), (2, 20)]);
        let longer = of_length(&several, 38).unwrap();
        assert_eq!(amounts(&longer), [(10, 1000), (5, 50), (20, 0), (3, 30)]);
        // What comes first stays as it is, however long the trip.
        assert_eq!(of_length(&longer, 35), Some(several));
        // There is no room for one stage more.
        let mut most = vec![phase(1, 10, 0); MAX_PHASES - 1];
        most.push(phase(1, 0, 0));
        let longer = of_length(&trip(most), 110).unwrap();
        assert_eq!(longer.phases.len(), MAX_PHASES);
        assert_eq!(longer.horizon(), 110);
        let idle = trip(vec![phase(10, 0, 0)]);
        assert_eq!(amounts(&of_length(&idle, 12).unwrap()), [(12, 0)]);
    }

    #[test]
    fn data_is_spread_as_before() {
        let request = trip(vec![phase(10, 100, 0), phase(5, 200, 0), phase(5, 0, 0)]);
        assert_eq!(of_data(&request, data(&request)), request);
        assert_eq!(amounts(&of_data(&request, 1000)), [(10, 333), (5, 667), (5, 0)]);
        assert_eq!(data(&of_data(&request, 7)), 7);
        let none = trip(vec![phase(10, 0, 0), phase(30, 0, 0)]);
        assert_eq!(amounts(&of_data(&none, 1024)), [(10, 256), (30, 768)]);
        assert_eq!(amounts(&scaled_data(&request, 120)), [(10, 120), (5, 240), (5, 0)]);
        assert_eq!(amounts(&scaled_data(&trip(vec![phase(1, 1, 0)]), 120)), [(1, 2)]);
    }
}
