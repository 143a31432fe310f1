//! Why no schedule exists (model.md §7, `reason`): which need no offer meets.
//!
//! Ending a period early is free, so a schedule of one line can serve a day if any offer bought by
//! then can; what can't be served is found day by day, need by need. Only then do the rules
//! for numbers come into question.

use std::fmt;

use crate::demand::{Carries, Demand};
use crate::format::Id;
use crate::market::Market;
use crate::offers::{BrandOffers, Dominated};
use crate::quote::LineRole;
use crate::request::NumberRule;
use crate::schedule;
use crate::{PerResource, Resource};

/// Which need no offer meets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// No brand passes the request's filter.
    NoBrand,
    /// No brand considered has lines with a number, which a phase asks to be reachable by.
    Reachable {
        /// The phase, from 0.
        phase: usize,
        /// The one brand considered, where the number must stay on it.
        brand: Option<Id>,
    },
    /// No offer gives as much of a resource in one day as a phase needs.
    Amount {
        /// The phase, from 0.
        phase: usize,
        /// The resource.
        resource: Resource,
        /// What its busiest day needs, in MB, minutes or texts.
        needed: u64,
        /// The most that could be needed on that day and be served; nothing where none gives any.
        most: u64,
        /// The one brand considered, where the number must stay on it.
        brand: Option<Id>,
    },
    /// Each need of a phase can be met, but not by one offer at a time.
    Together {
        /// The phase, from 0.
        phase: usize,
        /// The one brand considered, where the number must stay on it.
        brand: Option<Id>,
    },
    /// Every day could be served, but by no single brand, as a number that stays asks for.
    OneBrand,
    /// Every day could be served, but the line would not outlive a gap.
    LineEnds,
    /// Every day could be served, but some only by `new_line_only` plans: each brand's only once, and none
    /// of the current line's.
    NewLines,
}

/// A need of a phase.
#[derive(Debug, Clone, Copy)]
enum Need {
    Reachable,
    Amount(Resource),
}

impl Need {
    const ALL: [Self; 5] = [
        Self::Reachable,
        Self::Amount(Resource::Data),
        Self::Amount(Resource::Minutes),
        Self::Amount(Resource::IntlMinutes),
        Self::Amount(Resource::Sms),
    ];

    /// A demand of nothing else.
    fn alone(self) -> Carries {
        let is = |r| matches!(self, Self::Amount(resource) if resource == r);
        Carries { resources: PerResource::from_fn(is), reachable: matches!(self, Self::Reachable) }
    }
}

impl Reason {
    /// The reason for a request that has no schedule (model.md §7), looked for among the brands that
    /// may serve it.
    pub(crate) fn of(market: &Market<'_>) -> Self {
        if market.brands.is_empty() {
            return Self::NoBrand;
        }
        let of_a_day = Self::of_a_day(market, market.kept_brand());
        // On a day without an offer the current line's brand may have one that isn't for it.
        let is_barred = market.line.is_some_and(|line| {
            let brands = &market.catalog.links().brand_of_plan;
            let mut plans = market.catalog.plans.iter().zip(brands);
            plans.any(|(plan, brand)| plan.new_line_only && *brand == line.brand)
        });
        if (of_a_day.is_none() || is_barred) && schedule::could_be_renewed(market) {
            return Self::NewLines;
        }
        if let Some(reason) = of_a_day {
            return reason;
        }
        let demand = Demand::of(market.request, of_the_number(market));
        let offers = BrandOffers::of_all(market, &demand, true, Dominated::Dropped);
        let one_brand = offers.iter().any(|brand| {
            brand.number && brand.has_any() && first_unserved(&demand, &[brand]).is_none()
        });
        match market.request.number {
            NumberRule::Hold if !one_brand => Self::OneBrand,
            NumberRule::Keep | NumberRule::Hold => Self::LineEnds,
            // It takes more than a schedule may cost.
            NumberRule::None => Self::Together { phase: 0, brand: None },
        }
    }

