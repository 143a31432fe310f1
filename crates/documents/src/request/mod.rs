//! The request, `simfare.request/1` (formats.md, "Request"; model.md §1, §4, §6).

mod links;

pub use links::MAX_PHASES;

use crate::catalog::{Brand, Catalog, Plan, SimKind};
use crate::date::Date;
use crate::fault::Faults;
use crate::format::{
    Allowance, Amount, Format, Id, Json, Reader, Text, Whole, document, read_document, schema_name,
    words,
};
use crate::resource::PerResource;

/// The longest horizon, in days (model.md §1).
pub const MAX_HORIZON: u32 = 730;

schema_name! {
    /// `"simfare.request/1"`
    pub struct RequestSchema = "simfare.request/1"
}

document! {
    /// What a traveller needs and has.
    pub struct Request {
        /// The format and its version.
        required schema: RequestSchema,
        /// The date of day 0.
        required start_date: Date,
        /// The phases, in order.
        required phases: Vec<Phase>,
        /// What is to become of the phone number.
        default number: NumberRule = NumberRule::None,
        /// How many lines the phone can carry at once.
        default lines: Whole<1, 2> = ONE_LINE,
        /// The line there is already.
        optional line: Line,
        /// The least speed, in kbit/s, at which data past a cap still counts as data.
        optional throttle_min_kbps: u32,
        /// Whether automatic renewal is accepted.
        default autopay: bool = false,
        /// What is added to each phase's totals, in percent.
        default margin_percent: Whole<0, 100> = NO_MARGIN,
        /// Days by which each grace period is shortened, for safety.
        default grace_margin_days: u32 = 0,
        /// How it will be paid.
        optional payment_method: Id,
        /// A coupon's code.
        optional coupon: Text,
        /// Which brands are considered.
        default filter: Filter = Filter::default(),
    }
}

/// The default of [`Request::lines`].
const ONE_LINE: Whole<1, 2> = match Whole::new(1) {
    Some(one) => one,
    None => panic!("1 is between 1 and 2"),
};
/// The default of [`Request::margin_percent`].
const NO_MARGIN: Whole<0, 100> = match Whole::new(0) {
    Some(zero) => zero,
    None => panic!("0 is between 0 and 100"),
};

document! {
    /// A stretch of days with its use in total (model.md §1).
    pub struct Phase {
        /// Its length.
        required days: Whole<1, MAX_HORIZON>,
        /// Data, in MB.
        default data_mb: u64 = 0,
        /// Domestic minutes.
        default minutes: u64 = 0,
        /// International minutes.
        default intl_minutes: u64 = 0,
        /// Texts.
        default sms: u64 = 0,
        /// Whether calls and texts must get through to a phone number on every day of it.
        default reachable: bool = false,
    }
}

impl Phase {
    /// The totals by resource, without the request's margin.
    pub fn totals(&self) -> PerResource<u64> {
        PerResource([self.data_mb, self.minutes, self.intl_minutes, self.sms])
    }

    /// Whether nothing is used in it, and nobody has to be reached.
    pub fn is_idle(&self) -> bool {
        !self.reachable && self.totals() == PerResource::default()
    }
}

words! {
    /// What is to become of the phone number (model.md §4).
    pub enum NumberRule {
        /// Numbers may come and go.
        None = "none",
        /// The current line's number stays.
        Keep = "keep",
        /// Whichever number is taken first stays.
        Hold = "hold",
    }
}

/// The line there is already (model.md §3, §4).
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its brand.
    pub brand: Id,
    /// Days until its period or credit ends.
    pub days_left: u32,
    /// What it is on.
    pub on: LineOn,
}

/// What the current line is on.
#[derive(Debug, Clone, PartialEq)]
pub enum LineOn {
    /// A plan's period.
    Plan {
        /// The plan.
        plan: Id,
        /// What is left of its allowances.
        left: PerResource<Allowance>,
    },
    /// A paygo offer's credit.
    Paygo {
        /// The offer.
        paygo: Id,
        /// The credit left.
        balance: Amount,
    },
}

document! {
    /// The form of [`Line`]: a plan with what is left, or a paygo offer with its balance.
    pub struct LineForm {
        /// Its brand.
        required brand: Id,
        /// The plan it is on.
        optional plan: Id,
        /// Or the paygo offer.
        optional paygo: Id,
        /// Days until it ends.
        required days_left: u32,
        /// What is left of the plan's allowances.
        optional left: Left,
        /// The credit left.
        optional balance: Amount,
    }
}

document! {
    /// What is left of a plan's allowances.
    pub struct Left {
        /// Data, in MB.
        default data_mb: Allowance = Allowance::NONE,
        /// Domestic minutes.
        default minutes: Allowance = Allowance::NONE,
        /// International minutes.
        default intl_minutes: Allowance = Allowance::NONE,
        /// Texts.
        default sms: Allowance = Allowance::NONE,
    }
}

impl Format for Line {
    fn blank() -> Self {
        let on = LineOn::Paygo { paygo: Id::blank(), balance: Amount(0) };
        Self { brand: Id::blank(), days_left: 0, on }
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        // Seen on the tree, so that a fault of one field hides none of them together.
        let there = ["plan", "left", "paygo", "balance"].map(|name| json.member(name).is_some());
        let fits = matches!(there, [true, true, false, false] | [false, false, true, true]);
        if matches!(json, Json::Object(_)) && !fits {
            reader.fault("must have either \"plan\" and \"left\", or \"paygo\" and \"balance\"");
        }
        let LineForm { brand, plan, paygo, days_left, left, balance } =
            LineForm::read(json, reader)?;
        let on = match (plan, paygo, left, balance) {
            (Some(plan), None, Some(left), None) => LineOn::Plan {
                plan,
                left: PerResource([left.data_mb, left.minutes, left.intl_minutes, left.sms]),
            },
            (None, Some(paygo), None, Some(balance)) => LineOn::Paygo { paygo, balance },
            _ => return None,
        };
        Some(Self { brand, days_left, on })
    }

