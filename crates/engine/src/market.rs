//! Which brands a request can be served by, and on what terms (model.md §4, §6).

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::catalog::{Brand, Catalog, Validity};
use crate::format::Percent;
use crate::price::Pricing;
use crate::progress::Progress;
use crate::quote::LineRole;
use crate::request::{LineOn, NumberRule, Request};
use crate::sort;

/// A catalog as one request sees it.
#[derive(Debug)]
pub(crate) struct Market<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) request: &'a Request,
    pub(crate) pricing: Pricing<'a>,
    /// The brands left by the filter, as indices into the catalog's.
    pub(crate) brands: Vec<usize>,
    /// The line there is already.
    pub(crate) line: Option<CurrentLine>,
    /// See [`Self::ranks`].
    pub(crate) ranks: OnceCell<Ranks>,
    /// Whether plans for new lines only are sold to the current line's brand, too: to see whether that they
    /// aren't is the reason for there being no answer.
    pub(crate) sells_to_all: bool,
    /// Where work is reported to.
    pub(crate) progress: Progress<'a>,
    /// Known ends of validities in months: the calendar takes long, and many plans run a month.
    pub(crate) month_ends: RefCell<Vec<(Validity, Rc<[u16]>)>>,
}

/// The line there is already, by index into the catalog.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CurrentLine {
    pub(crate) brand: usize,
    pub(crate) days_left: usize,
    pub(crate) on: CurrentOn,
}

/// What the current line is on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CurrentOn {
    Plan(usize),
    Paygo { paygo: usize, balance: i64 },
}

/// Positions in the order of ids, for the last tie-break of model.md §7.
#[derive(Debug)]
pub(crate) struct Ranks {
    pub(crate) plans: Vec<u32>,
    pub(crate) addons: Vec<u32>,
    /// By paygo offer, then top-up.
    pub(crate) topups: Vec<Vec<u32>>,
}

impl<'a> Market<'a> {
    /// The market of a checked request.
    pub(crate) fn of(catalog: &'a Catalog, request: &'a Request) -> Self {
        let links = catalog.links();
        let horizon = request.horizon() as usize;
        let line = request.line.as_ref().and_then(|line| {
            Some(CurrentLine {
                brand: links.brand(line.brand.as_str())?,
                // Days past the horizon make no difference, and grace is added to them.
                days_left: (line.days_left as usize).min(horizon),
                on: match &line.on {
                    LineOn::Plan { plan, .. } => CurrentOn::Plan(links.plan(plan.as_str())?),
                    LineOn::Paygo { paygo, balance } => {
                        CurrentOn::Paygo { paygo: links.paygo(paygo.as_str())?, balance: balance.0 }
                    }
                },
            })
        });
        let current = line.map(|line| line.brand);
        let brands = (0..catalog.brands.len())
            .filter(|&b| Some(b) == current || passes_filter(&catalog.brands[b], request))
            .collect();
        let pricing = Pricing::of(catalog, request);
        let (ranks, progress) = (OnceCell::new(), Progress::UNSEEN);
        let month_ends = RefCell::default();
        let sells_to_all = false;
        Self { catalog, request, pricing, brands, line, ranks, sells_to_all, progress, month_ends }
    }

    /// The position of each plan, add-on and top-up in the order of their ids. Not everybody asks for it,
    /// and it takes long where there are many.
    pub(crate) fn ranks(&self) -> &Ranks {
        self.ranks.get_or_init(|| Ranks::of(self.catalog))
    }

    /// For each start, the day after the last of a validity in months, within the horizon.
    pub(crate) fn month_ends(&self, validity: Validity) -> Rc<[u16]> {
        let mut known = self.month_ends.borrow_mut();
        if let Some((_, ends)) = known.iter().find(|(of, _)| *of == validity) {
            return Rc::clone(ends);
        }
        let (start, horizon) = (self.request.start_date, self.request.horizon());
        let end = |day: u32| {
            let end = validity.end(start.plus_days(day.into())).days_since(start);
            u32::try_from(end).unwrap_or_default().min(horizon) as u16
        };
        let ends: Rc<[u16]> = (0..horizon).map(end).collect();
        known.push((validity, Rc::clone(&ends)));
        ends
    }

    /// The brand that a kept number stays on (model.md §4, `keep`).
    pub(crate) fn kept_brand(&self) -> Option<usize> {
        let is_kept = self.request.number == NumberRule::Keep;
        self.line.filter(|_| is_kept).map(|line| line.brand)
    }

    /// Whether the line there is already would be this one of the answer (model.md §4).
    pub(crate) fn has_line(&self, role: LineRole) -> bool {
        self.line.is_some_and(|line| role.is_of(&self.catalog.brands[line.brand]))
    }

    /// Whether a line of its own may carry the data (model.md §4, `lines`). A current line without a
    /// number would be that line, and leave no number to keep.
    pub(crate) fn has_two_lines(&self) -> bool {
        let keeps_a_number =
            || self.line.is_some_and(|line| self.catalog.brands[line.brand].number);
        self.request.lines.get() == 2
            && (self.request.number != NumberRule::Keep || keeps_a_number())
    }

    /// A brand's tax, else the catalog's, else none (model.md §5).
    pub(crate) fn tax(&self, brand: usize) -> Percent {
        let tax = self.catalog.tax_of(self.catalog.brands.get(brand));
        tax.map_or(Percent(0), |tax| tax.percent)
    }

    /// The days a brand's line survives without a period (model.md §4).
    pub(crate) fn grace(&self, brand: usize) -> usize {
        let days = self.request.grace_of(&self.catalog.brands[brand]);
        // Past the horizon more grace makes no difference.
        (days as usize).min(self.request.horizon() as usize)
    }
}

/// Whether a brand is left by the request's filter (model.md §6).
fn passes_filter(brand: &Brand, request: &Request) -> bool {
    let filter = &request.filter;
    (filter.brands.is_empty() || filter.brands.contains(&brand.id))
        && !filter.exclude.contains(&brand.id)
        && (filter.networks.is_empty()
            || brand.network.as_ref().is_some_and(|network| filter.networks.contains(network)))
        && filter.sim.is_none_or(|sim| brand.sim.contains(&sim))
}

impl Ranks {
    fn of(catalog: &Catalog) -> Self {
        let mut ids: Vec<&str> = catalog.plans.iter().map(|plan| plan.id.as_str()).collect();
        ids.extend(catalog.addons.iter().map(|addon| addon.id.as_str()));
        ids.extend(catalog.paygo.iter().flat_map(|p| p.topups.iter().map(|t| t.id.as_str())));
        let mut order: Vec<u32> = (0..ids.len() as u32).collect();
        sort::sort_by_key(&mut order, |&i| ids[i as usize]);
        let mut ranks = vec![0; ids.len()];
        for (rank, &i) in order.iter().enumerate() {
            ranks[i as usize] = rank as u32;
        }
        let mut ranks = ranks.into_iter();
        let mut take = |n: usize| -> Vec<u32> { ranks.by_ref().take(n).collect() };
        Self {
            plans: take(catalog.plans.len()),
            addons: take(catalog.addons.len()),
            topups: catalog.paygo.iter().map(|p| take(p.topups.len())).collect(),
        }
    }
}
