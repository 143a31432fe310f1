//! What can be typed, and in which unit.

/// What can be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    // Of each stage; the rest are the trip's.
    Days,
    /// Holds a text only while no length follows from it.
    LastDay,
    Data,
    Minutes,
    IntlMinutes,
    Sms,
    Start,
    Coupon,
    /// Which has no text of its own: what is chosen may lack the line it speaks of.
    Number,
    /// Without a text, too: another catalog may lack what the line is on.
    Offer,
    DaysLeft,
    /// Holds a text where the date was given, and the days follow from it.
    Expiry,
    LeftData,
    LeftMinutes,
    LeftIntlMinutes,
    LeftSms,
    Balance,
}

impl Field {
    pub(super) const COUNT: usize = Self::Balance as usize + 1;

    /// The fields of what a stage uses, or of what is left of a plan.
    pub(super) const USE: [Self; 4] = [Self::Data, Self::Minutes, Self::IntlMinutes, Self::Sms];
    pub(super) const LEFT: [Self; 4] =
        [Self::LeftData, Self::LeftMinutes, Self::LeftIntlMinutes, Self::LeftSms];

    /// Whether each stage has one.
    pub(crate) fn is_of_stage(self) -> bool {
        (self as usize) < Self::Start as usize
    }

    /// The member of a request, or of one of its phases, that it becomes; a JSON pointer without its
    /// beginning.
    #[cold]
    #[inline(never)]
    pub(crate) fn member(self) -> &'static str {
        match self {
            Self::Days | Self::LastDay => "days",
            Self::Data => "data_mb",
            Self::Minutes => "minutes",
            Self::IntlMinutes => "intl_minutes",
            Self::Sms => "sms",
            Self::Start => "start_date",
            Self::Coupon => "coupon",
            Self::Number => "number",
            Self::Offer => "line/plan",
            Self::DaysLeft | Self::Expiry => "line/days_left",
            Self::LeftData => "line/left/data_mb",
            Self::LeftMinutes => "line/left/minutes",
            Self::LeftIntlMinutes => "line/left/intl_minutes",
            Self::LeftSms => "line/left/sms",
            Self::Balance => "line/balance",
        }
    }

    /// The name of its control, and its id in the shadow tree.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Days => "days",
            Self::LastDay => "last-day",
            Self::Data => "data",
            Self::Minutes => "minutes",
            Self::IntlMinutes => "intl-minutes",
            Self::Sms => "sms",
            Self::Coupon => "coupon",
            Self::Number => "number",
            Self::Offer => "line-plan",
            Self::DaysLeft => "days-left",
            Self::Expiry => "expiry",
            Self::LeftData => "left-data",
            Self::LeftMinutes => "left-minutes",
            Self::LeftIntlMinutes => "left-intl-minutes",
            Self::LeftSms => "left-sms",
            Self::Balance => "balance",
        }
    }
}

/// A unit of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Mb,
    Gb,
}