    /// The first need, and the first day of it, that no offer of any brand (or of one) meets.
    fn of_a_day(market: &Market<'_>, brand: Option<usize>) -> Option<Self> {
        let unserved = |carries: Carries, with_current: bool, brand: Option<usize>| {
            let demand = Demand::of(market.request, carries);
            let offers = BrandOffers::of_all(market, &demand, with_current, Dominated::Dropped);
            let considered: Vec<&BrandOffers> = offers
                .iter()
                .filter(|offers| brand.is_none_or(|brand| offers.brand == brand))
                .collect();
            let day = first_unserved(&demand, &considered)?;
            Some((day, phase_of(market, day), demand))
        };
        let id = |brand: Option<usize>| brand.map(|brand| market.catalog.brands[brand].id.clone());
        for need in Need::ALL {
            // A data line may be anybody's, whatever the number has to stay with.
            let is_elsewhere =
                market.has_two_lines() && matches!(need, Need::Amount(Resource::Data));
            let brand = brand.filter(|_| !is_elsewhere);
            let Some((day, phase, demand)) = unserved(need.alone(), true, brand) else {
                continue;
            };
            let id = id(brand);
            return Some(match need {
                Need::Reachable => Self::Reachable { phase, brand: id },
                Need::Amount(resource) => {
                    let needed = demand.need(resource, day, day + 1);
                    let most = most_on(market, resource, brand, day, &demand);
                    Self::Amount { phase, resource, needed, most, brand: id }
                }
            });
        }
        let (_, phase, _) = unserved(Carries::EVERYTHING, true, brand)?;
        let phase = if market.has_two_lines() {
            let calls = unserved(Carries::CALLS, market.has_line(LineRole::Number), brand);
            calls.or_else(|| unserved(Carries::DATA, market.has_line(LineRole::Data), None))?.1
        } else {
            phase
        };
        Some(Self::Together { phase, brand: id(brand) })
    }
}

/// What has to come together: all that the line with the number carries.
fn of_the_number(market: &Market<'_>) -> Carries {
    if market.has_two_lines() { Carries::CALLS } else { Carries::EVERYTHING }
}

/// The first needed day that no offer serves, bought on that day or, on sale perhaps, before.
fn first_unserved(demand: &Demand, brands: &[&BrandOffers]) -> Option<usize> {
    let mut day = demand.next_needed(0);
    while day < demand.horizon {
        if !is_served(demand, brands, day) {
            return Some(day);
        }
        day = demand.next_needed(day + 1);
    }
    None
}

/// Whether an offer serves a needed day, bought on that day or, on sale perhaps, before.
fn is_served(demand: &Demand, brands: &[&BrandOffers], day: usize) -> bool {
    let is_reached = |from| brands.iter().any(|brand| brand.reaches(demand, from, day));
    brands.iter().any(|brand| brand.serves(demand, day))
        || (0..day).any(is_reached)
        || brands.iter().any(|brand| brand.goes_on_to(day))
}

fn phase_of(market: &Market<'_>, day: usize) -> usize {
    let ends = market.request.phases.iter().scan(0, |end, phase| {
        *end += phase.days.get() as usize;
        Some(*end)
    });
    ends.take_while(|&end| end <= day).count()
}

/// The most of a resource that could be needed on a day that isn't served, and be served.
fn most_on(
    market: &Market<'_>,
    resource: Resource,
    brand: Option<usize>,
    day: usize,
    demand: &Demand,
) -> u64 {
    let needed = demand.need(resource, day, day + 1);
    let mut most = 0;
    for of in market.brands.iter().copied().filter(|&of| brand.is_none_or(|brand| brand == of)) {
        let serves = |units| {
            let demand = demand.with_need_on(resource, day, units);
            let offers = BrandOffers::of(market, &demand, &[of], true, Dominated::Dropped);
            offers.iter().any(|brand| is_served(&demand, &[brand], day))
        };
        // Most brands have less than one that was looked at before.
        if serves(most + 1) {
            let mut too_much = needed;
            most += 1;
            while too_much - most > 1 {
                let middle = most + (too_much - most) / 2;
                if serves(middle) { most = middle } else { too_much = middle }
            }
        }
    }
    most
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = |brand: &Option<Id>| match brand {
            Some(brand) => format!("\"{brand}\" has no offer that"),
            None => "no offer".to_owned(),
        };
        match self {
            Self::NoBrand => f.write_str("no brand passes the filter"),
            Self::Reachable { phase, brand } => {
                write!(
                    f,
                    "phase {}: {} comes with a phone number to be reached by",
                    phase + 1,
                    who(brand)
                )
            }
            Self::Amount { phase, resource, needed, most, brand } => {
                let unit = match (resource, needed) {
                    (Resource::Data, _) => "MB of data",
                    (Resource::Minutes, 1) => "minute of calls",
                    (Resource::Minutes, _) => "minutes of calls",
                    (Resource::IntlMinutes, 1) => "minute of international calls",
                    (Resource::IntlMinutes, _) => "minutes of international calls",
                    (Resource::Sms, 1) => "text",
                    (Resource::Sms, _) => "texts",
                };
                write!(f, "phase {}: {} gives {needed} {unit} in one day", phase + 1, who(brand))?;
                match most {
                    0 => write!(f, "; none gives any"),
                    _ => write!(f, "; the most is {most}"),
                }
            }
            Self::Together { phase, brand } => {
                write!(f, "phase {}: {} gives everything it needs together", phase + 1, who(brand))
            }
            Self::OneBrand => f.write_str("no single brand with a number serves every day"),
            Self::LineEnds => f.write_str("no line of a number stays alive through every gap"),
            Self::NewLines => f.write_str(
                "only plans for new lines serve every day, and each brand sells those only once",
            ),
        }
    }
}
