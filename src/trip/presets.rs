//! Trips that many make, to begin with.

use simfare_engine::Resource;
use simfare_engine::catalog::Catalog;
use simfare_engine::request::NumberRule;

use super::Trip;
use super::stage::Stage;
use crate::locale::Texts;

/// A trip that many make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preset {
    Week,
    Semester,
    KeepNumber,
}

impl Preset {
    pub(crate) const ALL: [Self; 3] = [Self::Week, Self::Semester, Self::KeepNumber];

    /// What it is called.
    pub(crate) fn label(self, texts: &Texts) -> &'static str {
        match self {
            Self::Week => texts.preset_week(),
            Self::Semester => texts.preset_semester(),
            Self::KeepNumber => texts.preset_keep(),
        }
    }

    fn stage(self) -> Stage {
        let (days, gigabytes, minutes, texts) = match self {
            Self::Week => (7, 3, 0, 0),
            Self::Semester => (120, 40, 400, 100),
            Self::KeepNumber => return Stage::away(365),
        };
        let mut stage = Stage::new(days);
        stage.set_use(Resource::Data, gigabytes * 1024);
        stage.set_use(Resource::Minutes, minutes);
        stage.set_use(Resource::Sms, texts);
        stage.reachable = true;
        stage
    }

    fn number(self) -> NumberRule {
        match self {
            Self::Week => NumberRule::None,
            Self::Semester => NumberRule::Hold,
            Self::KeepNumber => NumberRule::Keep,
        }
    }

    /// Makes a trip this one: its stages and what becomes of the number. The rest stays.
    pub(crate) fn apply(self, trip: &mut Trip, catalog: Option<&Catalog>) {
        trip.stages = vec![self.stage()];
        trip.number = self.number();
        if let (Self::KeepNumber, Some(catalog)) = (self, catalog) {
            // How long it still runs is for the person to say: on a guess they could lose it.
            trip.take_line(catalog);
        }
    }

    /// Whether a trip is this one.
    pub(crate) fn is(self, trip: &Trip) -> bool {
        trip.number == self.number() && trip.stages == [self.stage()]
    }
}
