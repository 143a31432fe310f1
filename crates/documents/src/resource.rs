//! The four resources of model.md §1, and vectors over them.

use std::ops::{Index, IndexMut};

/// What a traveller uses and an offer gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// Data, in MB (1 GB = 1024 MB).
    Data,
    /// Domestic calls, in minutes.
    Minutes,
    /// International calls, in minutes.
    IntlMinutes,
    /// Texts.
    Sms,
}

impl Resource {
    /// All four, in the order of the formats' fields.
    pub const ALL: [Self; 4] = [Self::Data, Self::Minutes, Self::IntlMinutes, Self::Sms];

    /// The field of the formats that holds this resource.
    pub fn field(self) -> &'static str {
        match self {
            Self::Data => "data_mb",
            Self::Minutes => "minutes",
            Self::IntlMinutes => "intl_minutes",
            Self::Sms => "sms",
        }
    }
}

/// One value for each resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PerResource<T>(pub [T; 4]);

impl<T> PerResource<T> {
    /// A value for each resource by a function.
    pub fn from_fn(mut value: impl FnMut(Resource) -> T) -> Self {
        Self(Resource::ALL.map(&mut value))
    }
}

impl<T> Index<Resource> for PerResource<T> {
    type Output = T;
    fn index(&self, resource: Resource) -> &T {
        &self.0[resource as usize]
    }
}

impl<T> IndexMut<Resource> for PerResource<T> {
    fn index_mut(&mut self, resource: Resource) -> &mut T {
        &mut self.0[resource as usize]
    }
}