    fn write(&self, minor_digits: u32) -> Json<'static> {
        let mut form = LineForm {
            brand: self.brand.clone(),
            plan: None,
            paygo: None,
            days_left: self.days_left,
            left: None,
            balance: None,
        };
        match &self.on {
            LineOn::Plan { plan, left: PerResource([data_mb, minutes, intl_minutes, sms]) } => {
                form.plan = Some(plan.clone());
                form.left = Some(Left {
                    data_mb: *data_mb,
                    minutes: *minutes,
                    intl_minutes: *intl_minutes,
                    sms: *sms,
                });
            }
            LineOn::Paygo { paygo, balance } => {
                form.paygo = Some(paygo.clone());
                form.balance = Some(*balance);
            }
        }
        form.write(minor_digits)
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("Line", |into| {
            crate::schema::choice::<LineForm>(
                into,
                "The line there is already: on a plan with what is left of it, or on a \
                 pay-as-you-go offer with its balance.",
                &[&["plan", "left"], &["paygo", "balance"]],
            )
        })
    }
}

document! {
    /// Which brands are considered (model.md §6). An empty list is as if missing.
    #[derive(Default)]
    pub struct Filter {
        /// Only these.
        default brands: Vec<Id> = Vec::new(),
        /// Not these.
        default exclude: Vec<Id> = Vec::new(),
        /// Only on these networks.
        default networks: Vec<Text> = Vec::new(),
        /// Only with this kind of SIM.
        optional sim: SimKind,
    }
}

impl Request {
    /// The days that a brand's line survives without a period, as far as it is to be relied on (model.md
    /// §4).
    pub fn grace_of(&self, brand: &Brand) -> u32 {
        brand.grace_days.saturating_sub(self.grace_margin_days)
    }

    /// Whether data past a plan's cap is fast enough to count as data (model.md §3).
    pub fn throttled_data_counts(&self, plan: &Plan) -> bool {
        match (plan.after_cap.kbps(), self.throttle_min_kbps) {
            (Some(kbps), Some(least)) => kbps >= least,
            _ => false,
        }
    }

    /// A request for one phase from a date, everything else as if missing.
    pub fn new(start_date: Date, phases: Vec<Phase>) -> Self {
        Self {
            schema: RequestSchema,
            start_date,
            phases,
            number: NumberRule::None,
            lines: ONE_LINE,
            line: None,
            throttle_min_kbps: None,
            autopay: false,
            margin_percent: NO_MARGIN,
            grace_margin_days: 0,
            payment_method: None,
            coupon: None,
            filter: Filter::default(),
        }
    }

    /// Reads a request for a catalog (formats.md, "Request" and "Bounds").
    ///
    /// # Errors
    /// Every fault, each with its JSON pointer.
    pub fn from_json(bytes: &[u8], catalog: &Catalog) -> Result<Self, Faults> {
        read_document(bytes, Reader::new(Some(catalog.minor_digits())), |json, reader| {
            links::check(json, catalog, reader);
        })
    }

    /// What is wrong with a request whose catalog has faults, too: its form, and what it names that the
    /// catalog doesn't, as far as that can be read.
    ///
    /// # Errors
    /// Every such fault, each with its JSON pointer.
    pub fn check_beside(bytes: &[u8], catalog: &[u8]) -> Result<(), Faults> {
        let catalog = Json::parse(catalog).ok();
        let check = |request: &Json<'_>, reader: &mut Reader| match &catalog {
            Some(catalog) => links::check_beside(request, catalog, reader),
            None => links::check_alone(request, reader),
        };
        read_document::<Self>(bytes, Reader::new(None), check).map(drop)
    }

    /// The request as a JSON text that reads back as the same request. `minor_digits` are those
    /// of the catalog's currency.
    pub fn to_json(&self, minor_digits: u32) -> String {
        self.write(minor_digits).to_string()
    }

    /// Checks a request that was built rather than read.
    ///
    /// # Errors
    /// Every fault, each with its JSON pointer.
    pub fn check(&self, catalog: &Catalog) -> Result<(), Faults> {
        let mut reader = Reader::new(Some(catalog.minor_digits()));
        links::check(&self.write(catalog.minor_digits()), catalog, &mut reader);
        reader.finish().or(())
    }

    /// A phase's total with the margin (model.md §1), in the total's unit, rounded up.
    pub fn with_margin(&self, total: u64) -> u64 {
        (total * self.with_margin_percent()).div_ceil(100)
    }

    /// The most that a total may be to come to no more than so much with the margin.
    pub fn without_margin(&self, most: u64) -> u64 {
        most.saturating_mul(100) / self.with_margin_percent()
    }

    fn with_margin_percent(&self) -> u64 {
        100 + u64::from(self.margin_percent.get())
    }

    /// The horizon `H`, in days (model.md §1).
    pub fn horizon(&self) -> u32 {
        self.phases.iter().map(|phase| phase.days.get()).sum()
    }
}
